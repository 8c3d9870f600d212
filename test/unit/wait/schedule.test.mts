import { describe, expect, test } from '@jest/globals';

import { automatic } from '../../support/polling/schedules.mts';
import { simulate } from '../../support/polling/simulate.mts';
import { HONEST, NONE, SHAPES, type ShapeName } from '../../support/polling/tasks.mts';
import {
	automaticMs,
	nextWaitMs,
	paceOfMs,
	type Bounds,
	type Outlook,
} from '../../../nodes/WanVideoEdit/wait/schedule';

const MINUTE_MS = 60_000;
const PACE_MS = paceOfMs(1);

describe('the automatic interval', () => {
	/** Without jitter. */
	const waitS = (outlook: Outlook) => automaticMs(outlook, PACE_MS, 0.5) / 1000;

	/** When the status checks of some minutes come if nothing is known, in s. */
	function checksS(minutes: number): number[] {
		const times: number[] = [];
		for (let ageS = waitS({ ageMs: 0 }); ageS <= minutes * 60; ) {
			times.push(ageS);
			ageS += waitS({ ageMs: ageS * 1000 });
		}
		return times;
	}

	test('all status checks of three minutes, in seconds, if nothing is known', () => {
		expect(checksS(3)).toEqual([
			5.75, 34.5, 60, 65.75, 71.5, 77.25, 83, 88.75, 94.5, 100.25, 106, 111.75, 117.5, 123.25, 129,
			134.75, 140.5, 146.25, 152, 157.75, 163.5, 169.25, 175,
		]);
	});

	test('grows with the age of a task that takes longer than usual, up to half a minute', () => {
		expect(waitS({ ageMs: 5 * MINUTE_MS })).toBe(5.75);
		expect(waitS({ ageMs: 10 * MINUTE_MS })).toBe(11.5);
		expect(waitS({ ageMs: 60 * MINUTE_MS })).toBe(34.5);
		// A clock may be wrong by as much.
		expect(waitS({ ageMs: 8 * 60 * MINUTE_MS })).toBe(34.5);
		expect(checksS(30).length).toBeLessThan(160);
	});

	describe('towards the end that progress makes believe', () => {
		const at = (restS: number, endsAtS = 200) =>
			waitS({ ageMs: (endsAtS - restS) * 1000, endsAtMs: endsAtS * 1000 });

		test.each<[string, number, number]>([
			['far away: a few paces', 100, 17.25],
			['nearer: most of the way', 20, 14],
			['near', 3, 2.1],
			['very near: not at once again', 0.5, 1.15],
			['just passed', -0.5, 1.15],
			['overdue: as long again', -3, 3],
			['long overdue: as if nothing were known', -60, 5.75],
		])('%s', (_what, restS, expectedS) => {
			expect(at(restS)).toBeCloseTo(expectedS, 6);
		});

		test('an end later than usual is believed less', () => {
			expect(at(100, 300)).toBeCloseTo(17.25, 6);
			expect(at(100, 301)).toBeCloseTo(8.625, 6);
			expect(at(100, 400)).toBeCloseTo(8.625, 6);
		});
	});

	test('jitter makes every wait up to a tenth shorter or longer, and nothing else is left to chance', () => {
		const wait = (random: number) => automaticMs({ ageMs: 2 * MINUTE_MS }, PACE_MS, random);
		expect([wait(0), wait(0.5), wait(1)]).toEqual([0.9 * PACE_MS, PACE_MS, 1.1 * PACE_MS]);
		const waits = Array.from({ length: 100 }, () => automaticMs({ ageMs: 0 }, PACE_MS));
		expect(new Set(waits).size).toBeGreaterThan(90);
	});
});

describe('the pace', () => {
	test('is the same for one task and for many', () => {
		expect([1, 10, 95].map(paceOfMs)).toEqual([5_750, 5_750, 5_750]);
	});

	test('of very many leaves room below the 20 status checks a second that an account may send', () => {
		for (const tasks of [100, 500, 5_000]) {
			expect(tasks / (paceOfMs(tasks) / 1000)).toBeLessThan(20);
		}
	});
});

describe('over thousands of simulated tasks', () => {
	const check = (shape: ShapeName, about: { takesS?: number } = {}) =>
		simulate(automatic(PACE_MS / 1000), { shapes: [shape], count: 2_000, ...about });

	test('honest progress: a delay of 1 s at most, 15 status checks in three minutes', () => {
		expect(check(HONEST).medianDelayS).toBeLessThanOrEqual(1);
		const threeMinutes = check(HONEST, { takesS: 180 });
		expect(threeMinutes.medianDelayS).toBeLessThanOrEqual(1);
		expect(threeMinutes.mostQuestions).toBeLessThanOrEqual(15);
	});

	test('no progress: a delay of 3 s at most, 25 status checks in three minutes', () => {
		expect(check(NONE).medianDelayS).toBeLessThanOrEqual(3);
		const threeMinutes = check(NONE, { takesS: 180 });
		expect(threeMinutes.medianDelayS).toBeLessThanOrEqual(3);
		expect(threeMinutes.questions).toBeLessThanOrEqual(25);
	});

	test.each(Object.keys(SHAPES) as ShapeName[])(
		'progress that is %p neither delays long nor checks often',
		(shape) => {
			const { medianDelayS, longDelayS, questions } = check(shape);
			expect(medianDelayS).toBeLessThan(6);
			expect(longDelayS).toBeLessThan(20);
			expect(questions).toBeLessThan(30);
		},
	);
});

describe('a wait', () => {
	const at = (bounds: Partial<Bounds>) =>
		nextWaitMs({ intervalMs: 5_000, leftMs: 30 * MINUTE_MS, ...bounds });

	test.each<[string, Partial<Bounds>, number]>([
		['lasts as long as the interval', {}, 5_000],
		['is longer if the service asks for it', { retryAfterMs: 30_000 }, 30_000],
		['is never shorter than the interval', { retryAfterMs: 1_000 }, 5_000],
		['is not longer than two minutes for the service', { retryAfterMs: 3_600_000 }, 120_000],
		['may be longer for the user', { intervalMs: 300_000, retryAfterMs: 60_000 }, 300_000],
		['ends when the time is up', { retryAfterMs: 60_000, leftMs: 10_000 }, 10_000],
		['of which half a millisecond is left', { leftMs: 0.5 }, 0.5],
		['is none when nothing is left', { leftMs: 0 }, 0],
		['or less', { leftMs: -15_000 }, 0],
	])('%s', (_what, bounds, waitMs) => {
		expect(at(bounds)).toBe(waitMs);
	});
});
