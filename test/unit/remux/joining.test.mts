import { join } from 'node:path';

import { expect, test } from '@jest/globals';

import { planPieces } from '../../../nodes/WanVideoEdit/remux/planPieces';
import { ffmpeg, seen } from '../../support/ffmpeg.mts';
import { LONG_VIDEOS, type LongVideo } from '../../support/longVideos.mts';
import { cutParts, indexOfFile, inFolder, joinFiles } from './remuxing.mts';

const SECONDS = 24;
const QUICKLY = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2'];

/** Edits each piece with ffmpeg, by options that may differ from piece to piece, and joins them. */
async function joinedWith(
	name: LongVideo,
	optionsOf: (number: number, seconds: number) => string[],
	{ encode = QUICKLY } = {},
) {
	return await inFolder(async (folder) => {
		const path = await LONG_VIDEOS[name](SECONDS);
		const parts = planPieces(await indexOfFile(path));
		const pieces = await cutParts(path, parts, folder);
		const edited: string[] = [];
		for (const [number, piece] of pieces.entries()) {
			const { startS, endS } = parts[number];
			const to = join(folder, `edited-${number}.mp4`);
			await ffmpeg(['-i', piece, ...encode, ...optionsOf(number, endS - startS), to]);
			edited.push(to);
		}
		const joined = await joinFiles(path, parts, edited, folder);
		return { joined: await seen(joined), source: await seen(path), parts };
	});
}

test('pieces of another rate of pictures are as long as the source, with its sound', async () => {
	const { joined, source } = await joinedWith('openGop', () => ['-r', '24', '-vf', 'negate']);
	const steps = joined.times.slice(1).map((time, number) => time - joined.times[number]);
	expect(joined.warnings).toBe('');
	expect(joined.durationS).toBe(source.durationS);
	expect(joined.soundMd5).toBe(source.soundMd5);
	expect(Math.min(...steps)).toBeGreaterThan(0.03);
	expect(Math.max(...steps)).toBeLessThan(0.06);
});

test('pieces that are a little too short or too long are stretched', async () => {
	const { joined, parts } = await joinedWith('bFrames', (number, seconds) => {
		const factor = number === 0 ? (seconds - 0.4) / seconds : (seconds + 0.4) / seconds;
		return ['-vf', `setpts=PTS*${factor}`, '-r', '30'];
	});
	expect(joined.warnings).toBe('');
	expect(joined.durationS).toBeCloseTo(SECONDS, 3);
	for (const { startS } of parts)
		expect(joined.times.some((time) => Math.abs(time - startS) < 0.001)).toBe(true);
	expect(joined.times[joined.times.length - 1]).toBeLessThan(SECONDS);
});

test('pieces that were copied with their edit lists are the source again', async () => {
	const { joined, source } = await joinedWith('openGop', () => [], { encode: ['-c', 'copy'] });
	expect(joined.pictures).toEqual(source.pictures);
	expect(joined.warnings).toBe('');
});

test.each([
	['piece 2 is 240×320, the first is 320×240', ['-vf', 'transpose']],
	['piece 2 is 9 s long instead of 10 s', ['-t', '9']],
	['piece 2 is encoded with other settings than the first', ['-profile:v', 'baseline', '-bf', '0']],
	['piece 2 is encoded as mp4v, the first as avc1', ['-c:v', 'mpeg4']],
])('pieces that do not fit are not joined: %s', async (reason, options) => {
	await expect(joinedWith('bFrames', (number) => (number === 1 ? options : []))).rejects.toThrow(
		reason,
	);
});
