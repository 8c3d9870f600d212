import { describe, expect, test } from '@jest/globals';

import { checkSettings, settingsOfToolCall } from '../../../nodes/WanVideoEdit/checks/settings';

const limitsOf = (options: Record<string, unknown>, costLimitIsExpression = false) =>
	settingsWith(options, costLimitIsExpression).limits;
const settingsWith = (options: Record<string, unknown>, costLimitIsExpression = false) =>
	checkSettings(
		{
			waitForCompletion: true,
			downloadVideo: true,
			outputBinaryPropertyName: 'data',
			simplify: true,
			options,
			costLimitIsExpression,
		},
		true,
	);

const EMPTY = [undefined, null, '', ' '];

describe('Edit Limit', () => {
	test.each<[unknown, number]>([
		[0, Infinity],
		['0', Infinity],
		[1, 1],
		['5', 5],
		[' 5 ', 5],
		[1e6, 1e6],
	])('%p is %p', (value, edits) => {
		expect(limitsOf({ editLimit: value })).toEqual({ edits, costUsd: Infinity });
	});

	test.each(EMPTY)('%p is the 100 of a new node', (value) => {
		expect(limitsOf({ editLimit: value }).edits).toBe(100);
	});

	test.each<[unknown, string]>([
		[-1, '-1'],
		[1.5, '1.5'],
		['1.5', '"1.5"'],
		['abc', '"abc"'],
		[{}, '{}'],
		[[5], '[5]'],
		[true, 'true'],
		[Number.NaN, 'NaN'],
		[Infinity, 'Infinity'],
	])('%p is refused', (value, shown) => {
		expect(() => limitsOf({ editLimit: value })).toThrow(
			new Error(`Edit Limit must be 0 (no limit) or a whole number from 1, but it is ${shown}`),
		);
	});
});

describe('Cost Limit (USD)', () => {
	test.each<[unknown, number]>([
		[0, Infinity],
		['0', Infinity],
		[0.0001, 0.0001],
		['12.5', 12.5],
		[40, 40],
	])('%p is %p, typed or from an expression', (value, costUsd) => {
		expect(limitsOf({ costLimit: value })).toEqual({ edits: 100, costUsd });
		expect(limitsOf({ costLimit: value }, true)).toEqual({ edits: 100, costUsd });
	});

	test.each(EMPTY)('%p is none when typed, and refused from an expression', (value) => {
		expect(limitsOf({ costLimit: value }).costUsd).toBe(Infinity);
		expect(() => limitsOf({ costLimit: value }, true)).toThrow(
			/^Cost Limit \(USD\) is an expression that gives nothing/,
		);
	});

	test.each<[unknown, string]>([
		[-0.5, '-0.5'],
		['abc', '"abc"'],
		[{}, '{}'],
		[false, 'false'],
		[Number.NaN, 'NaN'],
		[Infinity, 'Infinity'],
	])('%p is refused', (value, shown) => {
		const message = `Cost Limit (USD) must be 0 (no limit) or greater, but it is ${shown}`;
		expect(() => limitsOf({ costLimit: value })).toThrow(new Error(message));
		expect(() => limitsOf({ costLimit: value }, true)).toThrow(new Error(message));
	});
});

test('the limits hold for an agent, too', () => {
	const options = { editLimit: 3, costLimit: 2 };
	expect(settingsOfToolCall(settingsWith(options), options).limits).toEqual({
		edits: 3,
		costUsd: 2,
	});
});
