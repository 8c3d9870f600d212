import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeAll, describe, expect, test } from '@jest/globals';

import { CannotCut } from '../../../nodes/WanVideoEdit/remux/cannot';
import type { MediaTrack } from '../../../nodes/WanVideoEdit/remux/mediaIndex';
import { planPieces } from '../../../nodes/WanVideoEdit/remux/planPieces';
import { readMediaIndex } from '../../../nodes/WanVideoEdit/remux/readMediaIndex';
import { ffmpeg, seen } from '../../support/ffmpeg.mts';
import { LONG_VIDEOS } from '../../support/longVideos.mts';
import { allNamed, box, boxesOf, bytesOf, type BoxTree } from '../../support/videos/boxes.mts';
import { damagedVideo } from '../../support/videos/fuzz.mts';
import { cutParts, indexOfBytes, indexOfFile, inFolder, joinFiles, usedUp } from './remuxing.mts';

const SECONDS = 24;

let file: Buffer;
let hybrid: Buffer;
beforeAll(async () => {
	file = await readFile(await LONG_VIDEOS.fragmented(SECONDS));
	hybrid = await readFile(await LONG_VIDEOS.hybrid(SECONDS));
});

const u32s = (...values: number[]) => {
	const bytes = Buffer.alloc(4 * values.length);
	values.forEach((value, number) => bytes.writeUInt32BE(value >>> 0, 4 * number));
	return bytes;
};

const [PICTURES, SOUND] = [1, 2];

/** Cuts a video, gives its pieces back as they are, and joins them. */
async function remuxed(path: string, folder: string) {
	const parts = planPieces(await indexOfFile(path));
	const joined = await joinFiles(path, parts, await cutParts(path, parts, folder), folder);
	return { parts, joined: await seen(joined), source: await seen(path) };
}

const remuxedBytes = async (bytes: Buffer) =>
	await inFolder(async (folder) => {
		const path = join(folder, 'source.mp4');
		await writeFile(path, bytes);
		return await remuxed(path, folder);
	});

/** How much later each time is than the first one, in milliseconds. */
const afterFirst = (times: number[]) => times.map((time) => Math.round(1000 * (time - times[0])));

/** Changes the boxes of a name, each with its number. */
function changed(name: string, change: (one: BoxTree, number: number) => void): Buffer {
	const boxes = boxesOf(Buffer.from(file));
	allNamed(boxes, name).forEach(change);
	return bytesOf(boxes);
}

/** Adds some seconds to the times of fragments from one on. */
const later = (seconds: number, from = 0) =>
	changed('moof', ({ children }, number) => {
		if (number < from) return;
		for (const { children: traf } of children!.filter(({ name }) => name === 'traf')) {
			const [header, time] = ['tfhd', 'tfdt'].map(
				(name) => traf!.find((one) => one.name === name)!,
			);
			const isPictures = header.content.readUInt32BE(4) === PICTURES;
			const ticks = BigInt(seconds * (isPictures ? 15_360 : 48_000));
			time.content.writeBigUInt64BE(time.content.readBigUInt64BE(4) + ticks, 4);
		}
	});

describe('times of a recording', () => {
	test('pictures that are shown earlier than the order of decoding allows stay where they are meant', async () => {
		await inFolder(async (folder) => {
			const path = join(folder, 'early.mp4');
			const flags = 'frag_keyframe+delay_moov+negative_cts_offsets';
			const source = await LONG_VIDEOS.bFrames(SECONDS);
			await ffmpeg(['-i', source, '-c', 'copy', '-movflags', flags, path]);
			const { joined } = await remuxed(path, folder);
			const { times, pictures, durationS, soundMd5 } = await seen(source);
			expect(joined).toMatchObject({ pictures, durationS, soundMd5, warnings: '' });
			expect(joined.times[0]).toBe(times[0]);
			expect(afterFirst(joined.times)).toEqual(afterFirst(times));
		});
	});

	test('one that had been going on for an hour begins at once', async () => {
		const { joined, parts } = await remuxedBytes(later(3600));
		const source = await seen(await LONG_VIDEOS.fragmented(SECONDS));
		const { times, pictures, soundMd5, durationS } = source;
		expect(joined).toMatchObject({ times, pictures, soundMd5, durationS, warnings: '' });
		expect(parts[0].startS).toBeLessThan(0.1);
	});

	test('a gap between fragments stays a gap', async () => {
		const { joined, source } = await remuxedBytes(later(2, 5));
		const { times, pictures, soundMd5, durationS } = source;
		expect(joined).toMatchObject({ times, pictures, soundMd5, durationS });
		expect(joined.durationS).toBeGreaterThan(SECONDS + 1.9);
	});

	test('without times, each fragment begins where the one before ends', async () => {
		const without = await indexOfBytes(changed('tfdt', (one) => (one.name = 'free')));
		const { pictures } = await indexOfBytes(file);
		expect(without.pictures.samples).toEqual(pictures.samples);
	});
});

