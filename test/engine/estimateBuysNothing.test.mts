import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { INode, INodeParameters } from 'n8n-workflow';

import type { FaultAction } from '../../simulator/index.mts';
import { API_STYLES, EstimateBench, FREE_CALLS } from '../support/estimateBench.mts';
import { makeVideo } from '../support/media.mts';
import { callTool } from '../support/toolCalls.mts';
import { NODE, outcomeOf, type Outcome } from '../support/workbench.mts';

let estimates: EstimateBench;
let tooShort: Buffer;
beforeAll(async () => {
	estimates = await EstimateBench.start();
	tooShort = await makeVideo({ seconds: 1.2 });
});
beforeEach(() => estimates.reset());
afterAll(async () => await estimates.close());

const RETRY_ON_FAIL = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
const ON_ERROR_CONTINUE = { onError: 'continueRegularOutput' } as const;

const status = (code: number): FaultAction => ({ kind: 'status', status: code });

/** What n8n keeps for the node between attempts, and for "Retry" of the execution. */
function assertNoPurchaseIsKept({ run }: Outcome): void {
	const kept = run.data.executionData?.contextData[`node:${NODE}`] ?? {};
	expect(kept.purchases ?? {}).toEqual({});
	expect(kept.spent ?? { edits: 0, usd: 0, costs: {} }).toEqual({ edits: 0, usd: 0, costs: {} });
}

