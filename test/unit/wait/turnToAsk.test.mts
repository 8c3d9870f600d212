import { setTimeout as delay } from 'node:timers/promises';

import { expect, test } from '@jest/globals';

import { turnToAsk } from '../../../nodes/WanVideoEdit/wait/turnToAsk';

test('many who ask at once come one after the other, never more than 20 in a second', async () => {
	const times: number[] = [];
	await Promise.all(
		Array.from({ length: 50 }, async () => {
			const answered = await turnToAsk();
			times.push(performance.now());
			answered();
		}),
	);
	for (let n = 20; n < times.length; n++) expect(times[n] - times[n - 20]).toBeGreaterThan(1_000);
});

test('nor when the service wakes up after it has slept', async () => {
	const arrivals: number[] = [];
	const wakesUpAtMs = performance.now() + 900;
	await Promise.all(
		Array.from({ length: 40 }, async () => {
			const answered = await turnToAsk();
			await delay(Math.max(0, wakesUpAtMs - performance.now()));
			arrivals.push(performance.now());
			answered();
		}),
	);
	const within = arrivals.map((from) => arrivals.filter((at) => at >= from && at < from + 1_000));
	expect(Math.max(...within.map(({ length }) => length))).toBeLessThanOrEqual(20);
});

test('a question that is never answered does not hold the others up for long', async () => {
	const startMs = performance.now();
	await Promise.all(Array.from({ length: 5 }, () => turnToAsk()));
	expect(performance.now() - startMs).toBeLessThan(1_500);
});

test('who asks alone does not wait', async () => {
	const waitsMs: number[] = [];
	for (let n = 0; n < 3; n++) {
		await delay(1_200);
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
	const stopped = Promise.all(Array.from({ length: 60 }, () => turnToAsk(stop.signal)));
	const behind = turnToAsk();
	setTimeout(() => stop.abort(), 150);
	await stopped;
	await behind;
	// All sixty would take four seconds.
	expect(performance.now() - startMs).toBeLessThan(2_000);
});
