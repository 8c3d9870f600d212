import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { API_STYLES, EstimateBench, type ApiStyle } from '../support/estimateBench.mts';
import { makeVideo, ODD_VIDEOS } from '../support/media.mts';

/** Of the sample's pictures, 25 a second. */
const LENGTHS_S = [2, 3.48, 6, 9.96, 10.08];

let estimates: EstimateBench;
let urls: string[];
beforeAll(async () => {
	estimates = await EstimateBench.start();
	const videos = LENGTHS_S.map(async (seconds) => await makeVideo({ seconds }));
	urls = (await Promise.all(videos)).map((bytes, at) =>
		estimates.bench.simulator.serveFile(`${at}.mp4`, bytes, 'video/mp4'),
	);
});
beforeEach(() => estimates.reset());
afterAll(async () => await estimates.close());

/** What is bought of each video that is long enough. */
const WISHES: Array<[resolution: string, duration: number]> = [
	['1080P', 0],
	['720P', 0],
	['720P', 2],
	['1080P', 5],
];

const edits = () =>
	urls.flatMap((url, at) =>
		WISHES.filter(([, duration]) => duration <= LENGTHS_S[at]).map(([resolution, duration]) => ({
			url,
			resolution,
			duration,
		})),
	);

const PER_ITEM = {
	videoUrl: '={{ $json.url }}',
	resolution: '={{ $json.resolution }}',
	duration: '={{ $json.duration }}',
	downloadVideo: false,
};

/** The estimates of some edits, and what the simulator has billed for each of them afterwards. */
async function estimatesAndBills(apiStyle: ApiStyle, items: IDataObject[], parameters: object) {
	const options = { items };
	const estimated = await estimates.estimate(apiStyle, { ...parameters }, options);
	expect(estimated.error).toBeUndefined();
	const bought = await estimates.edit(apiStyle, { ...parameters }, options);
	expect(bought.error).toBeUndefined();
	const { entries, billedUsd } = estimates.bench.simulator.ledger;
	const billed = bought.items.map(
		({ json: { taskId } }) => entries.find((entry) => entry.taskId === taskId)!.usd,
	);
	return { estimated: estimated.items.map(({ json }) => json), billed, billedUsd };
}

/** The addresses of the videos in a folder. */
async function filesOf(folder: string): Promise<string[]> {
	const names = (await readdir(folder)).filter((name) => /\.(mp4|mov|m4v)$/.test(name));
	return await Promise.all(
		names.map(async (name) =>
			estimates.bench.simulator.serveFile(name, await readFile(join(folder, name)), 'video/mp4'),
		),
	);
}

/** Sums of binary fractions are off by less. */
const DUST_USD = 1e-6;

const sum = (all: unknown[]) => all.reduce<number>((total, one) => total + (one as number), 0);

const WAYS: Array<
	[ApiStyle, billsSourceSeconds: boolean, 'estimatedCost' | 'estimatedCostAtMost']
> = [
	['apimart', false, 'estimatedCost'],
	['apimart', true, 'estimatedCostAtMost'],
	['modelStudio', false, 'estimatedCost'],
];

describe('the bill is what was estimated, to the cent', () => {
	test.each(WAYS)('%s, bills the source: %s → %s', async (apiStyle, billsSourceSeconds, key) => {
		estimates.reset({ billsSourceSeconds, balanceUsd: 1000 });
		const all = edits();
		const { estimated, billed, billedUsd } = await estimatesAndBills(apiStyle, all, PER_ITEM);
		expect(billed).toHaveLength(all.length);
		for (const [item, usd] of billed.entries()) {
			expect([all[item], usd]).toEqual([
				all[item],
				expect.closeTo(estimated[item][key] as number, 3),
			]);
			expect(usd).toBeLessThanOrEqual((estimated[item].estimatedCostAtMost as number) + DUST_USD);
		}
		expect(billedUsd).toBeCloseTo(sum(estimated.map((one) => one[key])), 2);
	});

	test.each(WAYS)(
		'of a file: %s, bills the source: %s → %s',
		async (apiStyle, billsSource, key) => {
			estimates.reset({ billsSourceSeconds: billsSource });
			const { engine, simulator } = estimates.bench;
			const content = await makeVideo({ seconds: 4.2, container: 'mov' });
			const clip = await engine.storeFile({
				content,
				fileName: 'clip.mov',
				mimeType: 'video/quicktime',
			});
			const parameters = { videoSource: 'binary', binaryPropertyName: 'clip', duration: 3 };
			const options = { files: [{ clip }] };
			const { items } = await estimates.estimate(apiStyle, parameters, options);
			const { error } = await estimates.edit(apiStyle, parameters, options);
			expect(error).toBeUndefined();
			expect(simulator.ledger.billedUsd).toBeCloseTo(items[0].json[key] as number, 3);
		},
	);
});

describe('the bill is at most what was estimated', () => {
	test.each(API_STYLES)('when the video is not looked at: %s', async (apiStyle) => {
		estimates.reset({ billsSourceSeconds: true, balanceUsd: 1000 });
		const parameters = { ...PER_ITEM, options: { checkSource: false } };
		const { estimated, billed } = await estimatesAndBills(apiStyle, edits().slice(-4), parameters);
		for (const [item, usd] of billed.entries()) {
			expect(usd).toBeLessThanOrEqual(estimated[item].estimatedCostAtMost as number);
		}
	});

	test.each(API_STYLES)(
		'however the file is made, also when it contradicts itself: %s',
		async (apiStyle) => {
			estimates.reset({ billsSourceSeconds: true, balanceUsd: 1000 });
			const files = (await filesOf(join(ODD_VIDEOS, '../corpus'))).concat(
				await filesOf(ODD_VIDEOS),
			);
			// What the model does not take is not bought; the bill of a task that fails is nothing.
			const options = {
				items: files.map((url) => ({ url })),
				node: { onError: 'continueRegularOutput' as const },
			};
			const parameters = { videoUrl: '={{ $json.url }}', downloadVideo: false };
			const estimated = await estimates.estimate(apiStyle, parameters, options);
			const bought = await estimates.edit(apiStyle, parameters, options);
			expect(estimated.items).toHaveLength(files.length);
			let priced = 0;
			for (const { taskId, usd, refunded } of estimates.bench.simulator.ledger.entries) {
				const item = bought.items.findIndex(({ json }) => json.taskId === taskId);
				if (refunded) continue;
				expect([files[item], usd]).toEqual([files[item], expect.any(Number)]);
				expect(usd).toBeLessThanOrEqual(
					(estimated.items[item].json.estimatedCostAtMost as number) + DUST_USD,
				);
				priced++;
			}
			expect(priced).toBeGreaterThan(30);
		},
	);
});
