import { describe, expect, test } from '@jest/globals';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

import { partAt } from '../../../nodes/WanVideoEdit/remux/partAt';
import type { Part } from '../../../nodes/WanVideoEdit/remux/parts';
import { planPieces } from '../../../nodes/WanVideoEdit/remux/planPieces';
import { madeUpIndex, type PicturesWish } from './madeUpIndex.mts';

/** Ten pictures per second make for short numbers. */
const video = (seconds: number, keysS: number[], more: Partial<PicturesWish> = {}) =>
	madeUpIndex({
		count: Math.round(seconds * 10),
		timescale: 10,
		keys: keysS.map((second) => Math.round(second * 10)),
		...more,
	});

const every = (step: number, seconds: number) =>
	Array.from({ length: Math.ceil(seconds / step) }, (_, number) => number * step);

const spans = (parts: Part[]) => parts.map(({ startS, endS }) => [startS, endS]);

describe('the plan of pieces', () => {
	test('has long pieces first, and a last one that is long enough', () => {
		expect(spans(planPieces(video(21, every(1, 21))))).toEqual([
			[0, 10],
			[10, 19],
			[19, 21],
		]);
	});

	test('has more pieces where ten seconds would be more than the model takes', () => {
		const index = video(21, every(1, 21));
		// 20 MB a second: not five seconds, as there has to be room for what comes with them.
		index.pictures.samples.bytes.fill(2 * 1024 ** 2);
		expect(spans(planPieces(index)).map(([start, end]) => end - start)).toEqual([4, 4, 4, 4, 3, 2]);
		index.pictures.samples.bytes.fill(6 * 1024 ** 2);
		expect(() => planPieces(index)).toThrow('between 0 s and 2 s have more than 100 MB');
	});

	test('is one piece when the video is short', () => {
		expect(spans(planPieces(video(10, [0])))).toEqual([[0, 10]]);
	});

	test('begins at the key frame before Start', () => {
		expect(spans(planPieces(video(20, [0, 6, 12]), 7))).toEqual([
			[6, 12],
			[12, 20],
		]);
	});

	test('leaves room for the key frame that has to end a piece of open groups', () => {
		const [first, second] = planPieces(video(20, every(1, 20), { leading: 2 }));
		expect([first.startS, first.endS]).toEqual([0, 9.2]);
		// The key frame and the two pictures that are shown before it.
		expect(first.to - second.from).toBe(3);
		expect(first.pictureBytes).toBe(93_000);
		expect(second.pictureBytes).toBe(1000 * (second.to - second.from - 2));
	});

	test.each([
		['between 8 s and 25 s', video(30, [0, 8, 25])],
		['between 12 s and 30 s', video(30, [0, 6, 12])],
		['allow no pieces of 2–10 s', video(11, [0, 9.5, 10])],
		['it is only 1.5 s long', video(1.5, [0])],
		['no key frame', video(20, [])],
	])('that cannot be says why: %s', (reason, index) => {
		expect(() => planPieces(index)).toThrow(reason);
	});

	test('has as few pieces as there can be, whatever the key frames', () => {
		const random = xoroshiro128plus(7);
		const upTo = (most: number) => uniformInt(random, 0, most);
		for (let round = 0; round < 300; round++) {
			const keys = [0];
			while (keys[keys.length - 1] < 400) keys.push(keys[keys.length - 1] + 1 + upTo(90));
			const count = keys.pop()!;
			const index = madeUpIndex({ count, timescale: 10, keys });
			const least = fewestPieces([...keys, count]);
			if (least === Infinity) expect(() => planPieces(index)).toThrow('key frame');
			else {
				const parts = planPieces(index);
				const lengths = parts.map(({ startS, endS }) => Math.round((endS - startS) * 10));
				expect(parts).toHaveLength(least);
				expect(lengths.every((length) => length >= 20 && length <= 100)).toBe(true);
				expect(lengths.reduce((sum, length) => sum + length)).toBe(count);
			}
		}
	});
});

/** The same by trying everything. */
function fewestPieces(places: number[]): number {
	const pieces = [0];
	for (let to = 1; to < places.length; to++) {
		const before = places.slice(0, to).map((place, from) => {
			const length = places[to] - place;
			return length >= 20 && length <= 100 ? pieces[from] + 1 : Infinity;
		});
		pieces[to] = Math.min(...before);
	}
	return pieces[places.length - 1];
}

describe('one part', () => {
	const index = video(30, [0, 8.3, 25, 29]);
	const at = (startS: number, durationS?: number) => spans([partAt(index, startS, durationS)])[0];

	test('begins at the key frame before Start, and lasts as told', () => {
		expect(at(10, 4)).toEqual([8.3, 14]);
		expect(at(8.3, 4)).toEqual([8.3, 12.3]);
	});

	test('is as long as may be when nothing is told', () => {
		expect(at(10)).toEqual([8.3, 18.3]);
		expect(at(26)).toEqual([25, 30]);
	});

	test('begins earlier when too little would be left of the video', () => {
		expect(at(29.5)).toEqual([25, 30]);
		expect(at(29.5, 0.5)).toEqual([25, 30]);
	});

	test('ends with a whole picture', () => {
		const fine = madeUpIndex({ count: 300, timescale: 1000, ticks: 100, keys: [0] });
		expect(spans([partAt(fine, 0, 4.04)])).toEqual([[0, 4.1]]);
		expect(spans([partAt(fine, 0, 4.1)])).toEqual([[0, 4.1]]);
	});

	test.each([
		[16, 5, 'the last key frame before 16 s is at 8.3 s'],
		[16, 5, 'Duration (Seconds) can be up to 2.3 there, or Start (Seconds) 8.3 s or less'],
		[20, undefined, 'the last key frame before 20 s is at 8.3 s'],
		[30, 3, 'it is only 30 s long, and Start (Seconds) is 30'],
		[27, 4, 'it is only 30 s long, and Start (Seconds) and Duration (Seconds) together are 31 s'],
	])('from %s s on for %s s cannot be: %s', (startS, durationS, reason) => {
		expect(() => partAt(index, startS, durationS)).toThrow(reason);
	});
});
