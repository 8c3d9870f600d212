import { expect, test } from '@jest/globals';

import { shorten } from '../../../nodes/WanVideoEdit/shared/shorten';

const KEY = 'sk-A/b+C=d&e%f\\g~0123456789';

test.each([' ', '"', '\n', '。', 'é'])('a text is cut behind the last %p', (border) => {
	expect(shorten(`begin${border}${'x'.repeat(20)}`, 15)).toBe(`begin${border}…`);
});

test('one that is short enough stays, and one without a border goes', () => {
	expect(shorten('x'.repeat(15), 15)).toBe('x'.repeat(15));
	expect(shorten('x'.repeat(16), 15)).toBe('…');
	expect(shorten(`a 😀${'x'.repeat(20)}`, 3)).toBe('a …');
});

test('no length leaves a part of the key', () => {
	for (const form of [KEY, encodeURIComponent(KEY), Buffer.from(KEY).toString('base64')]) {
		const text = JSON.stringify({ a: 'words', key: `Bearer ${form}`, b: [form] });
		for (let longest = 0; longest < text.length; longest++) {
			const rest = shorten(text, longest).replaceAll(JSON.stringify(form).slice(1, -1), '***');
			expect(rest).not.toContain(form.slice(0, 3));
		}
	}
});
