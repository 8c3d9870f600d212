import { describe, expect, test } from '@jest/globals';

import { keyCutter } from '../../../nodes/WanVideoEdit/shared/keyCutter';

/** Signs of all kinds that a key may have. */
const KEY = 'sk-A/b+C=d&e%f\\g~0123456789';
const cut = keyCutter(KEY);
const base64 = (text: string) => Buffer.from(text).toString('base64');
const escapedU = (text: string) =>
	[...text].map((sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

describe('the key is cut out', () => {
	test.each<[string, string]>([
		['as it is', KEY],
		['for a URL', encodeURIComponent(KEY)],
		[
			'for a URL, in small letters',
			encodeURIComponent(KEY).replace(/%../g, (hex) => hex.toLowerCase()),
		],
		[
			'for a URL, each sign',
			[...KEY].map((sign) => `%${Buffer.from(sign).toString('hex')}`).join(''),
		],
		['for a URL, twice', encodeURIComponent(encodeURIComponent(KEY))],
		['for JSON', JSON.stringify(KEY).slice(1, -1)],
		['for JSON, with its slashes', JSON.stringify(KEY).slice(1, -1).replaceAll('/', '\\/')],
		['for JSON, each sign', escapedU(KEY)],
		['for JSON within JSON', JSON.stringify(JSON.stringify(KEY)).slice(3, -3)],
		['for HTML', KEY.replaceAll('&', '&amp;').replaceAll('/', '&#x2F;').replaceAll('+', '&#43;')],
		['for a URL within JSON', JSON.stringify(encodeURIComponent(KEY)).slice(1, -1)],
		['in hex', Buffer.from(KEY).toString('hex')],
		['in HEX', Buffer.from(KEY).toString('hex').toUpperCase()],
		[
			'in hex, mixed',
			Buffer.from(KEY)
				.toString('hex')
				.replace(/[a-f]/, (sign) => sign.toUpperCase()),
		],
		['for JavaScript, in braces', escapedU(KEY).replaceAll(/[0-9a-f]{4}/g, '{$&}')],
		['for JavaScript, in short braces', escapedU(KEY).replaceAll(/00([0-9a-f]{2})/g, '{$1}')],
		[
			'for a shell, in octal',
			[...KEY].map((sign) => `\\${sign.charCodeAt(0).toString(8).padStart(3, '0')}`).join(''),
		],
		['in base64', base64(KEY)],
		['in base64 for a URL', Buffer.from(KEY).toString('base64url')],
		['in base64 within a URL', encodeURIComponent(base64(KEY))],
	])('%s', (_how, form) => {
		expect(cut(`before ${form} after`)).toMatch(/^before \*\*\*=* after$/);
		expect(cut(`"${form}","${form}"`)).toMatch(/^"\*\*\*=*","\*\*\*=*"$/);
	});

	test.each(['Bearer ', 'user:', 'me:', 'a', 'ab', 'abc'])('in base64 behind %p', (prefix) => {
		for (const behind of ['', ':', '@x', '\n']) {
			const form = base64(`${prefix}${KEY}${behind}`);
			const rest = cut(`Basic ${form} x`);
			expect(rest).toContain('***');
			// What is left around it does not tell more than a few bits of its first and last sign.
			const left = Buffer.from(rest.split('***')[0].slice('Basic '.length), 'base64').toString();
			expect(prefix.startsWith(left)).toBe(true);
			expect(rest).not.toContain(form.slice(-8));
		}
	});

	test('and what stands around it stays as it is', () => {
		const text = '100 % & more: %41%zz \\u0041 \\n &amp; &#65; https://a.example/%2F?q=1';
		expect(cut(text)).toBe(text);
		expect(cut(`${text}${encodeURIComponent(KEY)}${text}`)).toBe(`${text}***${text}`);
	});

	test('from all text of an item, whose structure stays', () => {
		const item = { a: [KEY, 1, null, { b: `x${KEY}` }], [KEY]: true, c: undefined, d: 0.5 };
		expect(cut(item)).toEqual({ a: ['***', 1, null, { b: 'x***' }], '***': true, d: 0.5 });
	});

	test('in time that grows no faster than the text, or this one would take minutes', () => {
		for (const part of ['%', '%25', '\\', '\\u', '&#', '&#x0', KEY, KEY.slice(0, -1)]) {
			cut(part.repeat(300_000 / part.length));
		}
	});
});

describe('a key too short to be told from ordinary text', () => {
	test.each(['a', 'key', 'edit', 'video', '401', '1234567', 'ab1'])('%s spoils none', (key) => {
		const text = 'HTTP 401: the key a of an edit and video 1234567 has ab1 in it';
		expect(keyCutter(key)(text)).toBe(text);
	});

	test('is cut where it stands alone', () => {
		expect(keyCutter('abc123')('key abc123, xabc123 and abc1234')).toBe(
			'key ***, xabc123 and abc1234',
		);
	});
});
