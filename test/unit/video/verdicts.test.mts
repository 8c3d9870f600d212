import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from '@jest/globals';

import type { VideoFacts } from '../../../nodes/WanVideoEdit/video/facts';
import * as reader from '../../../nodes/WanVideoEdit/video/readVideo';
import { ODD_VIDEOS, SAMPLE_PATH } from '../../support/media.mts';
import { allNamed, box, boxesOf, bytesOf, type BoxTree } from '../../support/videos/boxes.mts';
import { byRanges, byStream } from '../../support/videos/reference.mts';

const sample = readFileSync(SAMPLE_PATH);

async function reading(file: Buffer) {
	const [link, stream] = [await byRanges(reader, file), await byStream(reader, file)];
	expect(stream).toEqual(link);
	return link;
}

/** The sample with its boxes changed. */
function changed(change: (boxes: BoxTree[]) => BoxTree[] | void): Buffer {
	const boxes = boxesOf(Buffer.from(sample));
	return bytesOf(change(boxes) ?? boxes);
}

const changedEach = (name: string, change: (found: BoxTree) => void) =>
	changed((boxes) => allNamed(boxes, name).forEach(change));

const withKind = (kind: string) =>
	changedEach('hdlr', ({ content }) => {
		if (content.includes('vide')) content.write(kind, 8, 'latin1');
	});

const ftyp = box('ftyp', Buffer.from('isom\0\0\0\0', 'latin1'));
const without = (name: string) => changed((boxes) => boxes.filter((one) => one.name !== name));

describe('damaged is only what is proven', () => {
	test.each<[string, Buffer]>([
		['no index in the whole file', without('moov')],
		['an index that the file ends in', sample.subarray(0, 2000)],
		[
			'an index without pictures, and no fragments',
			changedEach('stsz', (found) => {
				found.content = Buffer.alloc(12);
			}),
		],
	])('%s', async (_what, file) => {
		expect(await reading(file)).toBe('damaged');
	});
});

describe('what cannot be read is unknown', () => {
	test.each<[string, Buffer]>([
		['a compressed index', readFileSync(join(ODD_VIDEOS, 'compressed_header.mov'))],
		['nothing', Buffer.alloc(0)],
		['zeros', Buffer.alloc(5000)],
		['text that could be a box', Buffer.from('abcdefghijklmnopqrstuvwxyz')],
		['something else behind the first box', Buffer.concat([bytesOf([ftyp]), Buffer.alloc(500, 3)])],
		['an index of zeros', bytesOf([ftyp, box('moov', Buffer.alloc(500))])],
		['an index with nothing in it', bytesOf([ftyp, box('moov', [])])],
		['tracks of an unknown kind', withKind('abcd')],
		[
			'a box that is longer than the one around it',
			changed((boxes) => {
				const [found] = allNamed(boxes, 'trak');
				found.content = Buffer.from('\0\x01\0\0free', 'latin1');
				found.children = undefined;
			}),
		],
	])('%s', async (_what, file) => {
		expect(await reading(file)).toBe('unknown');
	});
});

test('captions are no picture', async () => {
	expect(await reading(withKind('text'))).toBe('noPicture');
});

test('headers that say otherwise do not hide how long the pictures last', async () => {
	const file = changed((boxes) => {
		for (const { content } of allNamed(boxes, 'mvhd')) content.writeUInt32BE(999_999, 16);
		for (const { content } of allNamed(boxes, 'mdhd')) content.writeUInt32BE(9_999_999, 16);
		for (const { content } of allNamed(boxes, 'tkhd')) content.writeUInt32BE(999_999, 20);
		for (const { content } of allNamed(boxes, 'elst')) content.writeUInt32BE(999_999, 8);
	});
	const { seconds } = (await reading(file)) as VideoFacts;
	expect(seconds.map(Math.round)).toContain(6);
	expect(Math.max(...seconds)).toBeGreaterThan(20);
});

test('durations for other pictures than there are count for nothing', async () => {
	const file = readFileSync(join(ODD_VIDEOS, 'index_stts_one_byte.mp4'));
	const { seconds } = (await reading(file)) as VideoFacts;
	expect(seconds.map(Math.round)).toEqual(seconds.map(() => 3));
});

describe('whether all pictures are there', () => {
	test.each<[string, Buffer, boolean]>([
		['all', sample, true],
		['without the last of them', sample.subarray(0, sample.length - 5000), false],
		[
			'in another file',
			changedEach('dref', ({ content }) => content.writeUInt32BE(0, 16)).subarray(0, 100_000),
			true,
		],
		[
			'in fragments, without the end of the last one',
			readFileSync(join(ODD_VIDEOS, 'hybrid_first1s_of6s.mp4')).subarray(0, 50_000),
			false,
		],
	])('%s', async (_what, file, isWhole) => {
		expect(await reading(file)).toMatchObject({ isWhole });
	});
});
