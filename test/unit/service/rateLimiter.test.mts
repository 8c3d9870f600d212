import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, describe, expect, jest, test } from '@jest/globals';

import { RateLimiter } from '../../../nodes/WanVideoEdit/service/rateLimiter';

// A timer of n8n's `sleep` goes on for a second after Stop, and Jest would complain about it.
afterAll(async () => await delay(1_000));

/** The most arrivals within any one second. */
const mostInASecond = (arrivals: number[]) =>
	Math.max(
		...arrivals.map((from) => arrivals.filter((at) => at >= from && at < from + 1_000).length),
	);

/**
 * Many checks at once.
 *
 * @param arrive ends when the service sees the check
 * @returns when each check arrived, in order
 */
async function checkAll(
	limiter: RateLimiter,
	count: number,
	arrive = async () => {},
): Promise<number[]> {
	const arrivals: number[] = [];
	await Promise.all(
		Array.from({ length: count }, async () => {
			const release = await limiter.slot();
			await arrive();
			arrivals.push(performance.now());
			release();
		}),
	);
	return arrivals;
}

/** Takes slots that are not released yet. */
const take = async (limiter: RateLimiter, count: number) =>
	await Promise.all(Array.from({ length: count }, async () => await limiter.slot()));

/** Whether there is a slot within a time. Who gets none leaves the queue again. */
async function isGivenWithin(limiter: RateLimiter, ms: number): Promise<boolean> {
	const stop = AbortSignal.timeout(ms);
	await limiter.slot(stop);
	return !stop.aborted;
}

// Each has a limiter of its own, so that they can wait at the same time.
describe('the rate limiter', () => {
	test.concurrent(
		'gives slots one after the other, hardly less often than the service allows',
		async () => {
			const startMs = performance.now();
			const arrivals = await checkAll(new RateLimiter(20), 60);
			expect(mostInASecond(arrivals)).toBeLessThanOrEqual(20);
			const ms = performance.now() - startMs;
			expect(ms).toBeGreaterThan(2_900);
			expect(ms).toBeLessThan(20_000);
			// A busy computer may note one of them late, and the next one in time.
			const gapsMs = arrivals.slice(1).map((at, n) => at - arrivals[n]);
			expect(gapsMs.filter((gapMs) => gapMs < 40).length).toBeLessThan(15);
		},
	);

	test.concurrent('keeps the limit at a service that wakes up after it has slept', async () => {
		const wakesUpAtMs = performance.now() + 2_500;
		const arrive = async () => {
			await delay(Math.max(0, wakesUpAtMs - performance.now()));
		};
		const arrivals = await checkAll(new RateLimiter(20), 60, arrive);
		expect(mostInASecond(arrivals)).toBeLessThanOrEqual(20);
	});

	test.concurrent('keeps the limit at a service that is far away, more or less', async () => {
		const arrive = async () => {
			await delay(Math.random() * 600);
		};
		const arrivals = await checkAll(new RateLimiter(20), 60, arrive);
		expect(mostInASecond(arrivals)).toBeLessThanOrEqual(20);
	});

	test.concurrent('lets checks that hang keep only their own slots from the others', async () => {
		const limiter = new RateLimiter(20);
		const hanging = await take(limiter, 5);
		const startMs = performance.now();
		const arrivals = await checkAll(limiter, 45);
		expect(mostInASecond(arrivals)).toBeLessThanOrEqual(15);
		expect(performance.now() - startMs).toBeLessThan(60_000);
		for (const release of hanging) release();
	});

	test.concurrent('gives the slot of a check that was answered a second later', async () => {
		const limiter = new RateLimiter(20);
		const [release] = await take(limiter, 20);
		expect(await isGivenWithin(limiter, 1_200)).toBe(false);
		const answeredAtMs = performance.now();
		release();
		await limiter.slot();
		expect(performance.now() - answeredAtMs).toBeGreaterThanOrEqual(1_000);
	});

	test.concurrent('frees one slot, at its time, when a check is answered twice', async () => {
		const waitedMs = async () => {
			const limiter = new RateLimiter(20);
			const [release] = await take(limiter, 20);
			release();
			const releasedAtMs = performance.now();
			const next = limiter.slot();
			await delay(900);
			release();
			await next;
			const ms = performance.now() - releasedAtMs;
			release();
			expect(await isGivenWithin(limiter, 1_200)).toBe(false);
			return ms;
		};
		// Else it would be nearly two seconds, each time; a busy computer may be late in one of them.
		expect(Math.min(...(await Promise.all([waitedMs(), waitedMs(), waitedMs()])))).toBeLessThan(
			1_800,
		);
	});

	test.concurrent('does not make one who checks alone wait', async () => {
		const limiter = new RateLimiter(20);
		const waitsMs: number[] = [];
		for (let n = 0; n < 10; n++) {
			await delay(200);
			const startMs = performance.now();
			const release = await limiter.slot();
			waitsMs.push(performance.now() - startMs);
			release();
		}
		// A busy computer may be late once, a queue would be late every time.
		expect(Math.min(...waitsMs)).toBeLessThan(40);
	});

	test.concurrent(
		'lets those who are stopped leave the queue at once, and those behind move up',
		async () => {
			const limiter = new RateLimiter(20);
			const stop = new AbortController();
			// As n8n does.
			setMaxListeners(Infinity, stop.signal);
			const startMs = performance.now();
			const stopped = Promise.all(
				Array.from({ length: 600 }, async () => (await limiter.slot(stop.signal))()),
			);
			const behind = limiter.slot();
			setTimeout(() => stop.abort(), 150);
			await stopped;
			await behind;
			// All of them would take half a minute.
			expect(performance.now() - startMs).toBeLessThan(15_000);
		},
	);

	test.concurrent('gives no slot to one who is stopped while all are taken', async () => {
		const limiter = new RateLimiter(20);
		const [release] = await take(limiter, 20);
		const stop = new AbortController();
		const stopped = limiter.slot(stop.signal);
		setTimeout(() => stop.abort(), 100);
		(await stopped)();
		release();
		await limiter.slot();
	});

	test.concurrent('goes on after one who failed in the queue', async () => {
		const limiter = new RateLimiter(20);
		const broken = {
			get aborted(): boolean {
				throw new Error('the signal is broken');
			},
		};
		const failed = limiter.slot(broken as AbortSignal);
		const behind = limiter.slot();
		await expect(failed).rejects.toThrow('the signal is broken');
		(await behind)();
		expect(mostInASecond(await checkAll(limiter, 25))).toBeLessThanOrEqual(20);
	});

	test.concurrent('of another account is not slowed down', async () => {
		const [one, other] = [new RateLimiter(20), new RateLimiter(20)];
		const both = await Promise.all([checkAll(one, 20), checkAll(other, 20)]);
		for (const arrivals of both) expect(mostInASecond(arrivals)).toBeLessThanOrEqual(20);
		expect(mostInASecond(both.flat())).toBeGreaterThan(20);

		await take(one, 20);
		(await other.slot())();
	});
});

