import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';

import type { Task } from '../../../nodes/WanVideoEdit/service/service';
import { extrapolatedEndMs, Watch } from '../../../nodes/WanVideoEdit/wait/watch';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const task = (about: Partial<Task>): Task => ({
	id: 'task_1',
	status: 'processing',
	state: 'running',
	raw: {},
	...about,
});
const secondsAgo = (s: number) => Date.now() / 1000 - s;

describe('the age of a task', () => {
	test('that has just been submitted is that of the wait', () => {
		const watch = new Watch(task({}));
		expect(watch.outlook.ageMs).toBe(0);
		jest.advanceTimersByTime(50);
		expect(watch.outlook.ageMs).toBe(50);
	});

	test('that tells when it began counts from then', () => {
		const watch = new Watch(task({ createdAtS: secondsAgo(90) }));
		jest.advanceTimersByTime(5_000);
		expect(Math.round(watch.outlook.ageMs / 1000)).toBe(95);
	});

	test.each([
		['in the future', -3_600],
		['years ago', 1e8],
	])('that began %s, by its own account, is not known', (_when, ago) => {
		const { outlook } = new Watch(task({ createdAtS: secondsAgo(ago), progress: 60 }));
		expect(outlook.ageMs).toBeLessThan(10_000);
		expect(outlook.endsAtMs).toBeUndefined();
	});
});

type Seen = [ageS: number, progress: number | undefined];

/** @returns the expected end of a task after these answers, in s */
function endS(answers: Seen[], atFirst = 0): number | undefined {
	const watch = new Watch(task({ progress: atFirst }));
	const startMs = performance.now();
	for (const [ageS, progress] of answers) {
		jest.advanceTimersByTime(startMs + ageS * 1000 - performance.now());
		watch.see({ progress });
	}
	const { endsAtMs } = watch.outlook;
	return endsAtMs && endsAtMs / 1000;
}

describe('the expected end of a task', () => {
	test.each<[string, Seen[], number]>([
		['is by its speed since the beginning', [[20, 10]], 200],
		[
			'is by its mean speed, where it was slower before',
			[
				[50, 0],
				[60, 20],
				[70, 60],
			],
			116.7,
		],
		[
			'hardly moves for progress in whole numbers',
			[
				[90, 50],
				[172, 95],
				[173.8, 96],
			],
			181,
		],
		[
			'stays where progress stands still',
			[
				[20, 10],
				[60, 10],
			],
			200,
		],
		[
			'stays where an answer has no progress',
			[
				[20, 10],
				[30, undefined],
			],
			200,
		],
		[
			'is later when progress goes back',
			[
				[30, 20],
				[40, 10],
			],
			400,
		],
		['is now when the progress is 100', [[50, 100]], 50],
	])('%s', (_what, answers, expectedS) => {
		expect(endS(answers)).toBeCloseTo(expectedS, 1);
	});

	test.each<[string, Seen[]]>([
		['without any progress', [[30, undefined]]],
		['while progress is 0', [[30, 0]]],
		[
			'when progress goes back to 0',
			[
				[30, 20],
				[40, 0],
			],
		],
	])('is not known %s', (_what, answers) => {
		expect(endS(answers)).toBeUndefined();
	});

	test('does not count what was done when the wait began', () => {
		expect(endS([[0, 70]], 70)).toBeUndefined();
		expect(endS([[10, 80]], 70)).toBeCloseTo(30, 6);
		expect(endS([[10, 60]], 70)).toBeUndefined();
	});

	test('of a task found at work counts from when it began', () => {
		const { endsAtMs } = new Watch(task({ createdAtS: secondsAgo(60), progress: 50 })).outlook;
		expect(Math.round(endsAtMs! / 1000)).toBe(120);
	});

	test('is left out as long as status checks have no answer', () => {
		const watch = new Watch(task({ createdAtS: secondsAgo(60), progress: 50 }));
		watch.miss();
		expect(watch.outlook.endsAtMs).toBeUndefined();
		watch.see({ progress: 50 });
		expect(watch.outlook.endsAtMs).toBeDefined();
	});
});

describe('an end extrapolated from two sightings', () => {
	test.each([
		[{ atMs: 0, progress: 0 }, { atMs: 20_000, progress: 10 }, 200_000],
		[{ atMs: 10_000, progress: 50 }, { atMs: 20_000, progress: 75 }, 30_000],
		[{ atMs: 0, progress: 0 }, { atMs: 20_000, progress: 100 }, 20_000],
	])('%j → %j: %i ms', (first, last, endMs) => {
		expect(extrapolatedEndMs(first, last)).toBe(endMs);
	});

	test.each([
		['the same', 50],
		['less', 40],
	])('is unknown when the second has %s progress', (_what, progress) => {
		expect(extrapolatedEndMs({ atMs: 0, progress: 50 }, { atMs: 9_000, progress })).toBeUndefined();
	});
});
