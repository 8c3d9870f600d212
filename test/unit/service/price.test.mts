import { describe, expect, test } from '@jest/globals';

import { SERVICES } from '../../../credentials/services';
import { LIST_PRICES } from '../../../nodes/WanVideoEdit/service/listPrices';
import { priceOf } from '../../../nodes/WanVideoEdit/service/price';

const APIMART = 'https://api.apimart.ai';
const SINGAPORE = 'https://dashscope-intl.aliyuncs.com';
const BEIJING = 'https://dashscope.aliyuncs.com';
const GCCAI = 'https://gccai.heqingsong.uk';

const other = (baseUrl: string, apiStyle = 'apimart') => ({ service: 'custom', baseUrl, apiStyle });
const OF_SINGAPORE = other(
	'https://llm-1a2b.ap-southeast-1.maas.aliyuncs.com/api/v1',
	'modelStudio',
);
const OF_BEIJING = other('https://llm-1a2b.cn-beijing.maas.aliyuncs.com/api/v1', 'modelStudio');

describe('without a price in the credential, the list price of the address holds', () => {
	test.each([
		['APIMart', { service: APIMART }, 0.0664, 0.11, 'list price, October 2026'],
		['Singapore', { service: SINGAPORE }, 0.1, 0.15, 'list price, November 2026'],
		['a workspace in Singapore', OF_SINGAPORE, 0.1, 0.15, 'list price, November 2026'],
		['APIMart under Other', other(`${APIMART}/v1/`), 0.0664, 0.11, 'list price, October 2026'],
		[
			'Singapore under Other',
			other(`${SINGAPORE}/api/v1`, 'modelStudio'),
			0.1,
			0.15,
			'list price, November 2026',
		],
	])('%s', (_what, credential, usd720p, usd1080p, basis) => {
		const unknown = { ...credential, price720p: 0, price1080p: '' };
		for (const one of [credential, unknown]) {
			expect(priceOf(one, '720P')).toEqual({ usdPerSecond: usd720p, basis });
			expect(priceOf(one, '1080P')).toEqual({ usdPerSecond: usd1080p, basis });
		}
	});

	test.each([
		['GCCAI', { service: GCCAI }],
		['Beijing, which bills in yuan', { service: BEIJING }],
		['a workspace in Beijing', OF_BEIJING],
		['another region', other('https://a.us-east-1.maas.aliyuncs.com', 'modelStudio')],
		['any other service', other('https://api.example.com')],
		['a name like a listed one', other(`${APIMART}.evil.example`)],
		['a Base URL that is left over', { ...other(APIMART), service: GCCAI }],
	])('%s has none', (_what, credential) => {
		expect(priceOf(credential, '720P')).toBeUndefined();
		expect(priceOf(credential, '1080P')).toBeUndefined();
	});

	test('every address in the list is one that a credential can choose, and is there once', () => {
		const listed = LIST_PRICES.map(({ address }) => address);
		expect(SERVICES.map(({ address }) => address)).toEqual(expect.arrayContaining(listed));
		expect(new Set(listed).size).toBe(listed.length);
	});
});

describe('the price in the credential', () => {
	const ofCredential = (usdPerSecond: number) => ({ usdPerSecond, basis: 'credential' });

	test.each([{ service: APIMART }, OF_BEIJING, { service: GCCAI }])('wins: %o', (credential) => {
		const priced = { ...credential, price720p: 0.05, price1080p: 0.07 };
		expect(priceOf(priced, '720P')).toEqual(ofCredential(0.05));
		expect(priceOf(priced, '1080P')).toEqual(ofCredential(0.07));
	});

	test('wins in its own resolution only', () => {
		const priced = { service: APIMART, price720p: 0.05 };
		expect(priceOf(priced, '720P')).toEqual(ofCredential(0.05));
		expect(priceOf(priced, '1080P')?.basis).toBe('list price, October 2026');
		expect(priceOf({ service: GCCAI, price720p: 0.05 }, '1080P')).toBeUndefined();
	});

	test.each([
		['0.15', 0.15],
		[' 0.15\n', 0.15],
		['1e-1', 0.1],
		[2, 2],
	])('may be text: %o', (price1080p, usd) => {
		expect(priceOf({ service: GCCAI, price1080p }, '1080P')).toEqual(ofCredential(usd));
	});

	test.each([0, '0', '', '  ', '0.00', undefined, null])('is not known: %o', (price1080p) => {
		const credential = { service: GCCAI, price1080p } as { service: string };
		expect(priceOf(credential, '1080P')).toBeUndefined();
	});

	test.each(['abc', '0,15', '$0.15', -1, '-1', NaN, Infinity, 'Infinity', true, {}, []])(
		'that is none is refused by name: %o',
		(price) => {
			for (const service of [APIMART, GCCAI]) {
				const credential = { service, price720p: price, price1080p: 0.1 } as { service: string };
				expect(() => priceOf(credential, '720P')).toThrow(
					'Price per Second 720P (USD) of the credential must be a number from 0',
				);
				expect(priceOf(credential, '1080P')).toEqual(ofCredential(0.1));
			}
			const credential = { service: APIMART, price1080p: price } as { service: string };
			expect(() => priceOf(credential, '1080P')).toThrow('Price per Second 1080P (USD)');
		},
	);
});