test('what comes in small pieces is the same as at once', async () => {
	for (const one of [file, hybrid])
		expect(await indexOfBytes(one, 1000)).toEqual(await indexOfBytes(one));
});

test('an index that is repeated before fragments changes nothing', async () => {
	const boxes = boxesOf(file);
	const moov = boxes.find(({ name }) => name === 'moov')!;
	const { pictures } = await indexOfBytes(bytesOf([...boxes, moov, box('free', u32s(7))]));
	expect(pictures).toEqual((await indexOfBytes(file)).pictures);
});

/** Everything of the recording up to the first fragment, with these defaults for pictures and sound. */
function beginning(
	...defaults: Array<[format: number, ticks: number, bytes: number, flags: number]>
) {
	const boxes = boxesOf(Buffer.from(file));
	const first = boxes.findIndex(({ name }) => name === 'moof');
	const trexes = allNamed(boxes, 'trex');
	defaults.forEach((values, number) => u32s(...values).copy(trexes[number].content, 8));
	return boxes.slice(0, first);
}

const KEY = 0x0200_0000;
const NO_KEY = 0x0101_0000;

const traf = (...children: BoxTree[]) => box('traf', children);
const tfhd = (flags: number, ...fields: number[]) => box('tfhd', u32s(flags, ...fields));
const tfdt = (time: number) => box('tfdt', u32s(0, time));
const trun = (flags: number, ...fields: number[]) => box('trun', u32s(flags, ...fields));

/** A file with these fragments, each of so many bytes of samples. */
const recording = (start: BoxTree[], ...fragments: Array<[trafs: BoxTree[], bytes: number]>) =>
	bytesOf([
		...start,
		...fragments.flatMap(([trafs, bytes]) => [
			box('moof', trafs),
			box('mdat', Buffer.alloc(bytes)),
		]),
	]);

/** Samples of a track as rows: place, size, time of decoding, shift, whether it is a key frame. */
const rowsOf = ({ samples }: MediaTrack) =>
	Array.from(samples.bytes, (bytes, one) => [
		samples.offsets[one],
		bytes,
		samples.decodeTimes[one],
		samples.shifts[one],
		samples.keys[one],
	]);

const read = async (...fragments: Parameters<typeof recording>) =>
	await indexOfBytes(recording(...fragments));

/** Reads a file without an end. */
const readFrom = async (next: () => Buffer) =>
	await readMediaIndex(async () => await Promise.resolve(next()));

/** Counts how often something else is done meanwhile. */
async function withTurns<T>(work: () => Promise<T>): Promise<{ result: T; turns: number }> {
	let turns = 0;
	let timer = setTimeout(function turn() {
		turns++;
		timer = setTimeout(turn, 0);
	}, 0);
	try {
		const result = await work();
		return { result, turns };
	} finally {
		clearTimeout(timer);
	}
}

