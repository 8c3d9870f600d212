import { describe, expect, test } from '@jest/globals';

import { bearerKey } from '../../../credentials/bearerKey';

const key = (apiKey: unknown) => bearerKey({ apiKey: apiKey as string });

describe('the API key', () => {
	test.each([
		['sk-abc123', 'sk-abc123'],
		['  sk-abc123\n', 'sk-abc123'],
		['Bearer sk-abc123', 'sk-abc123'],
		['bearer   sk-abc123 ', 'sk-abc123'],
		['BEARER\tsk-abc123', 'sk-abc123'],
		['Bearersk-abc123', 'Bearersk-abc123'],
		['sk-A_b.c~d+e/f==', 'sk-A_b.c~d+e/f=='],
	])('%p is sent as %p', (entered, sent) => {
		expect(key(entered)).toBe(sent);
	});

	test.each<[unknown]>([[''], ['  \n'], ['Bearer '], [null], [undefined]])(
		'is missing: %p',
		(entered) => {
			expect(() => key(entered)).toThrow('The credential has no API key');
		},
	);

	test.each([
		'sk-abc 123',
		'sk-abc\n123',
		'sk-abc\r\nX-Header: 1',
		'sk-abc\u200b123',
		'sk-äbc123',
		'“sk-abc123”',
		'"sk-abc123"',
		"'sk-abc123'",
		'sk-abc…123',
	])('%p has characters that no key has, and the message does not show it', (entered) => {
		expect.assertions(3);
		try {
			key(entered);
		} catch (error) {
			const { message, description } = error as { message: string; description: string };
			expect(message).toBe('The API key of the credential has characters that no key has');
			expect(message).not.toContain('123');
			expect(description).not.toContain('123');
		}
	});
});