// After all others, which it would hold up.
test('the rate limiter keeps the limit when this process has stood still', async () => {
	const all = checkAll(new RateLimiter(20), 60);
	await delay(500);
	const untilMs = performance.now() + 2_500;
	while (performance.now() < untilMs);
	const arrivals = await all;
	expect(mostInASecond(arrivals)).toBeLessThanOrEqual(20);
});

test('"too many requests" holds all of them back, and then they leave half as often', async () => {
	const limiter = new RateLimiter(20, { isSpread: false });
	const startMs = performance.now();
	// Both were on their way at the same time: the second one says nothing new.
	limiter.slowDown(startMs, 1_000);
	limiter.slowDown(startMs - 1, 1_000);
	const arrivals = await checkAll(limiter, 11);
	expect(arrivals[0] - startMs).toBeGreaterThanOrEqual(990);
	expect(arrivals[10] - arrivals[0]).toBeGreaterThanOrEqual(990);
	for (let taken = 0; taken < 10; taken++) limiter.speedUp();
	// A busy computer may let them all come late, but hardly each time.
	const spans: number[] = [];
	for (let tries = 0; tries < 4; tries++) {
		const faster = await checkAll(limiter, 11);
		spans.push(faster[10] - faster[0]);
	}
	expect(Math.min(...spans)).toBeLessThan(arrivals[10] - arrivals[0]);
});

test('who gets no answer keeps its slot no longer than it may', async () => {
	const limiter = new RateLimiter(5, { isSpread: false, longestHoldMs: 1_500 });
	await take(limiter, 5);
	expect(await isGivenWithin(limiter, 700)).toBe(false);
	expect(await isGivenWithin(limiter, 5_000)).toBe(true);
});

// After all others, which need a real clock.
test('no timer of a rate limiter outlives the checks that wait', async () => {
	jest.useFakeTimers();
	try {
		let isDone = false;
		const all = checkAll(new RateLimiter(20), 25).finally(() => (isDone = true));
		while (!isDone) await jest.advanceTimersToNextTimerAsync();
		expect(mostInASecond(await all)).toBe(20);
		expect(jest.getTimerCount()).toBe(0);
	} finally {
		jest.useRealTimers();
	}
});
