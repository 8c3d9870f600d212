import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';

import { unfit } from '../../../nodes/WanVideoEdit/checks/videoLimits';
import type { VideoFacts } from '../../../nodes/WanVideoEdit/video/facts';
import * as reader from '../../../nodes/WanVideoEdit/video/readVideo';
import { allNamed, boxesOf, bytesOf, type BoxTree } from '../../support/videos/boxes.mts';
import { byRanges } from '../../support/videos/reference.mts';

const FOLDER = join(import.meta.dirname, '../../support/videos/corpus');
/** 3 s, and one picture of 1 s. */
const video = () => boxesOf(readFileSync(join(FOLDER, 'plain.mp4')));
const picture = () => allNamed(boxesOf(readFileSync(join(FOLDER, 'one-picture.mp4'))), 'trak');
const pictures = () => allNamed(video(), 'trak');

/** States another size for a track. */
function sized([track]: BoxTree[], width: number, height: number): BoxTree {
	const [[tkhd], [stsd]] = ['tkhd', 'stsd'].map((name) => allNamed([track], name));
	tkhd.content.writeUInt32BE(width * 0x10000, 76);
	tkhd.content.writeUInt32BE(height * 0x10000, 80);
	// Behind the heads of the list and of the format.
	stsd.content.writeUInt16BE(width, 8 + 8 + 24);
	stsd.content.writeUInt16BE(height, 8 + 8 + 26);
	return track;
}

/** States another number of seconds for its pictures and edits. */
function lasting(seconds: number, track: BoxTree): BoxTree {
	const [[tkhd], [mdhd], [elst], [stts]] = ['tkhd', 'mdhd', 'elst', 'stts'].map((name) =>
		allNamed([track], name),
	);
	const timescale = mdhd.content.readUInt32BE(12);
	tkhd.content.writeUInt32BE(1000 * seconds, 20);
	mdhd.content.writeUInt32BE(timescale * seconds, 16);
	elst?.content.writeUInt32BE(1000 * seconds, 8);
	stts.content.writeUInt32BE((timescale * seconds) / stts.content.readUInt32BE(8), 12);
	return track;
}

async function reading(...tracks: BoxTree[]) {
	const boxes = video();
	const moov = boxes.find(({ name }) => name === 'moov')!;
	const others = moov.children!.filter(({ name }) => name !== 'trak');
	moov.children = [...others, ...tracks];
	for (const { content } of allNamed(boxes, 'mvhd')) content.writeUInt32BE(0, 16);
	return (await byRanges(reader, bytesOf(boxes))) as VideoFacts;
}

test.each([
	['behind', 0],
	['before', 1],
])('a thumbnail %s the video says neither how large nor how long it is', async (_where, first) => {
	const tracks = [sized(pictures(), 4800, 480), sized(picture(), 320, 240)];
	const facts = await reading(tracks[first], tracks[1 - first]);
	expect(facts.seconds.map(Math.round)).toEqual(facts.seconds.map(() => 3));
	expect(unfit(facts)).toBe(
		'The video has 4800×480 pixels; Wan 2.7 VideoEdit takes 240–4096 pixels in width and height',
	);
});

test('a video that is too long is named with its own length, not with that of its thumbnail', async () => {
	const facts = await reading(
		lasting(34, sized(pictures(), 1280, 720)),
		sized(picture(), 320, 240),
	);
	expect(unfit(facts)).toBe('The video is 34 s long; Wan 2.7 VideoEdit takes 2–10 s');
});

test('a picture of the whole length is still a thumbnail', async () => {
	const thumbnail = lasting(3.2, sized(picture(), 160, 120));
	const { sizes } = await reading(thumbnail, sized(pictures(), 1280, 720));
	expect(new Set(sizes.map(String))).toEqual(new Set(['1280,720']));
});

test('a large picture that is soon over is not the video', async () => {
	const { sizes } = await reading(sized(picture(), 4000, 3000), sized(pictures(), 640, 360));
	expect(new Set(sizes.map(String))).toEqual(new Set(['640,360']));
});
