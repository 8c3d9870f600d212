import { describe, expect, test } from '@jest/globals';

import { parseJson } from '../../../nodes/WanVideoEdit/service/parseJson';

describe('JSON of a service', () => {
	test.each<[string, unknown]>([
		['{"id":9007199254740993}', { id: '9007199254740993' }],
		[
			'{"id":-9007199254740993,"a":[12345678901234567890]}',
			{ id: '-9007199254740993', a: ['12345678901234567890'] },
		],
		['12345678901234567890', '12345678901234567890'],
		['{"id":9007199254740991}', { id: 9007199254740991 }],
		['{"cost":0.12345678901234567890}', { cost: 0.12345678901234568 }],
		['{"n":1e21,"m":12345678901234567e3}', { n: 1e21, m: 12345678901234567e3 }],
		['{"a":"9007199254740993 \\" 9007199254740993"}', { a: '9007199254740993 " 9007199254740993' }],
		['{"a\\\\":[1,-2.5,true,null]}', { 'a\\': [1, -2.5, true, null] }],
	])('%s keeps all digits of its whole numbers', (json, value) => {
		expect(parseJson(json)).toEqual(value);
	});

	test.each(['', '{', '{"a":"', '{"a":1', '-', '<html>', '[1,]'])('%p is none', (text) => {
		expect(() => parseJson(text)).toThrow(SyntaxError);
	});

	test('that is nested so deeply that nobody could walk through it is none', () => {
		const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
		expect(parseJson(nested(100))).toHaveLength(1);
		expect(() => parseJson(nested(400_000))).toThrow('nested too deeply');
		expect(parseJson(`"${'['.repeat(1_000)}"`)).toHaveLength(1_000);
	});

	test('is read in time that grows no faster than the text, or this one would take minutes', () => {
		for (const part of ['1', '"', '\\"', '-', '[', '12345678901234567,', '1.']) {
			for (const text of [
				part.repeat(300_000 / part.length),
				`["${part.repeat(300_000 / part.length)}`,
			]) {
				expect(() => parseJson(text)).not.toThrow(RangeError);
			}
		}
	});
});
