import { describe, expect, test } from '@jest/globals';

import type { ProbeResult } from '../../../nodes/WanVideoEdit/checks/videoLimits';
import { resolutionOf } from '../../../nodes/WanVideoEdit/checks/edit';
import { estimateOf } from '../../../nodes/WanVideoEdit/service/estimate';

const price = { usdPerSecond: 0.15, basis: 'credential' };
const probed = (...seconds: number[]) => ({
	seconds,
	isLonger: false,
	sizes: [[640, 360] as [number, number]],
	isWhole: true,
});

test('the resolution is 1080P unless asked otherwise', () => {
	expect(resolutionOf({})).toBe('1080P');
	expect(resolutionOf({ resolution: '720P' })).toBe('720P');
	expect(estimateOf({ resolution: '720P' }, {})).toMatchObject({ edits: 1, resolution: '720P' });
});

describe('what an edit costs', () => {
	test.each<[string, number | undefined, boolean, edited: number, costUsd: number, atMost: number]>(
		[
			['all of the video', undefined, false, 6, 0.9, 1.8],
			['all of the video, by the default', 0, false, 6, 0.9, 1.8],
			['its beginning', 2, false, 2, 0.3, 1.2],
			['all of it, where the source is billed, too', undefined, true, 6, 1.8, 1.8],
			['its beginning, where the source is billed, too', 2, true, 2, 1.2, 1.2],
		],
	)('%s', (_what, durationS, billsSource, editSeconds, costUsd, costAtMostUsd) => {
		expect(estimateOf({ durationS }, { probed: probed(6), price, billsSource })).toEqual({
			edits: 1,
			resolution: '1080P',
			videoSeconds: 6,
			editSeconds,
			price,
			costUsd,
			billedAtMostS: 6 + editSeconds,
			costAtMostUsd,
		});
	});

	test('has no dust of binary fractions, and lengths are in hundredths', () => {
		const third = { usdPerSecond: 0.1, basis: 'credential' };
		expect(estimateOf({}, { probed: probed(3.0000001), price: third })).toMatchObject({
			videoSeconds: 3,
			costUsd: 0.3,
			costAtMostUsd: 0.6,
		});
		expect(estimateOf({}, { probed: probed(9.996), price: third }).videoSeconds).toBe(10);
	});

	test('is not known without a price', () => {
		const estimate = estimateOf({}, { probed: probed(6) });
		expect(estimate).toMatchObject({ videoSeconds: 6, editSeconds: 6 });
		expect(estimate.price).toBeUndefined();
		expect(estimate.costUsd).toBeUndefined();
		expect(estimate.costAtMostUsd).toBeUndefined();
	});
});

describe('of a video of unknown length', () => {
	const longer = { ...probed(5), isLonger: true };

	test.each<[string, ProbeResult | undefined]>([
		['not probed', undefined],
		['unreadable', 'unknown'],
		['longer than could be read', longer],
		['without a length', probed()],
	])('%s: the longest one is the most that is billed', (_what, unknown) => {
		const whole = estimateOf({}, { probed: unknown, price });
		expect(whole).toMatchObject({ edits: 1, costAtMostUsd: 3.03 });
		expect(whole.videoSeconds).toBeUndefined();
		expect(whole.editSeconds).toBeUndefined();
		expect(whole.costUsd).toBeUndefined();

		const beginning = estimateOf({ durationS: 2 }, { probed: unknown, price });
		expect(beginning).toMatchObject({ editSeconds: 2, costUsd: 0.3, costAtMostUsd: 1.815 });
	});

	test('the cost is not known where the source is billed, too', () => {
		const estimate = estimateOf({ durationS: 2 }, { price, billsSource: true });
		expect(estimate.costUsd).toBeUndefined();
		expect(estimate.costAtMostUsd).toBe(1.815);
	});
});

describe('of a video that contradicts itself', () => {
	test('a sound that goes on a little longer does not count', () => {
		const estimate = estimateOf({}, { probed: probed(6, 6.08), price });
		expect(estimate).toMatchObject({ videoSeconds: 6, costUsd: 0.9, costAtMostUsd: 1.8 });
	});

	test('it may be taken for the longest of its lengths', () => {
		const estimate = estimateOf({}, { probed: probed(6, 4, 8), price });
		expect(estimate).toMatchObject({ videoSeconds: 6, costUsd: 0.9, costAtMostUsd: 2.4 });
	});

	test('and not for one that is too short', () => {
		const estimate = estimateOf({}, { probed: probed(0.3, 6), price });
		expect(estimate).toMatchObject({ videoSeconds: 6, costUsd: 0.9, costAtMostUsd: 1.8 });
	});

	test.each([[[6, 34]], [[34, 6]]])(
		'but not for a longer one than the model takes: %p',
		(lengths) => {
			const estimate = estimateOf({}, { probed: probed(...lengths), price });
			expect(estimate).toMatchObject({ videoSeconds: 6, costUsd: 0.9, costAtMostUsd: 3.03 });
		},
	);
});
