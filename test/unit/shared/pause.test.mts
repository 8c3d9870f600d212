import { getEventListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, describe, expect, test } from '@jest/globals';

import { pause } from '../../../nodes/WanVideoEdit/shared/pause';

// A timer of n8n's `sleep` goes on for a second after Stop, and Jest would complain about it.
afterAll(async () => await delay(1_000));

const LONG_MS = 20_000;

async function lasted(run: () => Promise<void>): Promise<number> {
	const startMs = performance.now();
	await run();
	return performance.now() - startMs;
}

describe('a pause', () => {
	test.each([40, 600])('lasts as long as asked: %i ms', async (ms) => {
		const lastedMs = await lasted(() => pause(ms));
		// Timers of Node may fire a moment early.
		expect(lastedMs).toBeGreaterThanOrEqual(ms - 2);
		expect(lastedMs).toBeLessThan(ms + 10_000);
	});

	test.each([0, -1])('of %i ms is none', async (ms) => {
		expect(await lasted(() => pause(ms))).toBeLessThan(10_000);
	});

	test('lasts as long with a signal that stays quiet', async () => {
		const { signal } = new AbortController();
		expect(await lasted(() => pause(300, signal))).toBeGreaterThanOrEqual(298);
	});
});

test('a long pause listens to Stop once: all items of an execution have the same signal', async () => {
	const { signal } = new AbortController();
	let listeners = 0;
	const listen = signal.addEventListener.bind(signal);
	signal.addEventListener = (...listener: Parameters<typeof listen>) => {
		listeners++;
		listen(...listener);
	};
	await pause(1_300, signal);
	expect(listeners).toBe(1);
	expect(getEventListeners(signal, 'abort')).toEqual([]);
});

describe('Stop', () => {
	test.each([60, 200, 320])('pressed after %i ms ends it at once', async (stopAfterMs) => {
		const stop = new AbortController();
		let stoppedAtMs = 0;
		setTimeout(() => {
			stoppedAtMs = performance.now();
			stop.abort();
		}, stopAfterMs);
		await pause(LONG_MS, stop.signal);
		expect(performance.now() - stoppedAtMs).toBeLessThan(10_000);
	});

	test('pressed before it begins leaves no pause at all', async () => {
		expect(await lasted(() => pause(LONG_MS, AbortSignal.abort()))).toBeLessThan(10_000);
	});

	test('is no error of the pause: what it means is for the caller to say', async () => {
		await expect(pause(LONG_MS, AbortSignal.timeout(20))).resolves.toBeUndefined();
	});
});
