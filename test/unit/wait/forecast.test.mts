import { describe, expect, test } from '@jest/globals';

import { Progress } from '../../../nodes/WanVideoEdit/wait/forecast';

type Sighting = [ageS: number, progress: number | undefined];

/** @returns the forecast after these answers, in s */
function after(sightings: Sighting[], atFirst = 0) {
	const seen = new Progress(atFirst);
	for (const [ageS, progress] of sightings) seen.see(ageS * 1000, progress);
	const { forecast } = seen;
	return forecast && { endsAtS: forecast.endsAtMs / 1000, isSteady: forecast.isSteady };
}

describe('when a task will be done', () => {
	test.each<[string, Sighting[], number]>([
		['at the speed since its beginning', [[20, 10]], 200],
		[
			'at the speed of late, where it was another before',
			[
				[50, 0],
				[60, 20],
				[70, 60],
			],
			80,
		],
		[
			'at a speed over a while, so that rounding does not matter',
			[
				[90, 50],
				[172, 95],
				[173.8, 96],
			],
			181.1,
		],
		[
			'what stands still tells nothing new',
			[
				[20, 10],
				[60, 10],
			],
			200,
		],
		[
			'nor does an answer without progress',
			[
				[20, 10],
				[30, undefined],
			],
			200,
		],
		['done, says the progress', [[50, 100]], 50],
	])('%s', (_what, sightings, endsAtS) => {
		expect(after(sightings)?.endsAtS).toBeCloseTo(endsAtS, 1);
	});

	test.each<[string, Sighting[]]>([
		['without any progress', [[30, undefined]]],
		['while it is 0', [[30, 0]]],
		[
			'when it goes backwards',
			[
				[30, 20],
				[40, 10],
			],
		],
	])('nobody knows %s', (_what, sightings) => {
		expect(after(sightings)).toBeUndefined();
	});

	test('what was done when the wait began says nothing about the speed', () => {
		expect(after([[0, 70]], 70)).toBeUndefined();
		expect(after([[10, 80]], 70)?.endsAtS).toBe(30);
	});
});

describe('a forecast is steady', () => {
	test('at first', () => {
		expect(after([[5, 2]])?.isSteady).toBe(true);
	});

	test('while the end stays where it was, or comes nearer', () => {
		expect(
			after([
				[20, 10],
				[40, 20],
			])?.isSteady,
		).toBe(true);
		expect(
			after([
				[20, 10],
				[40, 40],
			])?.isSteady,
		).toBe(true);
	});

	test('not when the end moves away', () => {
		expect(
			after([
				[20, 40],
				[40, 45],
			])?.isSteady,
		).toBe(false);
	});

	test('again when it has stopped to', () => {
		expect(
			after([
				[20, 40],
				[40, 45],
				[60, 50],
				[72, 60],
			])?.isSteady,
		).toBe(true);
	});
});
