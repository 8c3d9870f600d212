import { describe, expect, test } from '@jest/globals';

import { nextWaitMs, type Moment } from '../../../nodes/WanVideoEdit/wait/schedule';

const MINUTE_MS = 60_000;

/** When the questions of a wait come, in seconds, if every answer comes at once. */
function questionsS(wait: Omit<Moment, 'asked' | 'elapsedMs'>): number[] {
	const times: number[] = [];
	for (let elapsedMs = 0; elapsedMs < wait.timeoutMs; times.push(elapsedMs / 1000)) {
		const waitMs = nextWaitMs({ ...wait, asked: times.length, elapsedMs });
		if (waitMs <= 0) throw new Error(`no time passes at ${elapsedMs} ms`);
		elapsedMs += waitMs;
	}
	return times;
}

describe('the automatic interval', () => {
	test('all questions of 30 minutes, in seconds', () => {
		const firstMinutes = [
			8, 13, 18, 23, 28, 33, 38, 43, 48, 53, 58, 63, 68, 73, 78, 83, 88, 93, 98, 103, 108, 113, 118,
			123,
		];
		const untilTenMinutes = [
			133, 143, 153, 163, 173, 183, 193, 203, 213, 223, 233, 243, 253, 263, 273, 283, 293, 303, 313,
			323, 333, 343, 353, 363, 373, 383, 393, 403, 413, 423, 433, 443, 453, 463, 473, 483, 493, 503,
			513, 523, 533, 543, 553, 563, 573, 583, 593, 603,
		];
		const untilTheEnd = [
			623, 643, 663, 683, 703, 723, 743, 763, 783, 803, 823, 843, 863, 883, 903, 923, 943, 963, 983,
			1003, 1023, 1043, 1063, 1083, 1103, 1123, 1143, 1163, 1183, 1203, 1223, 1243, 1263, 1283,
			1303, 1323, 1343, 1363, 1383, 1403, 1423, 1443, 1463, 1483, 1503, 1523, 1543, 1563, 1583,
			1603, 1623, 1643, 1663, 1683, 1703, 1723, 1743, 1763, 1783,
		];
		const atTheDeadline = [1800];
		expect(questionsS({ timeoutMs: 30 * MINUTE_MS })).toEqual([
			...firstMinutes,
			...untilTenMinutes,
			...untilTheEnd,
			...atTheDeadline,
		]);
	});

	test('a Timeout shorter than the first wait asks once, at its end', () => {
		expect(questionsS({ timeoutMs: 5_000 })).toEqual([5]);
		expect(questionsS({ timeoutMs: 8_000 })).toEqual([8]);
	});

	test('stays far below the 20 questions a second that an account may ask', () => {
		const times = questionsS({ timeoutMs: 24 * 60 * MINUTE_MS });
		const gaps = times.slice(1).map((time, n) => time - times[n]);
		expect(Math.min(...gaps.slice(0, -1))).toBe(5);
		expect(Math.max(...gaps)).toBe(20);
	});
});

describe("the user's Poll Interval", () => {
	test.each<[number, number, number[]]>([
		[2, 10, [2, 4, 6, 8, 10]],
		[15, 60, [15, 30, 45, 60]],
		[25, 60, [25, 50, 60]],
		[1.5, 4, [1.5, 3, 4]],
		[60, 30, [30]],
	])('every %p s within %p s: %p', (intervalS, timeoutS, times) => {
		expect(questionsS({ pollIntervalMs: intervalS * 1000, timeoutMs: timeoutS * 1000 })).toEqual(
			times,
		);
	});
});

describe('Retry-After', () => {
	const at = (moment: Partial<Moment>) =>
		nextWaitMs({ asked: 3, elapsedMs: 30_000, timeoutMs: 30 * MINUTE_MS, ...moment });

	test.each<[string, Partial<Moment>, number]>([
		['is waited for', { retryAfterMs: 30_000 }, 30_000],
		['counts with a Poll Interval, too', { retryAfterMs: 30_000, pollIntervalMs: 2_000 }, 30_000],
		['never shortens the automatic interval', { retryAfterMs: 1_000 }, 5_000],
		['never shortens the Poll Interval', { retryAfterMs: 1_000, pollIntervalMs: 15_000 }, 15_000],
		['is bounded by two minutes', { retryAfterMs: 3_600_000 }, 120_000],
		[
			'does not bound a longer Poll Interval',
			{ retryAfterMs: 60_000, pollIntervalMs: 300_000 },
			300_000,
		],
		['counts before the first question, too', { asked: 0, retryAfterMs: 20_000 }, 20_000],
		['ends at the deadline', { retryAfterMs: 60_000, timeoutMs: 40_000 }, 10_000],
	])('%s', (_what, moment, waitMs) => {
		expect(at(moment)).toBe(waitMs);
	});
});

describe('the deadline', () => {
	test.each<[string, number, number]>([
		['cuts the last wait', 59_000, 1_000],
		['a moment before', 59_999.5, 0.5],
		['reached', 60_000, 0],
		['passed', 75_000, 0],
	])('%s', (_what, elapsedMs, waitMs) => {
		expect(nextWaitMs({ asked: 9, elapsedMs, timeoutMs: 60_000 })).toBe(waitMs);
	});
});
