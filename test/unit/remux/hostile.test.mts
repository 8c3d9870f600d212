import { readFile } from 'node:fs/promises';

import { beforeAll, describe, expect, test } from '@jest/globals';

import { CannotCut } from '../../../nodes/WanVideoEdit/remux/cannot';
import { readMediaIndex } from '../../../nodes/WanVideoEdit/remux/readMediaIndex';
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