describe.each(API_STYLES)('at %s', (apiStyle) => {
	const { on } = FREE_CALLS[apiStyle];

	test('Retry On Fail asks once at each attempt', async () => {
		estimates.bench.simulator.addFault({ on, times: 2, action: status(401) });
		const outcome = await estimates.estimate(
			apiStyle,
			{},
			{ node: RETRY_ON_FAIL, items: [{}, {}] },
		);
		expect(outcome.error).toBeUndefined();
		expect(outcome.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		estimates.assertBoughtNothing(apiStyle, { freeCalls: 3, links: 3 });
		assertNoPurchaseIsKept(outcome);
	});

	test('On Error: Continue gives each item its own row', async () => {
		const { simulator } = estimates.bench;
		const short = simulator.serveFile('short.mp4', tooShort, 'video/mp4');
		const rows = [{ url: simulator.sampleUrl }, { url: short }, { url: 'nothing' }, {}];
		const { items, error } = await estimates.estimate(
			apiStyle,
			{ videoUrl: '={{ $json.url ?? "" }}' },
			{ items: rows, node: ON_ERROR_CONTINUE },
		);
		expect(error).toBeUndefined();
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(rows.map((_, item) => ({ item })));
		expect(items[0].json).toMatchObject({ videoSeconds: 6, edits: 1 });
		expect(messagesOf(items.slice(1))).toEqual([
			expect.stringContaining('The video is 1.2 s long'),
			expect.stringContaining('Video URL must be a web address'),
			expect.stringContaining('Video URL is required'),
		]);
		estimates.assertBoughtNothing(apiStyle, { links: 2 });
	});

	test('On Error: Continue, and the service refuses the account: every item says so, for one call', async () => {
		estimates.bench.simulator.addFault({ on, times: Infinity, action: status(401) });
		const { items } = await estimates.estimate(
			apiStyle,
			{},
			{ items: [{}, {}], node: ON_ERROR_CONTINUE },
		);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		const refused = expect.stringContaining('The service does not accept the API key');
		expect(messagesOf(items)).toEqual([refused, refused]);
		estimates.assertBoughtNothing(apiStyle);
	});

	test('one wrong item fails the run, and what the others asked for was free', async () => {
		const { error } = await estimates.estimate(
			apiStyle,
			{ duration: '={{ $json.duration }}' },
			{ items: [{ duration: 0 }, { duration: 99 }] },
		);
		expect(error?.message).toContain('Duration (Seconds) must be');
		const asked = estimates.bench.apiRequests.length;
		estimates.assertBoughtNothing(apiStyle, { freeCalls: Math.min(1, asked) });
	});

	test('Stop ends an estimate at once', async () => {
		const { simulator } = estimates.bench;
		simulator.addFault({ on, action: { kind: 'stall' } });
		const execution = estimates.begin(apiStyle, {});
		while (estimates.bench.apiRequests.length === 0) await delay(10);
		execution.stop();
		const outcome = await outcomeOf(execution);
		expect(outcome.run.status).toBe('canceled');
		await delay(200);
		estimates.assertBoughtNothing(apiStyle);
		assertNoPurchaseIsKept(outcome);
	});

	test('Stop during the probe: not even the service is asked', async () => {
		estimates.bench.simulator.addFault({ on: 'look', action: { kind: 'stall' } });
		const execution = estimates.begin(apiStyle, {});
		while (estimates.bench.simulator.requests.length === 0) await delay(10);
		execution.stop();
		expect((await outcomeOf(execution)).run.status).toBe('canceled');
		await delay(200);
		expect(estimates.bench.apiRequests).toEqual([]);
	});

	test('an Idempotency Key and other options of a purchase send nothing more', async () => {
		const { sampleUrl } = estimates.bench.simulator;
		const given = apiStyle === 'apimart' && { idempotencyKey: 'order-17', callbackUrl: sampleUrl };
		const options = { onTimeout: 'returnTask', timeout: 0.01, seed: 3, ...given };
		const outcome = await estimates.estimate(apiStyle, { options });
		expect(outcome.error).toBeUndefined();
		estimates.assertBoughtNothing(apiStyle);
		assertNoPurchaseIsKept(outcome);
	});

	test('a failed estimate that is retried as Submit Edit buys one edit', async () => {
		const { simulator } = estimates.bench;
		simulator.addFault({ on, action: status(401) });
		const failed = await estimates.estimate(apiStyle);
		expect(failed.error).toBeDefined();
		assertNoPurchaseIsKept(failed);
		const credential = estimates.credential(apiStyle);
		const bought = await estimates.bench.retry(failed, {}, { credential });
		expect(bought.error).toBeUndefined();
		expect(bought.items[0].json.taskId).toBeDefined();
		expect(simulator.ledger).toMatchObject({ submits: 1, billed: 1 });
	});
});

const messagesOf = (rows: Outcome['items']) => rows.map(({ error }) => error?.message);

test('a link of a private network is refused where the service is on the internet, and nothing is sent', async () => {
	const credential = { service: 'https://api.apimart.ai', apiKey: 'sk-never-sent' };
	const { error } = await estimates.estimate(
		'apimart',
		{ videoUrl: 'http://192.168.1.7/a.mp4' },
		{ credential },
	);
	expect(error?.message).toBe(
		'Video URL is an address of a private network (192.168.1.7), which the service cannot reach',
	);
	expect(estimates.bench.simulator.requests).toEqual([]);
});

describe.each(API_STYLES)('as an agent’s tool, at %s', (apiStyle) => {
	const ask = async (parameters: INodeParameters, node: Partial<INode> = {}) => {
		const { bench } = estimates;
		const credential = estimates.credential(apiStyle);
		const about = { operation: 'estimateEdit', ...parameters };
		const called = await callTool(bench, ['Make it snow', 'Make it rain'], about, {
			credential,
			node,
		});
		expect(JSON.stringify(called.run.data)).not.toContain(bench.simulator.apiKey);
		return called;
	};

	test('each call is answered with an estimate', async () => {
		const { answers, error } = await ask({ duration: 2 });
		expect(error).toBeUndefined();
		expect(answers).toHaveLength(2);
		for (const answer of answers) {
			expect(answer).toMatchObject({ videoSeconds: 6, editSeconds: 2, estimatedCostAtMost: 1.2 });
		}
		estimates.assertBoughtNothing(apiStyle, { freeCalls: 2, links: 2 });
	});

	test('a refusal buys nothing either, also with Retry On Fail', async () => {
		await ask({ duration: 99 }, RETRY_ON_FAIL);
		estimates.assertBoughtNothing(apiStyle, { freeCalls: 0, links: 0 });
	});
});
