import { expect, test } from '@jest/globals';

import { promptPrint } from '../../../nodes/WanVideoEdit/purchase/promptPrint';

test.each([
	['spaces and line breaks', ' Make it\r\nsnow ', 'Make it snow'],
	['another way to write the same', 'Cafe\u0301 ①', 'Café 1'],
	[
		'half a character, which no service can send back',
		'Make it snow \ud83d',
		'Make it snow \ufffd',
	],
	['half a character, which some make a question mark', 'Make it snow \ud83d', 'Make it snow ?'],
])('a prompt is known again without %s', (_what, sent, shown) => {
	expect(promptPrint(shown)).toBe(promptPrint(sent));
});

test('other words are another prompt, and whole characters count', () => {
	expect(promptPrint('Make it rain')).not.toBe(promptPrint('Make it snow'));
	expect(promptPrint('Make it snow 😀')).not.toBe(promptPrint('Make it snow 😁'));
});

test('no prompt is as good as an empty one', () => {
	expect(promptPrint()).toBe(promptPrint(' '));
});
