import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { describe, expect, test } from '@jest/globals';

import * as reader from '../../../nodes/WanVideoEdit/video/readVideo';
import { bomb, BOMBS } from '../../support/videos/bombs.mts';
import {
	damagedVideo,
	isReading,
	MOST_WORK,
	readInAllWays,
	soundVideos,
} from '../../support/videos/fuzz.mts';

const MEGABYTE = 1024 ** 2;
const videos = soundVideos();

test('500 damaged videos are read with little work, and with the same verdict in all ways', async () => {
	for (let seed = 1; seed <= 500; seed++) {
		const { readings, partial, work } = await readInAllWays(reader, damagedVideo(videos, seed));
		const verdicts = new Set(readings.map((reading) => JSON.stringify(reading)));
		const found = {
			verdicts: verdicts.size,
			isReading: isReading(readings[0]) && isReading(partial),
		};
		expect({ seed, ...found, isCheap: work < MOST_WORK }).toEqual({
			seed,
			verdicts: 1,
			isReading: true,
			isCheap: true,
		});
	}
});

describe('a file that is made to cost much costs little', () => {
	test.each(Object.keys(BOMBS))('%s', async (name) => {
		const { readings, partial, work } = await readInAllWays(reader, bomb(name), 64 * 1024);
		expect([...readings, partial].every(isReading)).toBe(true);
		expect(work).toBeLessThan(MOST_WORK);
	});
});

test('of a large file that goes by, little is kept', async () => {
	setFlagsFromString('--expose-gc');
	const gc = runInNewContext('gc') as () => void;
	const held = () => {
		gc();
		return process.memoryUsage().arrayBuffers;
	};
	const header = Buffer.from('\0\0\0\x08ftyp\0\0\0\x01mdat\0\0\0\x01\0\0\0\0', 'latin1');
	const begin = held();
	let most = 0;
	let pieces = 0;
	const reading = await reader.readVideoByStream(async () => {
		if (pieces % 500 === 0) most = Math.max(most, held() - begin);
		const piece = pieces++ === 0 ? header : Buffer.alloc(64 * 1024);
		return await Promise.resolve(pieces < 3000 ? piece : undefined);
	});
	expect(reading).toBe('damaged');
	expect(most).toBeLessThan(32 * MEGABYTE);
});
