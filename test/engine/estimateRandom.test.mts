import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';

import type { FaultAction } from '../../simulator/index.mts';
import { API_STYLES, EstimateBench, FREE_CALLS } from '../support/estimateBench.mts';
import { makeVideo } from '../support/media.mts';
import { makePng } from '../support/png.mts';

/** Whatever it is given, Estimate Edit sends no more than its free call and the probe, and above all no submit. */
const RUNS = 80;
const TRIES = 3;
const MOST_PROBE_REQUESTS = 4;

let estimates: EstimateBench;
let links: Record<string, string>;
let files: Record<string, IBinaryKeyData>;
beforeAll(async () => {
	estimates = await EstimateBench.start();
	const { engine, simulator } = estimates.bench;
	const short = await makeVideo({ seconds: 1.2, indexAtEnd: true });
	const png = makePng({ width: 300, height: 300 });
	const transparent = makePng({ width: 300, height: 300, pixel: (x) => [0, 0, 0, x % 256] });
	links = {
		sample: simulator.sampleUrl,
		short: simulator.serveFile('short.mp4', short, 'video/mp4'),
		page: simulator.serveFile('page.html', Buffer.from('<html></html>'), 'text/html'),
		image: simulator.serveFile('style.png', png, 'image/png'),
		dead: simulator.sampleUrl.replace('sample.mp4', 'gone.mp4'),
		wrong: 'my video',
		empty: '',
	};
	const store = async (content: Buffer, style: Buffer) => ({
		clip: await engine.storeFile({ content, mimeType: 'video/mp4' }),
		style: await engine.storeFile({ content: style, mimeType: 'image/png' }),
	});
	files = {
		good: await store(await makeVideo({ seconds: 3 }), png),
		bad: await store(short, transparent),
		none: {},
	};
});
afterAll(async () => await estimates.close());

const STATUSES = [400, 401, 402, 403, 404, 429, 500, 503];
const fault = fc.option(
	fc.oneof(
		fc.constantFrom(...STATUSES).map((code): FaultAction => ({ kind: 'status', status: code })),
		fc.constantFrom<FaultAction>(
			{ kind: 'html' },
			{ kind: 'html', status: 403 },
			{ kind: 'empty' },
			{ kind: 'reset' },
			{ kind: 'loseAnswer' },
			{ kind: 'truncatedJson' },
			{ kind: 'json', body: { success: false, message: 'Token Not Found' } },
			{ kind: 'redirect', to: 'http://127.0.0.1:9/elsewhere' },
		),
	),
);

/** Mostly the first: of many wrong values, an item would be refused for the first one alone. */
const mostly = <T,>(usual: T, ...others: T[]) =>
	fc.oneof(
		{ weight: 8, arbitrary: fc.constant(usual) },
		{ weight: 2, arbitrary: fc.constantFrom(...others) },
	);

const item = fc.record({
	link: mostly('sample', 'short', 'page', 'dead', 'wrong', 'empty'),
	file: mostly('good', 'bad', 'none'),
	image: mostly('empty', 'image', 'dead', 'wrong'),
	resolution: mostly('1080P', '720P', '480P'),
	duration: mostly<unknown>(0, 2, 8, 1, 'abc'),
	editLimit: mostly<unknown>(1, 0, 100, -1, 'abc'),
	costLimit: mostly<unknown>(0.01, 0, 100, -1, 'abc'),
	idempotencyKey: mostly('', 'order-17', 'two words'),
});

const run = fc.record({
	apiStyle: fc.constantFrom(...API_STYLES),
	items: fc.array(item, { minLength: 1, maxLength: 4 }),
	videoSource: fc.constantFrom('url', 'binary'),
	referenceImageBinaryFields: fc.constantFrom('', 'style'),
	checkSource: mostly(true, false),
	faults: fc.array(fault, { maxLength: TRIES }),
	balanceUsd: fc.constantFrom(0, 0.5, 100),
	price1080p: mostly<unknown>(0.15, 0, '0.15', 'abc', -1),
	isWrongKey: mostly(false, true),
	continues: fc.boolean(),
	retryOnFail: fc.boolean(),
});

