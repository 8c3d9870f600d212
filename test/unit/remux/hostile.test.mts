import { readFile } from 'node:fs/promises';

import { beforeAll, describe, expect, test } from '@jest/globals';

import { CannotCut, CannotJoin } from '../../../nodes/WanVideoEdit/remux/cannot';
import { readMediaIndex } from '../../../nodes/WanVideoEdit/remux/readMediaIndex';
import { readPieces } from '../../../nodes/WanVideoEdit/remux/readPieces';
import { LONG_VIDEOS } from '../../support/longVideos.mts';
import { indexOfBytes, usedUp } from './remuxing.mts';
import { bomb, BOMBS } from '../../support/videos/bombs.mts';
import { allNamed, box, boxesOf, bytesOf, type BoxTree } from '../../support/videos/boxes.mts';
import { damagedVideo, soundVideos } from '../../support/videos/fuzz.mts';

let file: Buffer;
beforeAll(async () => {
	file = await readFile(await LONG_VIDEOS.bFrames(24));
});

/** Changes the first box of a name, which is of the pictures. */
function changed(name: string, change: (content: Buffer, one: BoxTree) => void): Buffer {
	const boxes = boxesOf(Buffer.from(file));
	const [first] = allNamed(boxes, name);
	change(first.content, first);
	return bytesOf(boxes);
}

const u32s = (...values: number[]) => {
	const bytes = Buffer.alloc(4 * values.length);
	values.forEach((value, number) => bytes.writeUInt32BE(value, 4 * number));
	return bytes;
};

const CONTRADICTION = 'its index contradicts itself';

describe('an index that cannot be is refused', () => {
	test.each<[string, string, () => Buffer]>([
		[
			'2³² samples of one size',
			'more pictures and sound',
			() =>
				changed(
					'stsz',
					(content) => content.writeUInt32BE(1, 4) + content.writeUInt32BE(2 ** 32 - 1, 8),
				),
		],
		[
			'2³² sizes',
			CONTRADICTION,
			() => changed('stsz', (content) => content.writeUInt32BE(2 ** 32 - 1, 8)),
		],
		[
			'2³² durations',
			CONTRADICTION,
			() => changed('stts', (content) => content.writeUInt32BE(2 ** 32 - 1, 4)),
		],
		[
			'2³² pictures of one duration',
			CONTRADICTION,
			() => changed('stts', (content) => content.writeUInt32BE(2 ** 32 - 1, 8)),
		],
		[
			'fewer shifts than pictures',
			CONTRADICTION,
			() => changed('ctts', (content) => content.writeUInt32BE(3, 4)),
		],
		[
			'a key frame behind the last picture',
			CONTRADICTION,
			() => changed('stss', (content) => content.writeUInt32BE(9999, 12)),
		],
		[
			'chunks out of order',
			CONTRADICTION,
			() => changed('stsc', (content) => content.writeUInt32BE(0, 8)),
		],
		['no chunk', CONTRADICTION, () => changed('stco', (content) => content.writeUInt32BE(0, 4))],
		[
			'pictures behind the end of the file',
			'the file is cut off',
			() => changed('stco', (content) => content.writeUInt32BE(2 ** 32 - 1, 8)),
		],
		[
			'a clock that stands still',
			CONTRADICTION,
			() => changed('mdhd', (content) => content.writeUInt32BE(0, 12)),
		],
		[
			'a movie without a clock',
			'damaged',
			() => changed('mvhd', (content) => content.writeUInt32BE(0, 12)),
		],
		[
			'half speed',
			'another speed',
			() => changed('elst', (content) => content.writeUInt32BE(0x8000, 16)),
		],
		[
			'a negative beginning',
			'another speed',
			() => changed('elst', (content) => content.writeInt32BE(-7, 12)),
		],
		[
			'several stretches',
			'several stretches',
			() =>
				changed(
					'elst',
					(_, one) => (one.content = u32s(0, 2, 5000, 0, 0x10000, 5000, 90_000, 0x10000)),
				),
		],
		[
			'pictures in another file',
			'in another file',
			() => changed('dref', (content) => content.writeUInt32BE(0, 16)),
		],
		[
			'encrypted pictures',
			'protected',
			() => changed('stsd', (content) => content.write('encv', 12)),
		],
		['no format', CONTRADICTION, () => changed('stsd', (_, one) => (one.content = u32s(0, 0)))],
		[
			'a compressed index',
			'compressed',
			() => changed('moov', (_, one) => (one.children = [box('cmov', u32s(0))])),
		],
		[
			'no pictures',
			'no picture track',
			() => changed('hdlr', (content) => content.write('soun', 8)),
		],
		[
			'a huge index',
			'larger than that of a video of two hours',
			() =>
				changed('moov', (_, one) => one.children!.push(box('free', Buffer.alloc(17 * 1024 ** 2)))),
		],
	])('%s', async (_, reason, make) => {
		const reading = indexOfBytes(make());
		await expect(reading).rejects.toThrow(reason);
		await expect(reading).rejects.toBeInstanceOf(CannotCut);
	});
});

