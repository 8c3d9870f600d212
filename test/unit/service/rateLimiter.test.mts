import { setMaxListeners } from 'node:events';

import { describe, expect, jest, test } from '@jest/globals';

import { RateLimiter } from '../../../nodes/WanVideoEdit/service/rateLimiter';
import { ended, fakeClock, lasted, pass, wait } from '../../support/fakeClock.mts';

fakeClock();

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
	const all = Promise.all(
		Array.from({ length: count }, async () => {
			const release = await limiter.slot();
			await arrive();
			arrivals.push(performance.now());
			release();
		}),
	);
	await ended(all);
	return arrivals;
}

/** Takes slots that are not released yet. */
const take = async (limiter: RateLimiter, count: number) =>
	await ended(Promise.all(Array.from({ length: count }, async () => await limiter.slot())));

/** Whether there is a slot within a time. Who gets none leaves the queue again. */
async function isGivenWithin(limiter: RateLimiter, ms: number): Promise<boolean> {
	const stop = AbortSignal.timeout(ms);
	await ended(limiter.slot(stop));
	return !stop.aborted;
}

describe('the rate limiter', () => {
	test('gives slots one after the other, hardly less often than the service allows', async () => {
		const startMs = performance.now();
		const arrivals = await checkAll(new RateLimiter(20), 60);
		expect(mostInASecond(arrivals)).toBeLessThanOrEqual(20);
		const ms = performance.now() - startMs;
		expect(ms).toBeGreaterThan(2_900);
		expect(ms).toBeLessThan(3_100);
		const gapsMs = arrivals.slice(1).map((at, n) => at - arrivals[n]);
		expect(Math.min(...gapsMs)).toBeGreaterThanOrEqual(50);
	});

	test('keeps the limit at a service that wakes up after it has slept', async () => {
		const wakesUpAtMs = performance.now() + 2_500;
		const arrive = async () => await wait(Math.max(0, wakesUpAtMs - performance.now()));
		const arrivals = await checkAll(new RateLimiter(20), 60, arrive);
		expect(mostInASecond(arrivals)).toBeLessThanOrEqual(20);
	});

	test('keeps the limit at a service that is far away, more or less', async () => {
		const arrive = async () => await wait(Math.random() * 600);
		const arrivals = await checkAll(new RateLimiter(20), 60, arrive);
		expect(mostInASecond(arrivals)).toBeLessThanOrEqual(20);
	});

	test('lets checks that hang keep only their own slots from the others', async () => {
		const limiter = new RateLimiter(20);
		const hanging = await take(limiter, 5);
		const startMs = performance.now();
		const arrivals = await checkAll(limiter, 45);
		expect(mostInASecond(arrivals)).toBeLessThanOrEqual(15);
		expect(performance.now() - startMs).toBeLessThan(4_000);
		for (const release of hanging) release();
	});

	test('gives the slot of a check that was answered a second later', async () => {
		const limiter = new RateLimiter(20);
		const [release] = await take(limiter, 20);
		expect(await isGivenWithin(limiter, 1_200)).toBe(false);
		release();
		const waitedMs = await lasted(async () => await limiter.slot());
		expect(waitedMs).toBeGreaterThanOrEqual(1_000);
		expect(waitedMs).toBeLessThan(1_100);
	});

	test('frees one slot, at its time, when a check is answered twice', async () => {
		const limiter = new RateLimiter(20);
		const [release] = await take(limiter, 20);
		release();
		const waitedMs = await lasted(async () => {
			const next = limiter.slot();
			await wait(900);
			release();
			await next;
		});
		// Else it would be nearly two seconds.
		expect(waitedMs).toBeLessThan(1_100);
		release();
		expect(await isGivenWithin(limiter, 1_200)).toBe(false);
	});

	test('does not make one who checks alone wait', async () => {
		const limiter = new RateLimiter(20);
		for (let n = 0; n < 10; n++) {
			await pass(200);
			expect(await lasted(async () => (await limiter.slot())())).toBe(0);
		}
	});

	test('lets those who are stopped leave the queue at once, and those behind move up', async () => {
		const limiter = new RateLimiter(20);
		const stop = new AbortController();
		// As n8n does.
		setMaxListeners(Infinity, stop.signal);
		setTimeout(() => stop.abort(), 150);
		const waitedMs = await lasted(async () => {
			const queue = Array.from({ length: 600 }, async () => (await limiter.slot(stop.signal))());
			const behind = limiter.slot();
			await Promise.all(queue);
			await behind;
		});
		// All of them would take half a minute.
		expect(waitedMs).toBeLessThan(300);
	});

	test('gives no slot to one who is stopped while all are taken', async () => {
		const limiter = new RateLimiter(20);
		const [release] = await take(limiter, 20);
		const stop = new AbortController();
		setTimeout(() => stop.abort(), 100);
		(await ended(limiter.slot(stop.signal)))();
		release();
		await ended(limiter.slot());
	});

	test('goes on after one who failed in the queue', async () => {
		const limiter = new RateLimiter(20);
		const broken = {
			get aborted(): boolean {
				throw new Error('the signal is broken');
			},
		};
		const failed = limiter.slot(broken as AbortSignal);
		const behind = limiter.slot();
		await expect(failed).rejects.toThrow('the signal is broken');
		(await ended(behind))();
		expect(mostInASecond(await checkAll(limiter, 25))).toBeLessThanOrEqual(20);
	});

	test('of another account is not slowed down', async () => {
		const [one, other] = [new RateLimiter(20), new RateLimiter(20)];
		const both = await Promise.all([checkAll(one, 20), checkAll(other, 20)]);
		for (const arrivals of both) expect(mostInASecond(arrivals)).toBeLessThanOrEqual(20);
		expect(mostInASecond(both.flat())).toBeGreaterThan(20);

		await take(one, 20);
		(await ended(other.slot()))();
	});

	test('keeps the limit when this process has stood still', async () => {
		const all = checkAll(new RateLimiter(20), 60);
		setTimeout(() => jest.advanceTimersByTime(2_500), 500);
		expect(mostInASecond(await all)).toBeLessThanOrEqual(20);
	});
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
	const faster = await checkAll(limiter, 11);
	expect(faster[10] - faster[0]).toBeLessThan(arrivals[10] - arrivals[0]);
});

test('who gets no answer keeps its slot no longer than it may', async () => {
	const limiter = new RateLimiter(5, { isSpread: false, longestHoldMs: 1_500 });
	await take(limiter, 5);
	expect(await isGivenWithin(limiter, 1_400)).toBe(false);
	expect(await isGivenWithin(limiter, 1_000)).toBe(true);
});

test('no timer of a rate limiter outlives the checks that wait for more than a second', async () => {
	const limiter = new RateLimiter(20);
	const [release] = await take(limiter, 20);
	const endsMs: number[] = [];
	const { setTimeout: start } = globalThis;
	const starts = jest.spyOn(globalThis, 'setTimeout').mockImplementation(((
		goOn: () => void,
		ms = 0,
	) => {
		endsMs.push(performance.now() + ms);
		return start(goOn, ms);
	}) as typeof setTimeout);
	const next = limiter.slot();
	await pass(100);
	release();
	await ended(next);
	const nowMs = performance.now();
	await pass(10_000);
	starts.mockRestore();
	expect(endsMs.length).toBeGreaterThan(0);
	expect(Math.max(...endsMs)).toBeLessThanOrEqual(nowMs + 1_000);
});
