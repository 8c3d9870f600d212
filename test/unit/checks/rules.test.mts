import { describe, expect, test } from '@jest/globals';

import { jsonObject } from '../../../nodes/WanVideoEdit/checks/jsonObject';
import {
	BrokenRule,
	headerText,
	nameOf,
	number,
	oneOf,
	required,
	text,
	trueOrFalse,
	type Rule,
} from '../../../nodes/WanVideoEdit/checks/rules';

/** What every rule takes for "not set". */
const EMPTY = [undefined, null, '', '  ', '\n\t', '\u00a0\ufeff', ' \u200b\u00ad '].concat([
	'\u200e\u200f',
	'\u2063',
	'\u202c',
	'\u061c',
	'\u180e',
	'\ufe0f',
	'\u2800',
	'\u3164',
	'\u{e0020}',
]);
const even = number('an even number', (value) => value % 2 === 0);
const size = oneOf('16:9', '9:16', '1:1');
const audio = oneOf('auto', 'origin');
const key = headerText(8);

describe('a field that is not set', () => {
	const rules: Array<[string, Rule<unknown>]> = [
		['text', text(5)],
		['number', even],
		['trueOrFalse', trueOrFalse],
		['oneOf', audio],
		['headerText', key],
		['jsonObject', jsonObject],
	];
	test.each(rules)('%s leaves it out', (_name, rule) => {
		for (const value of EMPTY) expect(rule('Field', value)).toBeUndefined();
	});

	test.each(EMPTY)('but not where it is required: %p', (value) => {
		expect(() => required(text(5))('Task ID', value)).toThrow(
			new BrokenRule('Task ID', 'is required, but it is empty'),
		);
	});
	test('required gives what is filled in', () => {
		expect(required(text(5))('Task ID', 'abc')).toBe('abc');
	});
	test('0 and false are values', () => {
		expect(even('Seed', 0)).toBe(0);
		expect(required(trueOrFalse)('Watermark', false)).toBe(false);
	});
});

describe('text', () => {
	test.each<[unknown, string]>([
		['a', 'a'],
		[' a b ', ' a b '],
		['12345', '12345'],
		[7, '7'],
		['ä€漢字🎬', 'ä€漢字🎬'],
		['🎬🎬🎬🎬🎬', '🎬🎬🎬🎬🎬'],
	])('takes %p', (value, sent) => {
		expect(text(5)('Prompt', value)).toBe(sent);
	});

	test.each<[unknown, string]>([
		['123456', 'Prompt takes at most 5 characters, but it has 6'],
		['🎬🎬🎬🎬🎬🎬', 'Prompt takes at most 5 characters, but it has 6'],
		[123456, 'Prompt takes at most 5 characters, but it has 6'],
		['x'.repeat(21), 'Prompt takes at most 5 characters, but it has more than twice as many'],
		['#N/A', 'Prompt must be text, but it is an error of a sheet: #N/A'],
		['#REF!', 'Prompt must be text, but it is an error of a sheet: #REF!'],
		[true, 'Prompt must be text, but it is true'],
		[['a'], 'Prompt must be text, but it is ["a"]'],
		[{ a: 1 }, 'Prompt must be text, but it is {"a":1}'],
	])('refuses %p', (value, message) => {
		expect(() => text(5)('Prompt', value)).toThrow(new Error(message));
	});
});

