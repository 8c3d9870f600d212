import { readFileSync } from 'node:fs';

import { describe, expect, test } from '@jest/globals';

import { SERVICES } from '../../../credentials/services';
import { LIST_PRICES } from '../../../nodes/WanVideoEdit/service/listPrices';

const page = readFileSync('docs/going-live.md', 'utf8');
const [, section] = /^### Prices$([^]*?)^#/m.exec(page)!;

/** The cells of each row of the table, without its head. */
const rows = [...section.matchAll(/^\| (.*) \|$/gm)].slice(1).map(([, row]) => row.split(' | '));

const nameOf = (address: string) => SERVICES.find((one) => one.address === address)!.name;

describe('the table of list prices in going live', () => {
	test('has the prices that the node counts with, and the month of each', () => {
		const priced = rows.filter(([, usd720p]) => usd720p !== '–');
		expect(
			priced.map(([, usd720p, usd1080p]) => ({
				'720P': Number(usd720p),
				'1080P': Number(usd1080p),
			})),
		).toEqual(LIST_PRICES.map(({ usdPerSecond }) => usdPerSecond));
		for (const [at, { address, date }] of LIST_PRICES.entries()) {
			const [service, , , asOf] = priced[at];
			expect(service).toContain(nameOf(address));
			expect(asOf).toContain(date);
		}
	});

	test('says of every other service to choose that the node knows none', () => {
		const listed = LIST_PRICES.map(({ address }) => address);
		const others = SERVICES.filter(({ address }) => !listed.includes(address));
		const unpriced = rows.filter(([, usd720p, usd1080p]) => usd720p === '–' && usd1080p === '–');
		expect(unpriced).toHaveLength(others.length);
		for (const { name } of others) {
			expect(unpriced.map(([service]) => service)).toContainEqual(expect.stringContaining(name));
		}
	});
});
