import { readFile } from 'node:fs/promises';

import { beforeAll, expect, test } from '@jest/globals';

import type { VideoFacts } from '../../../nodes/WanVideoEdit/video/facts';
import {
	readVideoByRanges,
	readVideoByStream,
	type VideoReading,
} from '../../../nodes/WanVideoEdit/video/readVideo';
import { makeVideo, SAMPLE_PATH } from '../../support/media.mts';

let sample: Buffer;
beforeAll(async () => {
	sample = await readFile(SAMPLE_PATH);
});

const byRanges = async (file: Buffer) =>
	await readVideoByRanges(
		file.length,
		async (from, to) => await Promise.resolve(file.subarray(from, to)),
	);

/** @param pieceBytes how much a store gives at once: a database gives everything */
const byStream = async (file: Buffer, pieceBytes = 64 * 1024) => {
	let at = 0;
	return await readVideoByStream(async () => {
		const piece = file.subarray(at, (at += pieceBytes));
		return await Promise.resolve(piece.length > 0 ? piece : undefined);
	});
};

const inAllWays = async (file: Buffer): Promise<VideoReading[]> => [
	await byRanges(file),
	await byStream(file),
	await byStream(file, file.length),
];

/** A box that says nothing, in front of everything else. */
const behindBox = (name: string, file: Buffer) =>
	Buffer.concat([Buffer.from(`\0\0\0\x08${name}`, 'latin1'), file]);

/** States another length in the headers of all tracks, as an edit list that hides the rest does. */
function editedTo(seconds: number, file: Buffer): Buffer {
	const edited = Buffer.from(file);
	const timescale = edited.readUInt32BE(edited.indexOf('mvhd') + 16);
	for (let at = edited.indexOf('tkhd'); at >= 0; at = edited.indexOf('tkhd', at + 1)) {
		edited.writeUInt32BE(seconds * timescale, at + 24);
	}
	return edited;
}

test('what is in a video, in whichever way it comes', async () => {
	for (const reading of await inAllWays(sample)) {
		expect(reading).toMatchObject({ isLonger: false, isWhole: true });
		const { seconds, sizes } = reading as VideoFacts;
		for (const length of seconds) expect(length).toBeCloseTo(6, 1);
		for (const size of sizes) expect(size).toEqual([640, 360]);
	}
});

test('a video that an edit list cuts has two lengths, first that which players show', async () => {
	for (const reading of await inAllWays(editedTo(3, sample))) {
		const lengths = (reading as VideoFacts).seconds.map((seconds) => Math.round(seconds));
		expect(new Set(lengths)).toEqual(new Set([6, 3]));
		expect(lengths[0]).toBe(3);
	}
});

test.each(['wide', 'free', 'skip', 'pnot', 'mdat', 'uuid', 'abcd'])(
	'a file that begins with the box "%s" is read like any other',
	async (name) => {
		for (const reading of await inAllWays(behindBox(name, sample))) {
			expect(reading).toMatchObject({ isWhole: true });
		}
	},
);

test('a file in fragments, also one that is larger than what is kept of it', async () => {
	const file = await makeVideo({ fragmented: true, seconds: 150 });
	expect(file.length).toBeGreaterThan(5 * 1024 ** 2);
	for (const reading of await inAllWays(file)) {
		for (const seconds of (reading as VideoFacts).seconds) expect(seconds).toBeCloseTo(150, 0);
	}
});

test('what fails while it reads is no verdict on the file', async () => {
	const broken = async () => await Promise.reject<undefined>(new Error('the disk is gone'));
	await expect(readVideoByStream(broken)).rejects.toThrow('the disk is gone');
});
