import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

import { box, boxesOf, bytesOf, type BoxTree } from './boxes.mts';
import { byRanges, byStream, type Reader, type Reading } from './reference.mts';

/** Gives a whole number from `least` to `most`, both included. */
type Random = (least: number, most: number) => number;

type Damage = (file: Buffer, random: Random) => Buffer;

const FOLDERS = ['corpus', 'odd'].map((name) => join(import.meta.dirname, name));

/** The videos that are damaged. */
export const soundVideos = (): Buffer[] =>
	FOLDERS.flatMap((folder) =>
		readdirSync(folder)
			.filter((name) => !name.endsWith('.json'))
			.sort()
			.map((name) => readFileSync(join(folder, name))),
	);

const pick = <T,>(values: T[], random: Random): T => values[random(0, values.length - 1)];

/** A place in the index, or in that of a fragment. */
function placeInIndex(file: Buffer, random: Random): number {
	const boxes: Array<[from: number, to: number]> = [];
	for (let at = 0, bytes = 0; at + 8 <= file.length; at += bytes) {
		bytes = Math.max(8, file.readUInt32BE(at));
		if (/^moo[vf]$/.test(file.toString('latin1', at + 4, at + 8))) boxes.push([at, at + bytes]);
	}
	const [from, to] = boxes.length > 0 ? pick(boxes, random) : [0, file.length];
	return random(from, Math.min(to, file.length) - 1);
}

const HARD_NUMBERS = [0, 1, 2, 7, 8, 9, 15, 16, 255, 2 ** 16, 2 ** 24, 2 ** 31, 2 ** 32 - 1];
const HARD_LONG_NUMBERS = [0n, 1n, 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n];

const oneByte: Damage = (file, random) => {
	if (file.length > 0) file[placeInIndex(file, random)] = random(0, 255);
	return file;
};

/** A box whose content is a list of boxes, with at least `least` of them. */
function someList(boxes: BoxTree[], least: number, random: Random): BoxTree[] | undefined {
	const lists = [boxes];
	for (const list of lists) for (const { children } of list) if (children) lists.push(children);
	const long = lists.filter((list) => list.length >= least);
	return long.length > 0 ? pick(long, random) : undefined;
}

const inSomeList =
	(least: number, change: (list: BoxTree[], random: Random) => void): Damage =>
	(file, random) => {
		const boxes = boxesOf(file);
		const list = someList(boxes, least, random);
		if (list) change(list, random);
		return bytesOf(boxes);
	};

/** Most of it in the index, where one byte does most. */
const DAMAGES: Array<[weight: number, damage: Damage]> = [
	[50, oneByte],
	[
		15,
		(file, random) => {
			const at = placeInIndex(file, random);
			if (at + 4 <= file.length) file.writeUInt32BE(pick(HARD_NUMBERS, random), at);
			return file;
		},
	],
	[
		5,
		(file, random) => {
			const at = placeInIndex(file, random);
			if (at + 8 <= file.length) file.writeBigUInt64BE(pick(HARD_LONG_NUMBERS, random), at);
			return file;
		},
	],
	[8, (file, random) => file.subarray(0, random(0, file.length))],
	[
		6,
		inSomeList(2, (list, random) => {
			const [one, other] = [random(0, list.length - 1), random(0, list.length - 1)];
			[list[one], list[other]] = [list[other], list[one]];
		}),
	],
	[
		6,
		inSomeList(1, (list, random) => {
			const copies = Array<BoxTree>(pick([1, 2, 200], random)).fill(pick(list, random));
			list.splice(random(0, list.length), 0, ...copies);
		}),
	],
	[5, inSomeList(1, (list, random) => void list.splice(random(0, list.length - 1), 1))],
	[
		5,
		inSomeList(1, (list, random) => {
			const name = pick(['free', 'trak', 'moov', 'moof', 'stts', 'mvex'], random);
			list.splice(
				random(0, list.length),
				0,
				box(name, Buffer.alloc(random(0, 40), random(0, 255))),
			);
		}),
	],
];

const ALL_WEIGHTS = DAMAGES.reduce((sum, [weight]) => sum + weight, 0);

function damaged(file: Buffer, random: Random): Buffer {
	let left = random(1, ALL_WEIGHTS);
	const [, damage] = DAMAGES.find(([weight]) => (left -= weight) <= 0)!;
	// What is damaged already may be too odd to be taken apart again.
	try {
		return damage(Buffer.from(file), random);
	} catch {
		return oneByte(Buffer.from(file), random);
	}
}

/** A video with one to three damages, always the same for one seed. */
export function damagedVideo(videos: Buffer[], seed: number): Buffer {
	const generator = xoroshiro128plus(seed);
	const random: Random = (least, most) => uniformInt(generator, least, Math.max(least, most));
	let file = pick(videos, random);
	for (let damages = random(1, 3); damages > 0; damages--) file = damaged(file, random);
	return file;
}

/** What reading a file cost. */
export interface Cost {
	/** By its link, in pieces, and at once: all of it. */
	readings: Reading[];
	/** By a link of which only the beginning and the end are to be had. */
	partial: Reading;
	/** How many bytes were asked for by ranges, if each time counts as 256 of them. */
	work: number;
}

const END_BYTES = 128 * 1024;

/** More than any file may cost. */
export const MOST_WORK = 2 * 1024 ** 2;

/** Reads a file as a link, as a file in pieces and as a file at once. */
export async function readInAllWays(
	reader: Reader,
	file: Buffer,
	pieceBytes = 1000,
): Promise<Cost> {
	const half = async (from: number, to: number) =>
		await Promise.resolve(to < file.length / 2 ? file.subarray(from, to) : undefined);
	const end = async () => await Promise.resolve(file.subarray(-END_BYTES));
	const partial = await reader.readVideoByRanges(file.length, half, end);
	const cost: Cost = { readings: [], partial, work: 0 };
	const onRead = (bytes: number) => {
		cost.work += 256 + bytes;
	};
	cost.readings.push(
		await byRanges(reader, file, onRead),
		await byStream(reader, file, pieceBytes),
		await byStream(reader, file, Math.max(1, file.length)),
	);
	return cost;
}

/** Whether it is one of the words and shapes that a reading may be. */
export function isReading(reading: unknown): boolean {
	if (typeof reading === 'string') return ['noPicture', 'damaged', 'unknown'].includes(reading);
	const { seconds, sizes, isLonger, isWhole } = reading as Exclude<Reading, string>;
	const numbers = [...seconds, ...sizes.flat()];
	return (
		numbers.every((value) => value > 0 && value < Infinity) &&
		sizes.every((size) => size.length === 2) &&
		typeof isLonger === 'boolean' &&
		typeof isWhole === 'boolean'
	);
}
