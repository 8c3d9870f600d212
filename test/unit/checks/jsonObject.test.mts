import { describe, expect, test } from '@jest/globals';

import { jsonObject } from '../../../nodes/WanVideoEdit/checks/jsonObject';

const check = (value: unknown) => jsonObject('Extra Metadata', value);

/** An object with another one at each level below it. */
function nested(levels: number): object {
	let inner: object = {};
	for (let level = 1; level < levels; level++) inner = { inner };
	return inner;
}

test.each<[unknown, Record<string, unknown> | undefined]>([
	['{"a": 1}', { a: 1 }],
	['\ufeff{"a": 1}\u200b', { a: 1 }],
	[{ a: 1 }, { a: 1 }],
	['{}', undefined],
	[{}, undefined],
	[Object.create(null), undefined],
	[{ a: undefined }, undefined],
	[{ a: [null, true, { b: 'c' }], d: undefined }, { a: [null, true, { b: 'c' }] }],
])('takes %p', (value, sent) => {
	expect(check(value)).toEqual(sent);
});

test.each<[unknown]>([['{a: 1}'], ['{"a": 1'], ['[1]'], [[1]], ['7'], [7], ['null'], ['"a"']])(
	'refuses %p',
	(value) => {
		expect(() => check(value)).toThrow(
			`Extra Metadata must be a JSON object, e.g. {"key": "value"}, but it is ${JSON.stringify(value)}`,
		);
	},
);

test.each<[string, unknown, string]>([
	['a Map', new Map(), 'an object (Map)'],
	['a date', new Date(0), '"1970-01-01T00:00:00.000Z"'],
	['bytes', new Uint8Array(2), 'an object (Uint8Array)'],
	['text as an object', new String('TRUE'), 'an object (String)'],
])('refuses %s, of which JSON would leave nothing or something else', (_what, value, shown) => {
	expect(() => check(value)).toThrow(
		`Extra Metadata must be a JSON object, e.g. {"key": "value"}, but it is ${shown}`,
	);
});

describe('a value that JSON does not hold', () => {
	const only = 'must hold only text, numbers, true, false, lists and objects, but';
	const holdsItself: Record<string, unknown> = {};
	holdsItself.itself = [holdsItself];
	const locked = new Proxy(
		{},
		{
			ownKeys: () => {
				throw new Error('locked');
			},
		},
	);
	test.each<[string, unknown, string]>([
		['NaN', { a: NaN }, `${only} "a" is NaN`],
		['BigInt', { a: { b: 10n } }, `${only} "a.b" is 10n`],
		['a function', { a: [1, () => 1] }, `${only} "a[1]" is a function`],
		['a date', { at: new Date(0) }, `${only} "at" is "1970-01-01T00:00:00.000Z"`],
		['undefined in a list', { a: [undefined] }, `${only} "a[0]" is undefined`],
		['itself', holdsItself, 'takes at most 20 levels of nesting; an object must not hold itself'],
		['too deep', nested(3000), 'takes at most 20 levels of nesting'],
		['too much', { a: Array(1000).fill(1) }, 'takes at most 1000 values'],
		['a huge list', { a: Array(10_000_000).fill(1) }, 'takes at most 1000 values'],
		['what throws', { a: locked }, 'cannot be read'],
		['all of what throws', locked, 'cannot be read'],
	])('%s', (_what, value, message) => {
		expect(() => check(value)).toThrow(`Extra Metadata ${message}`);
	});

	test('text is limited, too', () => {
		expect(() => check(`{"a": "${'x'.repeat(100_000)}"}`)).toThrow(
			'Extra Metadata takes at most 100000 characters, but it has 100009',
		);
	});
});
