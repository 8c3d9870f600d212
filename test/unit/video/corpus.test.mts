import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from '@jest/globals';

import * as reader from '../../../nodes/WanVideoEdit/video/readVideo';
import { CHANGES, HYBRID_CHANGES } from '../../support/videos/changes.mts';
import { HYBRID, PLAIN } from '../../support/videos/recipes.mts';
import { byRanges, byStream, differences, type Kept } from '../../support/videos/reference.mts';

const FOLDER = join(import.meta.dirname, '../../support/videos/corpus');
const videos = JSON.parse(readFileSync(join(FOLDER, 'ffprobe.json'), 'utf8')) as Record<
	string,
	Kept
>;
const kept = (name: string) => readFileSync(join(FOLDER, videos[name].file!));
const fileOf = (name: string) => {
	if (name in CHANGES) return CHANGES[name](kept(PLAIN));
	return name in HYBRID_CHANGES ? HYBRID_CHANGES[name](kept(HYBRID)) : kept(name);
};

describe('a video is measured as ffprobe measures it, by its link and as a file', () => {
	test.each(Object.keys(videos))('%s', async (name) => {
		const file = fileOf(name);
		for (const reading of [
			await byRanges(reader, file),
			await byStream(reader, file),
			await byStream(reader, file, 100),
		]) {
			expect(differences(reading, videos[name])).toEqual([]);
		}
	});
});
