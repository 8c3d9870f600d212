import { getEventListeners } from 'node:events';

import { describe, expect, test } from '@jest/globals';

import { pause } from '../../../nodes/WanVideoEdit/shared/pause';
import { ended, fakeClock, lasted } from '../../support/fakeClock.mts';

fakeClock();

const LONG_MS = 20_000;

describe('a pause', () => {
	test.each([40, 600, LONG_MS, 3_600_000])('lasts as long as asked: %i ms', async (ms) => {
		expect(await lasted(async () => await pause(ms))).toBe(ms);
	});

	test.each([0, -1])('of %i ms is none', async (ms) => {
		expect(await lasted(async () => await pause(ms))).toBe(0);
	});

	test('lasts as long with a signal that stays quiet', async () => {
		const { signal } = new AbortController();
		expect(await lasted(async () => await pause(300, signal))).toBe(300);
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
	await ended(pause(LONG_MS, signal));
	expect(listeners).toBe(1);
	expect(getEventListeners(signal, 'abort')).toEqual([]);
});

describe('Stop', () => {
	test.each([60, 200, 1_320])('pressed after %i ms ends it at once', async (stopAfterMs) => {
		const stop = new AbortController();
		setTimeout(() => stop.abort(), stopAfterMs);
		expect(await lasted(async () => await pause(LONG_MS, stop.signal))).toBe(stopAfterMs);
	});

	test('pressed before it begins leaves no pause at all', async () => {
		expect(await lasted(async () => await pause(LONG_MS, AbortSignal.abort()))).toBe(0);
	});

	test('is no error of the pause: what it means is for the caller to say', async () => {
		await expect(ended(pause(LONG_MS, AbortSignal.timeout(20)))).resolves.toBeUndefined();
	});
});
