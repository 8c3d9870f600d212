import { describe, expect, test } from '@jest/globals';

import { checkSettings, settingsOfToolCall } from '../../../nodes/WanVideoEdit/checks/settings';

const UNTOUCHED = {
	waitForCompletion: true,
	downloadVideo: true,
	outputBinaryPropertyName: 'data',
	simplify: true,
	options: {},
};
/** As Submit Edit does. */
const settings = (parameters: Parameters<typeof checkSettings>[0]) =>
	checkSettings(parameters, true);
const withOptions = (options: Record<string, unknown>) => settings({ ...UNTOUCHED, options });

test('an untouched Submit Edit waits 30 minutes and brings the file in "data"', () => {
	expect(settings(UNTOUCHED)).toEqual({
		waits: true,
		downloads: true,
		outputField: 'data',
		simplifies: true,
		onTimeout: 'error',
		pollIntervalMs: undefined,
		timeoutMs: 30 * 60_000,
		language: undefined,
		limits: { edits: 100, costUsd: Infinity },
	});
});

test('everything set', () => {
	expect(
		settings({
			waitForCompletion: 'true',
			downloadVideo: 'true',
			outputBinaryPropertyName: ' video\u200b ',
			simplify: 'false',
			options: {
				language: ' zh\u200b ',
				onTimeout: 'returnTask',
				pollInterval: '15',
				timeout: '2.5',
				editLimit: '5',
				costLimit: '1.25',
			},
		}),
	).toEqual({
		waits: true,
		downloads: true,
		outputField: 'video',
		simplifies: false,
		onTimeout: 'returnTask',
		pollIntervalMs: 15_000,
		timeoutMs: 150_000,
		language: 'zh',
		limits: { edits: 5, costUsd: 1.25 },
	});
});

test('a key of the user and the time limit for requests are kept, and none is none', () => {
	expect(withOptions({ idempotencyKey: ' order-7 ' }).ownKey).toBe('order-7');
	expect(withOptions({ idempotencyKey: '' }).ownKey).toBeUndefined();
	expect(settings({ ...UNTOUCHED, requestTimeoutMs: 9_000 }).requestTimeoutMs).toBe(9_000);
	expect(settings({ ...UNTOUCHED, requestTimeoutMs: 0 }).requestTimeoutMs).toBeUndefined();
	expect(settings({ ...UNTOUCHED, requestTimeoutMs: '9000' }).requestTimeoutMs).toBe(9_000);
	expect(() => settings({ ...UNTOUCHED, requestTimeoutMs: 'soon' })).toThrow(
		'Timeout in the Request Options must be 0 or greater, but it is "soon"',
	);
});

test.each([undefined, null, '', ' '])('parameters that are %p are as in a new node', (empty) => {
	const nothing = {
		waitForCompletion: empty,
		downloadVideo: empty,
		outputBinaryPropertyName: 'data',
		simplify: empty,
		requestTimeoutMs: empty,
		options: { language: empty, onTimeout: empty, pollInterval: empty, timeout: empty },
	};
	expect(settings(nothing)).toEqual(settings(UNTOUCHED));
	expect(checkSettings(nothing, false).waits).toBe(false);
});

describe('Poll Interval (Seconds)', () => {
	test.each<[unknown, number | undefined]>([
		[0, undefined],
		['0', undefined],
		[1, 1_000],
		[1.5, 1_500],
		['2', 2_000],
		[600, 600_000],
	])('%p is %p ms', (value, ms) => {
		expect(withOptions({ pollInterval: value }).pollIntervalMs).toBe(ms);
	});

	test.each<[unknown, string]>([
		[0.5, '0.5'],
		[0.999, '0.999'],
		[-1, '-1'],
		['often', '"often"'],
		[Number.NaN, 'NaN'],
	])('%p is refused', (value, shown) => {
		expect(() => withOptions({ pollInterval: value })).toThrow(
			new Error(`Poll Interval (Seconds) must be 0 (automatic) or at least 1, but it is ${shown}`),
		);
	});
});

describe('Timeout (Minutes)', () => {
	test.each<[unknown, number]>([
		[30, 1_800_000],
		[0.5, 30_000],
		['0.1', 6_000],
		[1440, 86_400_000],
	])('%p is %p ms', (value, ms) => {
		expect(withOptions({ timeout: value }).timeoutMs).toBe(ms);
	});

	test.each<[unknown, string]>([
		[0, '0'],
		['0', '"0"'],
		[-5, '-5'],
		['soon', '"soon"'],
		[Number.POSITIVE_INFINITY, 'Infinity'],
	])('%p is refused', (value, shown) => {
		expect(() => withOptions({ timeout: value })).toThrow(
			new Error(`Timeout (Minutes) must be greater than 0, but it is ${shown}`),
		);
	});
});

describe('On Timeout', () => {
	test.each([
		['error', 'error'],
		['returnTask', 'returnTask'],
		['returntask', 'returnTask'],
	])('%p', (value, onTimeout) => {
		expect(withOptions({ onTimeout: value }).onTimeout).toBe(onTimeout);
	});

	test('another word is refused', () => {
		expect(() => withOptions({ onTimeout: 'ignore' })).toThrow(
			new Error('On Timeout must be error or returnTask, but it is "ignore"'),
		);
	});
});

describe('Put Output File in Field', () => {
	test.each(['', '  ', null, undefined])('is required when downloading: %p', (name) => {
		expect(() => settings({ ...UNTOUCHED, outputBinaryPropertyName: name })).toThrow(
			new Error('Put Output File in Field is required, but it is empty'),
		);
	});

	test('does not matter when not downloading', () => {
		const parameters = { ...UNTOUCHED, downloadVideo: false, outputBinaryPropertyName: '' };
		expect(settings(parameters)).toMatchObject({ downloads: false });
	});
});

test.each<[string, Record<string, unknown>, string]>([
	[
		'waitForCompletion',
		{ waitForCompletion: 'maybe' },
		'Wait for Completion must be true or false',
	],
	['downloadVideo', { downloadVideo: 2 }, 'Download Video must be true or false, but it is 2'],
	['simplify', { simplify: [] }, 'Simplify must be true or false, but it is []'],
	['language', { options: { language: {} } }, 'Error Language must be text, but it is {}'],
])('%s is refused under the name that the editor shows', (_parameter, wrong, message) => {
	expect(() => settings({ ...UNTOUCHED, ...wrong })).toThrow(message);
});

describe('when an agent calls', () => {
	const called = (options: Record<string, unknown> = {}, timeLimitMs?: number) =>
		settingsOfToolCall(withOptions(options), options, timeLimitMs);

	test('it gets no file, and after 10 minutes the unfinished task', () => {
		expect(called()).toEqual({
			...withOptions({}),
			downloads: false,
			onTimeout: 'returnTask',
			timeoutMs: 10 * 60_000,
		});
	});

	test('what the user set counts', () => {
		expect(called({ timeout: 12, onTimeout: 'error' })).toMatchObject({
			timeoutMs: 12 * 60_000,
			onTimeout: 'error',
		});
	});

	test('but it answers before the workflow has to end', () => {
		expect(called({}, 60_000).timeoutMs).toBe(30_000);
		expect(called({ timeout: 12 }, 60_000).timeoutMs).toBe(30_000);
	});
});
