import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from '@jest/globals';

import { cutPart } from '../../../nodes/WanVideoEdit/remux/cutPart';
import { partAt } from '../../../nodes/WanVideoEdit/remux/partAt';
import type { Part } from '../../../nodes/WanVideoEdit/remux/parts';
import { planPieces } from '../../../nodes/WanVideoEdit/remux/planPieces';
import { copyVideo } from '../../../simulator/video/copyVideo.mts';
import { ffmpeg, seen, type Seen, type SeenStream } from '../../support/ffmpeg.mts';
import { LONG_VIDEOS, LONG_VIDEO_NAMES, type LongVideo } from '../../support/longVideos.mts';
import { cutParts, indexOfFile, inFolder, joinFiles, writePlan } from './remuxing.mts';

const SECONDS = 24;

/** Has no key frames where it could be cut. */
const UNCUT: LongVideo[] = ['fewKeys', 'noKeys'];
const KINDS = LONG_VIDEO_NAMES.filter((name) => !UNCUT.includes(name));
/** Whose pieces differ from the source in more than their place. */
const REORDERED: LongVideo[] = ['bFrames', 'openGop', 'hevc', 'variableRate', 'trimmed', 'rotated'];

/** A tick of 1/90,000 s may lie in the middle of two milliseconds, more or less. */
const MIDDLE = 0.003;

/** The pictures that a player shows from one moment to another, and when; in milliseconds after the first moment. */
const shownBetween = ({ times, pictures }: Seen, fromS: number, toS: number) =>
	pictures
		.map((picture, number) => ({
			picture,
			ms: Math.round(1000 * (times[number] - fromS) + MIDDLE),
		}))
		.filter(({ ms }) => ms >= 0 && ms < Math.round(1000 * (toS - fromS)));

const shownIn = (one: Seen) => shownBetween(one, 0, Infinity);

/** As exact as the clock of the source's movie is. */
const rounded = (stream: SeenStream) => ({
	...stream,
	startS: stream.startS.toFixed(3),
	durationS: stream.durationS.toFixed(2),
});

/** A service that does nothing: it takes the file apart and puts it together again, with a clock of its own. */
async function copied(files: string[]): Promise<string[]> {
	const copies: string[] = [];
	for (const file of files) {
		await copyVideo(file, `${file}.copy.mp4`, 0);
		copies.push(`${file}.copy.mp4`);
	}
	return copies;
}

const inPieces = async (
	name: LongVideo,
	fromS?: number,
): Promise<{ path: string; parts: Part[] }> => {
	const path = await LONG_VIDEOS[name](SECONDS);
	return { path, parts: planPieces(await indexOfFile(path), fromS) };
};

describe('a video that is cut, copied by a service, and joined again is the source', () => {
	test.each(KINDS)('%s', async (name) => {
		await inFolder(async (folder) => {
			const { path, parts } = await inPieces(name);
			const files = await copied(await cutParts(path, parts, folder));
			const joined = await seen(await joinFiles(path, parts, files, folder));
			const source = await seen(path);
			expect(parts.length).toBeGreaterThan(2);
			expect(joined.warnings).toBe('');
			expect(shownIn(joined)).toEqual(shownIn(source));
			expect(joined.soundMd5).toBe(source.soundMd5);
			const { durationS, rotation, width } = source;
			expect(joined).toMatchObject({ durationS, rotation, width });
			expect(joined.streams.map(rounded)).toEqual(source.streams.map(rounded));
		});
	});
});

describe('each piece shows the pictures of its part, no more and no fewer', () => {
	test.each(REORDERED)('%s', async (name) => {
		await inFolder(async (folder) => {
			const { path, parts } = await inPieces(name);
			const source = await seen(path);
			const files = await cutParts(path, parts, folder);
			for (const [number, { startS, endS }] of parts.entries()) {
				const piece = await seen(files[number]);
				expect(shownIn(piece)).toEqual(shownBetween(source, startS, endS));
				expect(piece.durationS).toBeCloseTo(endS - startS, 3);
				expect(piece.rotation).toBe(source.rotation);
				// References to pictures before its first one are the habit of open groups in H.264.
				expect(piece.warnings.replace(/.*mmco: unref short failure\n/g, '')).toBe('');
			}
		});
	});
});

test('with Start, pictures and sound begin at the key frame before it', async () => {
	await inFolder(async (folder) => {
		const { path, parts } = await inPieces('bFrames', 7.5);
		const files = await copied(await cutParts(path, parts, folder));
		const joined = await seen(await joinFiles(path, parts, files, folder));
		expect(parts[0].startS).toBe(6);
		expect(shownIn(joined)).toEqual(shownBetween(await seen(path), 6, SECONDS));
		expect(joined.streams.map(({ durationS }) => durationS)).toEqual([18, 18]);
		expect(joined.warnings).toBe('');
	});
});

test('one part has its own sound, at its own times', async () => {
	await inFolder(async (folder) => {
		const path = await LONG_VIDEOS.movPcm(SECONDS);
		const index = await indexOfFile(path);
		const part = partAt(index, 5, 3.5);
		const plan = await cutPart(index, part, { hasSound: true });
		const file = await writePlan(plan, [path], join(folder, 'part.mov'));
		const sound = await rawSound(file, join(folder, 'part.raw'));
		const whole = await rawSound(path, join(folder, 'whole.raw'));
		expect({ startS: part.startS, endS: part.endS }).toEqual({ startS: 4, endS: 8.5 });
		const bytesAt = (seconds: number) => seconds * 48_000 * 2;
		expect(sound.equals(whole.subarray(bytesAt(4), bytesAt(8.5)))).toBe(true);
		expect(shownIn(await seen(file))).toEqual(shownBetween(await seen(path), 4, 8.5));
	});
});

async function rawSound(path: string, to: string): Promise<Buffer> {
	await ffmpeg(['-i', path, '-f', 's16le', to]);
	return await readFile(to);
}

test.each([
	['fewKeys', 'it has no key frame between 0 s and 12 s, where a cut could be'],
	['noKeys', 'it has no key frame between 0 s and 24 s, where a cut could be'],
] as const)('%s cannot be cut, and it is said where', async (name, reason) => {
	await expect(inPieces(name)).rejects.toThrow(reason);
});