/** The video, as if it had so many pictures in the same time. */
function withPictures(count: number): Buffer {
	const boxes = boxesOf(Buffer.from(file));
	const set = (name: string, ...content: number[]) =>
		(allNamed(boxes, name)[0].content = u32s(...content));
	set('stts', 0, 1, count, 1);
	set('ctts', 0, 1, count, 0);
	set('stsc', 0, 1, 1, count, 1);
	set('stsz', 0, 1, count);
	return bytesOf(boxes);
}

describe('an edited piece that cannot be is not joined', () => {
	const part = { startS: 0, endS: 10, from: 0, to: 300, pictureBytes: 1 };
	const piecesOf = (...videos: Buffer[]) =>
		videos.map((video) => ({
			part,
			open: async function* () {
				yield await Promise.resolve(video);
				return undefined;
			},
		}));

	test('with far too many pictures', async () => {
		const reading = readPieces(piecesOf(file, withPictures(20_001)));
		await expect(reading).rejects.toThrow('piece 2 has a larger index than a video of ten seconds');
		await expect(reading).rejects.toBeInstanceOf(CannotJoin);
	});

	test('with many pictures in each of many pieces', async () => {
		const many = withPictures(20_000);
		const reading = readPieces(piecesOf(...Array.from({ length: 21 }, () => many)));
		await expect(reading).rejects.toThrow('piece 21 has a larger index');
	});

	test('with a header of megabytes', async () => {
		const large = changed('hdlr', (content, one) => {
			one.content = Buffer.concat([content, Buffer.alloc(1024 ** 2)]);
		});
		await expect(readPieces(piecesOf(large))).rejects.toThrow('piece 1 has a larger index');
	});

	test('cut off', async () => {
		const reading = readPieces(piecesOf(file, file.subarray(0, 1000)));
		await expect(reading).rejects.toThrow('piece 2: the file');
	});

	test('what is as it should be is read, without its sound', async () => {
		const [{ index }] = await readPieces(piecesOf(file));
		expect(index.pictures.samples.count).toBe(720);
		expect(index.sounds).toEqual([]);
	});
});

test('an index that claims to be huge is not waited for', async () => {
	let pieces = 0;
	const reading = readMediaIndex(async () => {
		const header = Buffer.concat([u32s(2 ** 32 - 1), Buffer.from('moov')]);
		return await Promise.resolve(pieces++ === 0 ? header : Buffer.alloc(1024 ** 2));
	});
	await expect(reading).rejects.toThrow('larger than that of a video of two hours');
	expect(pieces).toBeLessThan(3);
});

test('while many tracks are read, other work has its turns', async () => {
	const tracks = 60;
	const many = changed('moov', (_, { children }) => {
		const sound = children!.findLast(({ name }) => name === 'trak')!;
		for (let more = 1; more < tracks; more++) children!.push(sound);
	});
	let turns = 0;
	let timer = setTimeout(function turn() {
		turns++;
		timer = setTimeout(turn, 0);
	}, 0);
	const { sounds } = await indexOfBytes(many);
	clearTimeout(timer);
	expect(sounds).toHaveLength(tracks);
	expect(turns).toBeGreaterThan(tracks / 2);
});

test('damaged videos are cut or refused, and nothing else', async () => {
	const videos = [...soundVideos(), file];
	const found = { cut: 0, refused: 0 };
	for (let seed = 1; seed <= 400; seed++) found[await usedUp(damagedVideo(videos, seed))]++;
	for (let seed = 1; seed <= 150; seed++) found[await usedUp(damagedVideo([file], seed))]++;
	expect(found.cut).toBeGreaterThan(20);
	expect(found.refused).toBeGreaterThan(100);
});

test.each(Object.keys(BOMBS))('a file that is made to cost much is refused: %s', async (name) => {
	expect(await usedUp(bomb(name))).toBe('refused');
});
