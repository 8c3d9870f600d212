import { setTimeout as delay } from 'node:timers/promises';

import { afterEach, expect, test } from '@jest/globals';

import { turnToAsk } from '../../../nodes/WanVideoEdit/wait/turnToAsk';

/** Longer than the line remembers. */
const FORGOTTEN_MS = 1_200;
afterEach(async () => await delay(FORGOTTEN_MS));

/** The most arrivals within any one second. */
const mostInASecond = (arrivals: number[]) =>
	Math.max(
		...arrivals.map((from) => arrivals.filter((at) => at >= from && at < from + 1_000).length),
	);

/**
 * Many ask at once.
 *
 * @param arrive ends when the service sees the question
 * @returns when each question arrived, in order
 */
async function askAll(count: number, arrive: () => Promise<void>): Promise<number[]> {
	const arrivals: number[] = [];
	await Promise.all(
		Array.from({ length: count }, async () => {
			const answered = await turnToAsk();
			await arrive();
			arrivals.push(performance.now());
			answered();
		}),
	);
	return arrivals;
}

test('many who ask at once come one after the other, hardly less often than the service allows', async () => {
	const startMs = performance.now();
	const arrivals = await askAll(60, async () => {});
	expect(mostInASecond(arrivals)).toBeLessThanOrEqual(20);
	const ms = performance.now() - startMs;
	expect(ms).toBeGreaterThan(2_900);
	expect(ms).toBeLessThan(4_500);
	for (let n = 1; n < arrivals.length; n++) {
		expect(arrivals[n] - arrivals[n - 1]).toBeGreaterThan(40);
	}
});

test.each<[string, () => () => Promise<void>]>([
	[
		'wakes up after it has slept',
		() => {
			const wakesUpAtMs = performance.now() + 2_500;
			return async () => {
				await delay(Math.max(0, wakesUpAtMs - performance.now()));
			};
		},
	],
	[
		'is far away, more or less',
		() => async () => {
			await delay(Math.random() * 600);
		},
	],
])(
	'nor does a service get more that %s',
	async (_what, way) => {
		expect(mostInASecond(await askAll(60, way()))).toBeLessThanOrEqual(20);
	},
	20_000,
);

test('questions that hang take only their own places from the others', async () => {
	const hanging = await Promise.all(Array.from({ length: 5 }, async () => await turnToAsk()));
	const startMs = performance.now();
	const arrivals = await askAll(45, async () => {});
	expect(mostInASecond(arrivals)).toBeLessThanOrEqual(15);
	expect(performance.now() - startMs).toBeLessThan(5_000);
	for (const answered of hanging) answered();
}, 20_000);

test('questions that are never answered hold the others up for a while only', async () => {
	await Promise.all(Array.from({ length: 20 }, async () => await turnToAsk()));
	const startMs = performance.now();
	const answered = await turnToAsk();
	const ms = performance.now() - startMs;
	answered();
	expect(ms).toBeGreaterThan(8_000);
	expect(ms).toBeLessThan(13_000);
}, 20_000);

test('who asks alone does not wait', async () => {
	const waitsMs: number[] = [];
	for (let n = 0; n < 3; n++) {
		await delay(200);
		const startMs = performance.now();
		const answered = await turnToAsk();
		waitsMs.push(performance.now() - startMs);
		answered();
	}
	// A busy computer may be late once, a line would be late every time.
	expect(Math.min(...waitsMs)).toBeLessThan(40);
});

test('who is stopped leaves the line at once, and those behind move up', async () => {
	const stop = new AbortController();
	const startMs = performance.now();
	const stopped = Promise.all(
		Array.from({ length: 60 }, async () => (await turnToAsk(stop.signal))()),
	);
	const behind = turnToAsk();
	setTimeout(() => stop.abort(), 150);
	await stopped;
	await behind;
	// All sixty would take three seconds.
	expect(performance.now() - startMs).toBeLessThan(1_800);
});