describe('all that a fragment may say of its samples', () => {
	const start = () => beginning([1, 512, 10, NO_KEY], [1, 1024, 5, 0]);
	let at: number;
	beforeAll(() => {
		at = bytesOf(start()).length;
	});

	test('everything for each', async () => {
		const entries = [100, 20, KEY, 300, 200, 30, NO_KEY, -200];
		const run = trun(0xf01, 2, 1000, ...entries);
		const { pictures } = await read(start(), [[traf(tfhd(0x20000, PICTURES), run)], 2000]);
		expect(rowsOf(pictures)).toEqual([
			[at + 1000, 20, 0, 300, 1],
			[at + 1020, 30, 100, -200, 0],
		]);
		expect(pictures.samples.decodeTimes[2]).toBe(300);
	});

	test('nothing but their number, and flags of the first', async () => {
		const run = trun(0x5, 3, 500, KEY);
		const { pictures } = await read(start(), [[traf(tfhd(0x20000, PICTURES), run)], 2000]);
		expect(rowsOf(pictures)).toEqual([
			[at + 500, 10, 0, 0, 1],
			[at + 510, 10, 512, 0, 0],
			[at + 520, 10, 1024, 0, 0],
		]);
	});

	test('defaults of a fragment, which go before those of the file', async () => {
		const header = tfhd(0x3b, PICTURES, 0, at + 99, 1, 7, 8, KEY);
		const { pictures } = await read(start(), [[traf(header, trun(0, 2))], 2000]);
		expect(rowsOf(pictures)).toEqual([
			[at + 99, 8, 0, 0, 1],
			[at + 107, 8, 7, 0, 1],
		]);
	});

	test('several runs of a track, several tracks, and another one in between that is not read', async () => {
		const parts = [
			traf(tfhd(0, PICTURES), tfdt(0), trun(0x5, 2, 400, KEY), trun(0, 1), trun(0x1, 1, 600)),
			traf(tfhd(0x10, 77, 9), trun(0, 3), trun(0x200, 2, 1, 2)),
			traf(tfhd(0, SOUND), tfdt(512), trun(0, 2)),
			traf(tfhd(0, PICTURES), trun(0, 1)),
		];
		const { pictures, sounds } = await read(start(), [parts, 2000]);
		expect(rowsOf(pictures)).toEqual([
			[at + 400, 10, 0, 0, 1],
			[at + 410, 10, 512, 0, 0],
			[at + 420, 10, 1024, 0, 0],
			[at + 600, 10, 1536, 0, 0],
			// Behind 30 bytes of a track that is not read, and 10 of sound.
			[at + 650, 10, 2048, 0, 0],
		]);
		expect(rowsOf(sounds[0])).toEqual([
			[at + 640, 5, 0, 0, 1],
			[at + 645, 5, 1024, 0, 1],
		]);
		expect(sounds[0].shown).toMatchObject({ from: 0, to: 2048, atS: 512 / 48_000 });
	});

	test('a time that lies before the end of the sample before makes that one shorter', async () => {
		const fragment = (time: number): [BoxTree[], number] => [
			[traf(tfhd(0x20000, PICTURES), tfdt(time), trun(0x5, 2, 300, KEY))],
			2000,
		];
		const { pictures } = await read(start(), fragment(0), fragment(1000));
		expect([...pictures.samples.decodeTimes]).toEqual([0, 512, 1000, 1512, 2024]);
	});

	test('a last picture of no length lasts as long as the one before', async () => {
		const run = trun(0x105, 2, 300, KEY, 512, 0);
		const { pictures } = await read(start(), [[traf(tfhd(0x20000, PICTURES), run)], 2000]);
		expect([...pictures.samples.decodeTimes]).toEqual([0, 512, 1024]);
	});

	test('a sample for each tick of uncompressed sound takes no memory of its own', async () => {
		const second = 48_000;
		const sound = traf(tfhd(0x38, SOUND, 1, 4, 0), trun(0x1, 20 * second, 500));
		const { sounds } = await read(start(), [
			[traf(tfhd(0x20000, PICTURES), trun(0x5, 1, 300, KEY)), sound],
			90 * second,
		]);
		const { samples } = sounds[0];
		expect(samples.count).toBeLessThan(1000);
		expect(samples.packed).toMatchObject({ bytes: 4, ticks: 1 });
		expect(samples.decodeTimes[samples.count]).toBe(20 * second);
		expect(samples.bytes.reduce((sum, bytes) => sum + bytes)).toBe(4 * 20 * second);
	});

	test.each<[string, string, () => BoxTree[]]>([
		['2³² samples without a size', 'than a video of two hours', () => [trun(0, 2 ** 32 - 1)]],
		['2³² sizes', 'contradicts itself', () => [trun(0x200, 2 ** 32 - 1, 1)]],
		['samples behind the end', 'is cut off', () => [trun(0x1, 2, 2 ** 31 - 1)]],
		['samples before the beginning', 'contradicts itself', () => [trun(0x1, 2, -(2 ** 31))]],
		[
			'a place beyond all files',
			'contradicts itself',
			() => [tfhd(1, 1, 2 ** 32 - 1, 0), trun(0, 2)],
		],
		['another format', 'format of its pictures', () => [tfhd(2, 1, 2), trun(0, 2)]],
		[
			'a time of thousands of years',
			'contradicts itself',
			() => [tfdt(0), trun(0, 1), box('tfdt', u32s(2 ** 24, 2 ** 31, 0)), trun(0, 1)],
		],
		[
			'a gap of days',
			'contradicts itself',
			() => [tfdt(0), trun(0, 1), box('tfdt', u32s(2 ** 24, 1, 0)), trun(0, 1)],
		],
		['times that go back', 'not in the order', () => [tfdt(9999), trun(0, 1), tfdt(7), trun(0, 1)]],
	])('what cannot be is refused: %s', async (_, reason, boxes) => {
		const reading = read(start(), [[traf(tfhd(0x20000, PICTURES), ...boxes())], 2000]);
		await expect(reading).rejects.toThrow(reason);
		await expect(reading).rejects.toBeInstanceOf(CannotCut);
	});

	test('what is behind a box that cannot be is not passed over', async () => {
		const broken = { name: 'trun', content: u32s(0, 1) };
		const whole = recording(start(), [
			[traf(tfhd(0x20000, PICTURES), trun(0x1, 2, 300), broken)],
			900,
		]);
		const end = whole.indexOf('trun', whole.indexOf('trun') + 1) - 4;
		whole.writeUInt32BE(4000, end);
		await expect(indexOfBytes(whole)).rejects.toThrow('contradicts itself');
	});

	test('while many small fragments are read, other work has its turns', async () => {
		const one: [BoxTree[], number] = [[traf(tfhd(0x20000, PICTURES), trun(0x5, 1, 0, KEY))], 1];
		const fragments = Array<[BoxTree[], number]>(80_000).fill(one);
		const many = recording(start(), ...fragments);
		const counted = await withTurns(async () => await indexOfBytes(many));
		expect(counted.result.pictures.samples.count).toBe(80_000);
		expect(counted.turns).toBeGreaterThan(20);
	});

	test('of millions of fragments, not all are read', async () => {
		const one = recording([], [[traf(tfhd(0, PICTURES), trun(0, 0))], 0]);
		const block = Buffer.alloc(one.length * 10_000, one);
		let blocks = 0;
		const counted = await withTurns(async () => {
			const reading = readFrom(() => (blocks++ === 0 ? bytesOf(start()) : block));
			await expect(reading).rejects.toThrow('too many fragments');
		});
		expect(blocks).toBeLessThan(100);
		expect(counted.turns).toBeGreaterThan(100);
	});
});

