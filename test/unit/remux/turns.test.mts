import { expect, test } from '@jest/globals';

import { cutPart } from '../../../nodes/WanVideoEdit/remux/cutPart';
import { contentOf } from '../../../nodes/WanVideoEdit/remux/filePlan';
import { joinPieces } from '../../../nodes/WanVideoEdit/remux/joinPieces';
import type { MediaIndex } from '../../../nodes/WanVideoEdit/remux/mediaIndex';
import { orderOf } from '../../../nodes/WanVideoEdit/remux/order';
import { partAt } from '../../../nodes/WanVideoEdit/remux/partAt';
import { planPieces } from '../../../nodes/WanVideoEdit/remux/planPieces';
import { Turns } from '../../../nodes/WanVideoEdit/shared/turns';
import { madeUpIndex } from './madeUpIndex.mts';

const MOST_PICTURES = 200_000;
const RATE = 60;

/** A format of pictures, as far as joining looks at it. */
function formats(): Buffer {
	const content = Buffer.alloc(102);
	content.writeUInt32BE(94, 8);
	content.write('avc1', 12);
	return content;
}

/** An index alone, with a key frame each second and sound beside the pictures, which lie far from each other. */
function longVideo(pictures: number, rate = RATE): MediaIndex {
	const index = madeUpIndex({ count: pictures, timescale: rate, keys: [] });
	for (let key = 0; key < pictures; key += rate) index.pictures.samples.keys[key] = 1;
	index.pictures.formats = formats();
	const { samples } = index.pictures;
	const offsets = samples.offsets.map((offset) => 2 * offset);
	const sound = { ...samples, offsets: offsets.map((offset) => offset + 1500) };
	sound.bytes = new Uint32Array(pictures).fill(100);
	return {
		...index,
		pictures: { ...index.pictures, samples: { ...samples, offsets } },
		sounds: [{ ...index.pictures, kind: 'sound', samples: sound }],
	};
}

/** How often other work had its turn, and the share of the longest pause between two of them in all of the time. */
async function watched(work: () => Promise<unknown>): Promise<{ turns: number; longest: number }> {
	const begun = performance.now();
	let [turns, last, longest] = [0, begun, 0];
	const turn = () => {
		const now = performance.now();
		longest = Math.max(longest, now - last);
		last = now;
		turns++;
	};
	const timer = setInterval(turn, 1);
	await work();
	clearInterval(timer);
	turn();
	return { turns, longest: longest / (last - begun) };
}

test('while a video with as many pictures as may be is cut and joined, other work has its turns', async () => {
	const index = longVideo(MOST_PICTURES);
	const parts = planPieces(index);
	const pieces = parts.map((part) => ({ part, index: longVideo(part.to - part.from) }));
	const longest: number[] = [];
	// Other programs may hold this one up, but hardly for most of the time in each of them.
	for (let tries = 0; tries < 5; tries++) {
		const seen = await watched(async () => await joinPieces(index, pieces));
		expect(seen.turns).toBeGreaterThan(5);
		longest.push(seen.longest);
	}
	expect(Math.min(...longest)).toBeLessThan(0.5);
});

test('while a part with all pictures of a video is cut, other work has its turns', async () => {
	const index = longVideo(MOST_PICTURES, 25_000);
	const part = partAt(index, 0);
	expect(part.to).toBe(MOST_PICTURES);
	const { turns } = await watched(async () => await cutPart(index, part, { hasSound: true }));
	expect(turns).toBeGreaterThan(2);
});

test('while many small ranges are copied, other work has its turns', async () => {
	const count = 300_000;
	const ranges = new Float64Array(3 * count);
	for (let number = 0; number < count; number++)
		ranges.set([0, 3 * number, 3 * number + 2], 3 * number);
	const source = async function* () {
		yield await Promise.resolve(Buffer.alloc(3 * count));
	};
	const plan = { header: Buffer.from('head'), ranges, bytes: 0 };
	let bytes = 0;
	const { turns } = await watched(async () => {
		for await (const piece of contentOf(plan, [source])) bytes += piece.length;
	});
	expect(bytes).toBe(2 * count + 4);
	expect(turns).toBeGreaterThan(1);
});

test('cutting all pieces of a long video takes no longer than in proportion to its length', async () => {
	const cutAll = async (pictures: number) => {
		const index = longVideo(pictures);
		const parts = planPieces(index);
		let touched = 0;
		const { samples } = index.pictures;
		// Counts what is read of the table: it must not be gone through for each piece.
		samples.shifts = new Proxy(samples.shifts, {
			get(target, name) {
				if (typeof name === 'string' && /^\d+$/.test(name)) touched++;
				return Reflect.get(target, name) as unknown;
			},
		});
		for (const part of parts) await cutPart(index, part, { hasSound: false });
		return touched / pictures;
	};
	expect(await cutAll(24_000)).toBeLessThan(10);
});

test('a video with too many pictures is not cut, nor into too many pieces', () => {
	expect(() => planPieces(longVideo(MOST_PICTURES + 1))).toThrow('it has 200001 pictures');
	expect(() => partAt(longVideo(MOST_PICTURES + 1), 0)).toThrow('it has 200001 pictures');
	// Each picture is a key frame and is shown for six seconds.
	const slides = madeUpIndex({ count: 1001, timescale: 1, ticks: 6, keys: [] });
	slides.pictures.samples.keys.fill(1);
	expect(() => planPieces(slides)).toThrow('more than 1000 pieces');
});

test('numbers are put in order, and equal ones keep theirs', async () => {
	const values = Float64Array.from({ length: 1000 }, (_, number) => (number * 7919) % 101);
	const expected = [...values.keys()].sort((one, other) => values[one] - values[other]);
	expect([...(await orderOf(values, new Turns()))]).toEqual(expected);
	expect([...(await orderOf(new Float64Array(0), new Turns()))]).toEqual([]);
});
