import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { API_STYLES, EstimateBench } from '../support/estimateBench.mts';
import { makeVideo } from '../support/media.mts';
import { makePng } from '../support/png.mts';

let estimates: EstimateBench;
beforeAll(async () => {
	estimates = await EstimateBench.start();
});
beforeEach(() => estimates.reset());
afterAll(async () => await estimates.close());

const SAMPLE = { videoSeconds: 6, width: 640, height: 360 };
const UNPRICED = { price720p: 0, price1080p: 0 };

/** What is told of the sample by a service that tells the balance, and by one that bills the source, too. */
const OF_SAMPLE = {
	apimart: { ...SAMPLE, estimatedCost: 0.9, estimatedCostAtMost: 1.8, balance: 100 },
	modelStudio: { ...SAMPLE, estimatedCost: 1.8, estimatedCostAtMost: 1.8 },
};
const OF_TWO_SECONDS = {
	apimart: { ...SAMPLE, estimatedCost: 0.2, estimatedCostAtMost: 0.8, balance: 100 },
	modelStudio: { ...SAMPLE, estimatedCost: 0.8, estimatedCostAtMost: 0.8 },
};

describe.each(API_STYLES)('at %s', (apiStyle) => {
	const balance = apiStyle === 'apimart' ? { balance: 100 } : {};

	test('the item tells what the edit is and what it costs, and no more', async () => {
		const { items, error } = await estimates.estimate(apiStyle);
		expect(error).toBeUndefined();
		expect(items).toEqual([
			{
				json: {
					...OF_SAMPLE[apiStyle],
					editSeconds: 6,
					edits: 1,
					resolution: '1080P',
					priceBasis: 'credential',
				},
				pairedItem: { item: 0 },
			},
		]);
		estimates.assertBoughtNothing(apiStyle);
	});

	test('resolution and duration count', async () => {
		const { items } = await estimates.estimate(apiStyle, { resolution: '720P', duration: 2 });
		expect(items[0].json).toEqual({
			...OF_TWO_SECONDS[apiStyle],
			editSeconds: 2,
			edits: 1,
			resolution: '720P',
			priceBasis: 'credential',
		});
	});

	test('without a price, costs are left out', async () => {
		const credential = estimates.credential(apiStyle, UNPRICED);
		const { items } = await estimates.estimate(apiStyle, {}, { credential });
		expect(items[0].json).toEqual({
			...SAMPLE,
			editSeconds: 6,
			edits: 1,
			resolution: '1080P',
			...balance,
		});
	});

	test('the price of the other resolution is no price', async () => {
		const credential = estimates.credential(apiStyle, { price1080p: 0 });
		const { items } = await estimates.estimate(apiStyle, {}, { credential });
		expect(items[0].json).not.toHaveProperty('estimatedCost');
		expect(items[0].json).not.toHaveProperty('priceBasis');
	});

	test('without a probe, what the video is like is left out, and at most the longest one is billed', async () => {
		const options = { checkSource: false };
		const whole = await estimates.estimate(apiStyle, { options });
		const told = { edits: 1, resolution: '1080P', priceBasis: 'credential', ...balance };
		expect(whole.items[0].json).toEqual({ ...told, estimatedCostAtMost: 3.03 });
		const beginning = await estimates.estimate(apiStyle, { options, duration: 2 });
		expect(beginning.items[0].json).toEqual({
			...told,
			editSeconds: 2,
			...(apiStyle === 'apimart' && { estimatedCost: 0.3 }),
			estimatedCostAtMost: 1.815,
		});
		estimates.assertBoughtNothing(apiStyle, { freeCalls: 2, links: 0 });
	});

	test('a video that cannot be looked at is estimated like one that was not', async () => {
		const { simulator } = estimates.bench;
		simulator.addFault({
			on: 'look',
			times: Infinity,
			action: { kind: 'status', status: 503 },
		});
		const { items, error } = await estimates.estimate(apiStyle);
		expect(error).toBeUndefined();
		expect(items[0].json).toMatchObject({ edits: 1, estimatedCostAtMost: 3.03 });
		expect(items[0].json).not.toHaveProperty('videoSeconds');
		expect(items[0].json).not.toHaveProperty('estimatedCost');
	});

	test('a file is estimated as well, and is not uploaded', async () => {
		const { bench } = estimates;
		const content = await makeVideo({ seconds: 3 });
		const stored = await bench.engine.storeFile({ content, mimeType: 'video/mp4' });
		const { items, error } = await estimates.estimate(
			apiStyle,
			{ videoSource: 'binary', binaryPropertyName: 'clip' },
			{ files: [{ clip: stored }] },
		);
		expect(error).toBeUndefined();
		expect(items[0].json).toMatchObject({ videoSeconds: 3, editSeconds: 3, width: 640 });
		estimates.assertBoughtNothing(apiStyle, { links: 0 });
	});

	test('reference images, by link and by file, are looked at and not uploaded', async () => {
		const { bench } = estimates;
		const png = makePng({ width: 300, height: 300 });
		const url = bench.simulator.serveFile('style.png', png, 'image/png');
		const style = await bench.engine.storeFile({ content: png, mimeType: 'image/png' });
		const { items, error } = await estimates.estimate(
			apiStyle,
			{ referenceImageUrls: url, options: { referenceImageBinaryFields: 'style' } },
			{ files: [{ style }] },
		);
		expect(error).toBeUndefined();
		expect(items[0].json).toMatchObject({ ...OF_SAMPLE[apiStyle], edits: 1 });
		expect(bench.requests('GET', /style\.png/)).not.toHaveLength(0);
		estimates.assertBoughtNothing(apiStyle, { links: 2 });
	});

	test('many items: one estimate each, paired and in order, for one free call', async () => {
		const lengths = [2, 3.5, 10];
		const { simulator } = estimates.bench;
		const videos = await Promise.all(lengths.map(async (seconds) => await makeVideo({ seconds })));
		const urls = videos.map((bytes, at) => simulator.serveFile(`${at}.mp4`, bytes, 'video/mp4'));
		const rows = Array.from({ length: 12 }, (_, row) => ({ url: urls[row % 3] }));
		const { items, error } = await estimates.estimate(
			apiStyle,
			{ videoUrl: '={{ $json.url }}' },
			{ items: rows },
		);
		expect(error).toBeUndefined();
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(rows.map((_, item) => ({ item })));
		expect(items.map(({ json }) => json.videoSeconds)).toEqual(
			rows.map((_, row) => lengths[row % 3]),
		);
		estimates.assertBoughtNothing(apiStyle, { links: 3 });
	});

	test.each(['0.15', ' 0.15 '])('a price that is text counts: %o', async (price1080p) => {
		const credential = estimates.credential(apiStyle, { price1080p });
		const { items } = await estimates.estimate(apiStyle, {}, { credential });
		expect(items[0].json).toMatchObject({ ...OF_SAMPLE[apiStyle], priceBasis: 'credential' });
	});

	test.each(['abc', '0,15', -1])('a wrong price is named: %o', async (price) => {
		for (const [resolution, name, field] of [
			['1080P', 'price1080p', 'Price per Second 1080P (USD)'],
			['720P', 'price720p', 'Price per Second 720P (USD)'],
		]) {
			const credential = estimates.credential(apiStyle, { [name]: price });
			const { items, error } = await estimates.estimate(apiStyle, { resolution }, { credential });
			expect(items).toEqual([]);
			expect(error?.message).toBe(`${field} of the credential must be a number from 0`);
			expect(error?.description).toContain('Open the Wan Video Edit API credential');
		}
		estimates.assertBoughtNothing(apiStyle, { freeCalls: 0, links: 2 });
	});

	test('limits below the estimate do not hold it back: it is there to tell the cost', async () => {
		const { items, error } = await estimates.estimate(
			apiStyle,
			{ options: { editLimit: 1, costLimit: 0.01 } },
			{ items: [{}, {}] },
		);
		expect(error).toBeUndefined();
		expect(items).toHaveLength(2);
		expect(items[0].json).toMatchObject(OF_SAMPLE[apiStyle]);
	});

	test('a Cost Limit without a known price does not hold it back either', async () => {
		const credential = estimates.credential(apiStyle, UNPRICED);
		const options = { costLimit: 1 };
		const { items, error } = await estimates.estimate(apiStyle, { options }, { credential });
		expect(error).toBeUndefined();
		expect(items[0].json).toMatchObject({ ...SAMPLE, edits: 1 });
	});
});

describe('the balance', () => {
	test('that has no end is left out', async () => {
		estimates.reset({ unlimitedQuota: true });
		const { items } = await estimates.estimate('apimart');
		expect(items[0].json).not.toHaveProperty('balance');
		expect(items[0].json).toMatchObject({ estimatedCost: 0.9 });
	});

	test.each([0, 0.5])('that is too low is told: %o', async (balanceUsd) => {
		estimates.reset({ balanceUsd });
		const { items, error } = await estimates.estimate('apimart', {}, { items: [{}, {}] });
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.balance)).toEqual([balanceUsd, balanceUsd]);
		estimates.assertBoughtNothing('apimart');
	});
});
