import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { makeVideo, ODD_VIDEOS } from '../support/media.mts';
import { Workbench } from '../support/workbench.mts';

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
beforeEach(() => bench.reset());
afterAll(async () => await bench.close());

type Editing = (content: Buffer) => ReturnType<Workbench['edit']>;

const WAYS: Array<[string, Editing]> = [
	[
		'by its link',
		async (content) => {
			const videoUrl = bench.simulator.serveFile('clip.mp4', content, 'video/mp4');
			return await bench.edit({ videoUrl });
		},
	],
	[
		'as a file',
		async (content) => {
			const file = { content, fileName: 'clip.mp4', mimeType: 'video/mp4' };
			return await bench.edit(
				{ videoSource: 'binary', binaryPropertyName: 'data' },
				{ files: [{ data: await bench.engine.storeFile(file) }] },
			);
		},
	],
];

describe.each(WAYS)('a video that contradicts itself, %s', (_way, edit) => {
	const editOdd = async (name: string) => await edit(await readFile(join(ODD_VIDEOS, name)));

	test.each([
		['most of it in fragments', 'hybrid_first1s_of6s.mp4'],
		['pixels that are not square', 'sar_3840x2160_4to3.mp4'],
		['sound that is longer than the pictures', 'video10_sound14.mp4'],
		['a count of two billion pictures', 'index_stts_one_byte.mp4'],
		['a count of two billion shifts', 'index_ctts_one_byte.mp4'],
	])('%s: is edited', async (_what, name) => {
		const { error, items } = await editOdd(name);
		expect(error).toBeUndefined();
		expect(items[0].json.status).toBe('completed');
	});

	test('that has two lengths: the message says so if the task fails', async () => {
		bench.reset({ outcome: 'failed', failureMessage: 'InvalidFile.Duration: 14 s' });
		const { error } = await editOdd('video10_sound14.mp4');
		bench.reset({ outcome: 'completed' });
		expect(error?.description).toContain('The video is 10 s or 14 s long');
		expect(error?.description).toContain('export it anew');
	});

	test('an index that nobody here can read: is left to the service', async () => {
		const { error } = await editOdd('compressed_header.mov');
		expect(bench.submits).toHaveLength(1);
		expect(error?.message ?? '').not.toContain('damaged');
	});

	test('too long, most of it in fragments: is refused with its whole length', async () => {
		const { error } = await editOdd('hybrid_first5s_of34s.mp4');
		expect(error?.message).toContain('The video is 34 s long; Wan 2.7 VideoEdit takes 2–10 s');
		expect(bench.apiRequests).toEqual([]);
	});
});

describe('a video in more fragments than a link is asked for', () => {
	const editLink = async (video: Buffer) => {
		const videoUrl = bench.simulator.serveFile('clip.mp4', video, 'video/mp4');
		const { error } = await bench.edit({ videoUrl });
		expect(bench.apiRequests).toEqual([]);
		expect(bench.requests('GET', /^\/test-files\//).length).toBeLessThanOrEqual(12);
		return /^The video is more than (\d+(?:\.\d)?) s long; Wan 2\.7/.exec(
			error?.message ?? '',
		)?.[1];
	};

	test('is refused as longer than those, if they are too long', async () => {
		const video = await makeVideo({ fragmented: true, seconds: 150 });
		const withoutList = video.subarray(0, video.lastIndexOf('mfra', undefined, 'latin1') - 4);
		expect(Number(await editLink(withoutList))).toBeGreaterThan(10);
	});

	test('is refused by the list at its end', async () => {
		const video = await makeVideo({ fragmented: true, seconds: 150 });
		expect(Number(await editLink(video))).toBeGreaterThan(140);
	});
});