const PARAMETERS = {
	videoUrl: '={{ $json.videoUrl }}',
	referenceImageUrls: '={{ $json.images }}',
	binaryPropertyName: 'clip',
	resolution: '={{ $json.resolution }}',
	duration: '={{ $json.duration }}',
};
const OPTIONS = {
	editLimit: '={{ $json.editLimit }}',
	costLimit: '={{ $json.costLimit }}',
	idempotencyKey: '={{ $json.idempotencyKey }}',
};

type Given = typeof run extends fc.Arbitrary<infer T> ? T : never;

async function estimate(given: Given) {
	const { apiStyle, items, videoSource, referenceImageBinaryFields, checkSource } = given;
	const { faults, balanceUsd, price1080p, isWrongKey, continues, retryOnFail } = given;
	estimates.reset({ balanceUsd });
	for (const action of faults) {
		if (action) estimates.bench.simulator.addFault({ on: FREE_CALLS[apiStyle].on, action });
	}
	const apiKey = isWrongKey ? 'sk-wrong-0123456789' : estimates.bench.simulator.apiKey;
	const change = { price1080p, ...(isWrongKey && { apiKey }) } as IDataObject;
	const options = { ...OPTIONS, referenceImageBinaryFields, checkSource };
	const outcome = await estimates.estimate(
		apiStyle,
		{ ...PARAMETERS, videoSource, options },
		{
			items: items.map(({ link, image, ...others }) => ({
				...(others as IDataObject),
				videoUrl: links[link],
				images: links[image],
			})),
			files: items.map(({ file }) => files[file]),
			credential: estimates.credential(apiStyle, change as never),
			node: {
				retryOnFail,
				maxTries: TRIES,
				waitBetweenTries: 1,
				...(continues && { onError: 'continueRegularOutput' as const }),
			},
		},
	);
	return { outcome, apiKey };
}

test('no submit, no upload and no more than one free call an attempt, whatever the input', async () => {
	let told = 0;
	let refused = 0;
	await fc.assert(
		fc.asyncProperty(run, async (given) => {
			const { outcome, apiKey } = await estimate(given);
			const { items, error, run: execution } = outcome;
			const { requests, ledger, tasks, uploadedFiles } = estimates.bench.simulator;
			const attempts = given.retryOnFail ? TRIES : 1;

			expect(requests.filter(({ method }) => method !== 'GET')).toEqual([]);
			expect([ledger.submits, tasks.size, uploadedFiles.size]).toEqual([0, 0, 0]);
			const asked = estimates.bench.apiRequests.map(({ method, path }) => `${method} ${path}`);
			expect(new Set([...asked, FREE_CALLS[given.apiStyle].request]).size).toBe(1);
			expect(asked.length).toBeLessThanOrEqual(attempts);
			const looks = requests.length - asked.length;
			const mostLooks = attempts * given.items.length * 2 * MOST_PROBE_REQUESTS;
			expect(looks).toBeLessThanOrEqual(given.checkSource ? mostLooks : 0);

			expect(JSON.stringify([execution.data, items, error?.message])).not.toContain(apiKey);
			expect(error === undefined || items.length === 0).toBe(true);
			if (!error) expect(items).toHaveLength(given.items.length);
			for (const [at, { json, pairedItem, error: failure }] of items.entries()) {
				expect(pairedItem).toEqual({ item: at });
				if (failure) refused++;
				else {
					expect(json.edits).toBe(1);
					told++;
				}
			}
			if (error) refused++;
		}),
		{ seed: 2027, numRuns: RUNS, endOnFailure: true },
	);
	// Otherwise this test would say little.
	expect(Math.min(told, refused)).toBeGreaterThan(RUNS / 10);
});
