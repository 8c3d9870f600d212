import { getEventListeners } from 'node:events';

import { describe, expect, test } from '@jest/globals';

import { Deadline, timeLimit } from '../../../nodes/WanVideoEdit/shared/timeLimit';
import { fakeClock, pass } from '../../support/fakeClock.mts';

fakeClock();

describe('a time limit', () => {
	test.each([0, 20, 20.5])('of %p ms ends what takes longer', async (ms) => {
		const { signal, lift } = timeLimit(ms);
		await pass(500);
		expect(signal.aborted).toBe(true);
		lift();
	});

	test.each([60_000, 1e12, Infinity])('of %p ms ends nothing soon', async (ms) => {
		const { signal, lift } = timeLimit(ms);
		await pass(50);
		expect(signal.aborted).toBe(false);
		lift();
	});

	test('ends at Stop, and at once when that was pressed before', () => {
		const stop = new AbortController();
		const { signal } = timeLimit(60_000, stop.signal);
		expect(signal.aborted).toBe(false);
		stop.abort();
		expect(signal.aborted).toBe(true);
		expect(timeLimit(60_000, stop.signal).signal.aborted).toBe(true);
	});

	test('leaves nothing that listens to Stop once it is lifted', () => {
		const stop = new AbortController();
		timeLimit(60_000, stop.signal).lift();
		expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
	});
});

test('a deadline says how much time is left, and when it is over', async () => {
	const deadline = new Deadline(30);
	expect(deadline.leftMs).toBeGreaterThan(0);
	await pass(100);
	expect(deadline.leftMs).toBeLessThanOrEqual(0);
});