describe('a file that is not whole', () => {
	const moofs = () => [...file.toString('latin1').matchAll(/moof/g)].map(({ index }) => index - 4);

	test('cut off within pictures it is refused', async () => {
		const [, , third] = moofs();
		await expect(indexOfBytes(file.subarray(0, third - 100))).rejects.toThrow('is cut off');
	});

	test('cut off within the index of a fragment, those before it are there', async () => {
		const [, , third] = moofs();
		const { pictures } = await indexOfBytes(file.subarray(0, third + 40));
		expect(pictures.samples.count).toBe(120);
	});

	test.each<[string, string, (boxes: BoxTree[]) => BoxTree[]]>([
		[
			'without its beginning',
			'rest of a recording',
			(boxes) => boxes.filter(({ name }) => name !== 'moov'),
		],
		[
			'without fragments',
			'picture track is empty',
			(boxes) => boxes.filter(({ name }) => name !== 'moof'),
		],
		[
			'with another one behind it',
			'several recordings',
			(boxes) => [...boxes, ...boxesOf(Buffer.from(hybrid))],
		],
	])('%s it is refused', async (_, reason, change) => {
		await expect(indexOfBytes(bytesOf(change(boxesOf(file))))).rejects.toThrow(reason);
	});

	test('damaged recordings are cut or refused, and nothing else', async () => {
		const found = { cut: 0, refused: 0 };
		for (let seed = 1; seed <= 300; seed++)
			found[await usedUp(damagedVideo([file, hybrid], seed))]++;
		expect(found.cut).toBeGreaterThan(20);
		expect(found.refused).toBeGreaterThan(50);
	});
});

test('an edited piece that comes back in fragments is joined, too', async () => {
	await inFolder(async (folder) => {
		const path = await LONG_VIDEOS.bFrames(SECONDS);
		const parts = planPieces(await indexOfFile(path));
		const pieces = await cutParts(path, parts, folder);
		const edited = pieces.map((_, number) => join(folder, `edited-${number}.mp4`));
		const options = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2', '-g', '15'];
		const flags = ['-movflags', 'frag_keyframe+empty_moov'];
		for (const [number, piece] of pieces.entries())
			await ffmpeg(['-i', piece, ...options, ...flags, edited[number]]);
		const joined = await seen(await joinFiles(path, parts, edited, folder));
		const { times, durationS, soundMd5 } = await seen(path);
		expect(joined).toMatchObject({ durationS, soundMd5, warnings: '' });
		expect(afterFirst(joined.times)).toEqual(afterFirst(times));
	});
});
