import { expect, test } from '@jest/globals';

import { parseBroken } from '../../../nodes/WanVideoEdit/service/brokenJson';

test.each<[string, unknown]>([
	['{"a":1,"b":{"c":["x"', { a: 1, b: { c: ['x'] } }],
	['{"a":1,"b":{"c":["x', { a: 1, b: { c: [] } }],
	['{"a":1,"b":{"c', { a: 1, b: {} }],
	['{"a":1,"b":{"c":', { a: 1, b: {} }],
	['{"a":"}\\"]","b":2', { a: '}"]' }],
	['{"a":12345678901234567890,', { a: '12345678901234567890' }],
	['[{"a":1}] and more', [{ a: 1 }]],
	['{"a":1', {}],
])('of %s all that is complete is read', (text, value) => {
	expect(parseBroken(text)).toEqual(value);
});

test.each(['', 'OK', '<html>', '"a', '}', ','])('of %s nothing is read', (text) => {
	expect(parseBroken(text)).toBeUndefined();
});

test('of what is nested too deeply nothing is read', () => {
	expect(parseBroken('{"a":'.repeat(200))).toBeUndefined();
});
