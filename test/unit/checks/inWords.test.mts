import { expect, test } from '@jest/globals';

import { inWords } from '../../../nodes/WanVideoEdit/checks/inWords';

const holdsItself: Record<string, unknown> = { name: 'x' };
holdsItself.itself = holdsItself;

class Invoice {
	total = 7;
}

const fails = () => {
	throw new Error('no');
};

test.each<[unknown, string]>([
	['text', '"text"'],
	['two\nlines', '"two\\nlines"'],
	[7, '7'],
	[NaN, 'NaN'],
	[true, 'true'],
	[null, 'null'],
	[undefined, 'undefined'],
	[10n, '10n'],
	[10n ** 100_000n, 'a very large number'],
	[Symbol('x'), 'a symbol'],
	[() => 1, 'a function'],
	[new Date(0), '"1970-01-01T00:00:00.000Z"'],
	[new Date(NaN), 'an invalid date'],
	[{ a: 1, b: ['x', null] }, '{"a":1,"b":["x",null]}'],
	[{}, '{}'],
	[Object.create(null), '{}'],
	[new Map([[1, 2]]), 'an object (Map)'],
	[new Invoice(), 'an object (Invoice)'],
	[{ invoice: new Invoice() }, '{"invoice":an object (Invoice)}'],
	[holdsItself, `{"name":"x","itself":{"name":"x","itself":{"name":"x","itsel…`],
	[{ toJSON: fails }, '{"toJSON":a function}'],
	[
		Object.defineProperty({}, 'a', { get: fails, enumerable: true }),
		'an object that cannot be read',
	],
	[new Proxy({}, { getPrototypeOf: fails }), 'an object that cannot be read'],
	[new Proxy(new Map(), { get: fails }), 'an object that cannot be read'],
])('example %#', (value, text) => {
	expect(inWords(value)).toBe(text);
});

test('a long value is cut, and takes no longer than a short one', () => {
	const huge = Array(5_000_000).fill('word');
	const long = 'x'.repeat(5_000_000);
	// Time of the processor: other programs take turns with this one.
	const began = process.cpuUsage();
	for (let times = 0; times < 100; times++) {
		expect(inWords(huge)).toMatch(/^\["word".{50,60}…$/);
		expect(inWords(long)).toBe(`"${'x'.repeat(59)}…`);
	}
	expect(process.cpuUsage(began).user / 1000).toBeLessThan(5_000);
});
