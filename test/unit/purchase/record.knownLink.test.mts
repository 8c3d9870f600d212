import { expect, test } from '@jest/globals';

import { knownLink, type Purchase } from '../../../nodes/WanVideoEdit/purchase/record';

const MADE_AT_MS = 1_000_000;
const TWELVE_HOURS_MS = 12 * 3_600_000;
const SENT: Purchase = {
	request: 'a',
	key: 'key 0',
	ended: 0,
	links: {
		street: { url: 'https://n8n.example/street', madeAtMs: MADE_AT_MS },
		style: { url: 'https://cdn.example/style', madeAtMs: MADE_AT_MS + 1 },
	},
};

test.each<[string, number, string | undefined]>([
	['street', 0, 'https://n8n.example/street'],
	['street', TWELVE_HOURS_MS - 1, 'https://n8n.example/street'],
	['street', TWELVE_HOURS_MS, undefined],
	['style', TWELVE_HOURS_MS, 'https://cdn.example/style'],
	['another', 0, undefined],
])('the link of "%s" after %i ms', (hash, ageMs, url) => {
	expect(knownLink(SENT, hash, MADE_AT_MS + ageMs)).toBe(url);
	expect(knownLink({ ...SENT, links: undefined }, hash, MADE_AT_MS + ageMs)).toBeUndefined();
});

test('a submit that may have arrived keeps its link, however old, also after a trip through JSON', () => {
	const purchase = { ...SENT, unansweredSinceMs: 0 };
	const stored = JSON.parse(JSON.stringify(purchase)) as Purchase;
	const muchLaterMs = MADE_AT_MS + 2 * TWELVE_HOURS_MS;
	expect(knownLink(stored, 'street', muchLaterMs)).toBe('https://n8n.example/street');
	expect(knownLink(stored, 'another', muchLaterMs)).toBeUndefined();
});