test.each([
	...['#N/A', '#REF!', '#VALUE!', '#ERROR!', '#NAME?', '#DIV/0!', '#NUM!', '#NULL!', '#SPILL!'],
	...['#NV', '#WERT!', '#BEZUG!', '#¡REF!', '#¿NOMBRE?', '#ССЫЛКА!', '\u200b#N/A'],
])('an error of a sheet is no text: %s', (value) => {
	expect(() => text(50)('Prompt', value)).toThrow(/must be text, but it is an error of a sheet: #/);
});

test.each(['#N/A in the cell', 'Write #REF! on the wall', '#winter!', '#', '#5', '#fff'])(
	'text with one in it, or like it, is: %s',
	(value) => {
		expect(text(50)('Prompt', value)).toBe(value);
	},
);

test.each([
	['data\u200b', 'data'],
	['\ufeff data \u2060\n', 'data'],
	['my data', 'my data'],
	['می\u200cخواهم', 'می\u200cخواهم'],
	['❤\ufe0f', '❤\ufe0f'],
])('a name is what is seen: %j', (value, name) => {
	expect(nameOf(20)('Field', value)).toBe(name);
});

describe('number', () => {
	test.each<[unknown, number]>([
		[4, 4],
		['4', 4],
		[' 4 ', 4],
		['4\u200b', 4],
		['\u202a4\u202c', 4],
		[-2, -2],
		['0', 0],
		['4.0', 4],
		['4,0', 4],
		['+4', 4],
		['4e1', 40],
		['1 000', 1000],
		['2\u202f147\u00a0483 646', 2147483646],
		["1'000", 1000],
		[4n, 4],
	])('takes %p', (value, sent) => {
		expect(even('Field', value)).toBe(sent);
	});

	test.each<[unknown, string]>([
		[3, '3'],
		['3', '"3"'],
		['abc', '"abc"'],
		['4 s', '"4 s"'],
		['1,000', '"1,000"'],
		['1 00', '"1 00"'],
		['4-2', '"4-2"'],
		['0x4', '"0x4"'],
		['١٢', '"١٢"'],
		[10n ** 400n, 'a very large number'],
		[Number.NaN, 'NaN'],
		[Number.POSITIVE_INFINITY, 'Infinity'],
		[true, 'true'],
		[[4], '[4]'],
		[{}, '{}'],
	])('refuses %p', (value, shown) => {
		expect(() => even('Field', value)).toThrow(
			new Error(`Field must be an even number, but it is ${shown}`),
		);
	});
});

describe('trueOrFalse', () => {
	test.each<[unknown, boolean]>([
		[true, true],
		['true', true],
		[false, false],
		['false', false],
		['TRUE', true],
		['False', false],
		[' yes\n', true],
		['Yes\u200b', true],
		['No', false],
		['ON', true],
		['off', false],
		['1', true],
		['0', false],
		[1, true],
		[0, false],
	])('takes %p', (value, sent) => {
		expect(trueOrFalse('Watermark', value)).toBe(sent);
	});

	test.each<[unknown, string]>([
		['maybe', '"maybe"'],
		[2, '2'],
		['10', '"10"'],
		[[], '[]'],
		[[true], '[true]'],
	])('refuses %p', (value, shown) => {
		expect(() => trueOrFalse('Watermark', value)).toThrow(
			new Error(`Watermark must be true or false, but it is ${shown}`),
		);
	});
});

describe('oneOf', () => {
	test.each([
		['auto', 'auto'],
		['ORIGIN', 'origin'],
		[' Origin ', 'origin'],
		['origin\u200b', 'origin'],
	])('takes %p as %p', (value, sent) => {
		expect(audio('Audio', value)).toBe(sent);
	});

	test.each([' 16 : 9 ', '16/9', '16x9', '16：9', '16:09', '16:09:00'])(
		'takes %p as 16:9',
		(value) => {
			expect(size('Aspect Ratio', value)).toBe('16:9');
		},
	);

	test.each<[unknown, string]>([
		['2:1', '"2:1"'],
		['16:90', '"16:90"'],
		['116:9', '"116:9"'],
		[16, '16'],
		[{ size: '1:1' }, '{"size":"1:1"}'],
	])('refuses %p and lists what it takes', (value, shown) => {
		expect(() => size('Aspect Ratio', value)).toThrow(
			new Error(`Aspect Ratio must be 16:9, 9:16 or 1:1, but it is ${shown}`),
		);
	});
});

describe('headerText', () => {
	test.each<[unknown, string]>([
		['order-7', 'order-7'],
		['!~@#"+=', '!~@#"+='],
		[' a-1 ', 'a-1'],
		['a-1\u200b', 'a-1'],
		[42, '42'],
	])('takes %p', (value, sent) => {
		expect(key('Idempotency Key', value)).toBe(sent);
	});

	test.each<[unknown, string]>([
		['a b', 'takes letters, digits and signs without spaces, but it is "a b"'],
		['a\r\nX: 1', 'takes letters, digits and signs without spaces, but it is "a\\r\\nX: 1"'],
		['schlüssel', 'takes at most 8 characters, but it has 9'],
		['ключ', 'takes letters, digits and signs without spaces, but it is "ключ"'],
		[{}, 'must be text, but it is {}'],
	])('refuses %p', (value, message) => {
		expect(() => key('Idempotency Key', value)).toThrow(new Error(`Idempotency Key ${message}`));
	});
});

test('a long value is shown shortened', () => {
	expect(() => even('Seed', 'x'.repeat(500))).toThrow(
		new Error(`Seed must be an even number, but it is "${'x'.repeat(59)}…`),
	);
});
