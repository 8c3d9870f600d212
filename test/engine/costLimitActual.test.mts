import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import type { Fault, FaultAction } from '../../simulator/index.mts';
import { timeLimitsOfBuiltNode } from '../support/builtNode.mts';
import { ModelStudio } from '../support/modelStudio.mts';
import { Loop } from '../support/passes.mts';
import { Workbench } from '../support/workbench.mts';

/** Cost Limit (USD) and what edits have cost in the end: that takes the place of the estimate. */
let bench: Workbench;
let studio: ModelStudio;
beforeAll(async () => {
	bench = await Workbench.start({ unlimitedQuota: true });
	studio = new ModelStudio(bench);
	timeLimitsOfBuiltNode().listLag = 200;
});
/** Of a second, at the service. */
const cost = (usd: number) => ({ pricePerSecondUsd: { '720P': usd, '1080P': usd } });
beforeEach(() => bench.reset({ outcome: 'completed', taskTimeMs: 100, ...cost(0.15) }));
afterAll(async () => await bench.close());

const goesOn = { onError: 'continueRegularOutput' } as const;
const retryOnFail = { retryOnFail: true, maxTries: 5, waitBetweenTries: 1 };
const limited = (costLimit: number, others: object = {}) => ({
	downloadVideo: false,
	options: { costLimit, ...others },
});
/** The sample has 6 seconds: an edit may cost $1.80, and the first API bills $0.90 of it. */
const price = { price1080p: 0.15 };
const atFirst = () => ({ credential: { ...bench.credential, ...price } });
const atStudio = () => ({ credential: { ...studio.credential, ...price } });
const billed = () => bench.simulator.ledger.billed;
const status = (code: number): FaultAction => ({ kind: 'status', status: code });

describe('the cost that a finished task tells counts in later passes', () => {
	test('if it is lower than the estimate', async () => {
		const { passes, error } = await new Loop(bench, 3, atFirst()).run(limited(2.7));
		expect(passes.map(([item]) => item?.json.cost)).toEqual([0.9, 0.9, undefined]);
		expect(error?.message).toContain('After 2 edits for up to $1.80');
		expect(billed()).toBe(2);
	});

	test('if it is higher than the estimate', async () => {
		bench.reset(cost(0.5));
		const { passes, error } = await new Loop(bench, 2, atFirst()).run(limited(4));
		expect(passes.map(([item]) => item?.json.cost)).toEqual([3, undefined]);
		expect(error?.message).toContain('After 1 edit for up to $3.00');
		expect(billed()).toBe(1);
	});

	test('once, if Retry On Fail has resumed the edit', async () => {
		bench.simulator.addFault({ on: 'task', action: status(402) });
		const loop = new Loop(bench, 3, { ...atFirst(), node: retryOnFail });
		const { passes, error } = await loop.run(limited(2.7));
		expect(passes.map(([item]) => item?.json.cost)).toEqual([0.9, 0.9, undefined]);
		expect(error?.message).toContain('After 2 edits for up to $1.80');
		expect(billed()).toBe(2);
	});

	test('once, if "Retry" of the execution has resumed the edit', async () => {
		bench.simulator.addFault({ on: 'task', action: status(402) });
		const loop = new Loop(bench, 3, atFirst());
		const failed = await loop.run(limited(2.7));
		const { passes, error } = await loop.retry(failed, limited(2.7));
		expect(passes.map(([item]) => item?.json.cost)).toEqual([0.9, 0.9, undefined]);
		expect(error?.message).toContain('After 2 edits for up to $1.80');
		expect(billed()).toBe(2);
	});

	test('but the estimate does if the edit is not waited for', async () => {
		const parameters = { ...limited(2.7), waitForCompletion: false };
		const { error } = await new Loop(bench, 2, atFirst()).run(parameters);
		expect(error?.message).toContain('After 1 edit for up to $1.80');
	});
});

test('the seconds that Model Studio has billed count at the price in the credential', async () => {
	// Of a video that is not looked at, up to 20.2 seconds are expected. 12 are billed.
	const parameters = limited(4.83, { checkSource: false });
	const { passes, error } = await new Loop(bench, 3, atStudio()).run(parameters);
	expect(passes.map(([item]) => item?.json.billedSeconds)).toEqual([12, 12, undefined]);
	expect(error?.message).toMatch(/^After 2 edits for up to \$3\.60 .* for up to \$3\.03/);
	expect(billed()).toBe(2);
});

describe('a task that fails', () => {
	beforeEach(() => bench.reset({ outcome: 'failed' }));

	test('costs nothing at Model Studio, which says so', async () => {
		const loop = new Loop(bench, 3, { ...atStudio(), node: goesOn });
		const { passes } = await loop.run(limited(1.8));
		for (const [item] of passes) expect(item.json.error).toContain('FAILED');
		expect(billed()).toBe(3);
	});

	test('is one of the edits of Edit Limit at Model Studio, too', async () => {
		const loop = new Loop(bench, 3, { ...atStudio(), node: goesOn });
		const { passes } = await loop.run(limited(1.8, { editLimit: 2 }));
		expect(passes[2][0].json.error).toContain('but Edit Limit is 2.');
		expect(billed()).toBe(2);
	});

	test('counts at the first API, where nobody knows whether it is billed', async () => {
		const loop = new Loop(bench, 2, { ...atFirst(), node: goesOn });
		const { passes } = await loop.run(limited(3));
		expect(passes[0][0].json.error).toMatch(/^The edit failed/);
		expect(passes[1][0].json.error).toContain('After 1 edit for up to $1.80');
		expect(billed()).toBe(1);
	});

	test('counts at each attempt of Retry On Fail: all of them cost no more than the limit', async () => {
		const { error } = await bench.edit(limited(4), { ...atFirst(), node: retryOnFail });
		expect(error?.message).toContain('After 2 edits for up to $3.60');
		expect(billed()).toBe(2);
	});
});

describe('a purchase that is resumed does not count again', () => {
	test.each(['the first API', 'Model Studio'])('at %s', async (service) => {
		bench.simulator.addFault({ on: 'task', action: status(402) });
		const at = service === 'Model Studio' ? atStudio() : atFirst();
		const { error } = await bench.edit(limited(1.8), { ...at, node: retryOnFail });
		expect(error).toBeUndefined();
		expect(billed()).toBe(1);
	});

	const LOST: Array<[string, Fault[]]> = [
		['arrived', [{ on: 'submit', action: { kind: 'loseAnswer' } }]],
		['did not arrive', [{ on: 'submit', action: { kind: 'reset' } }]],
	];

	test.each(LOST)(
		'by an attempt that does not look at the video, because a submit without an answer %s',
		async (_what, faults) => {
			for (const fault of faults) bench.simulator.addFault(fault);
			// The first attempt cannot find out.
			bench.simulator.addFault({ on: 'list', action: status(403) });
			const at = { ...atStudio(), node: retryOnFail };
			const prompt = `Snow, as a submit ${_what}`;
			const { error } = await bench.edit({ ...limited(1.8), prompt }, at);
			expect(error).toBeUndefined();
			expect(billed()).toBe(1);
		},
	);
});

test('a submit that is refused costs nothing', async () => {
	bench.simulator.addFault({ on: 'submit', action: status(402) });
	const { passes } = await new Loop(bench, 2, { ...atFirst(), node: goesOn }).run(limited(1.8));
	expect(passes[0][0].json.error).toContain('HTTP 402');
	expect(passes[1][0].json.cost).toBe(0.9);
});

test('a task that Stop takes back costs nothing', async () => {
	bench.reset({ pendingTimeMs: 60_000 });
	const options = { ...atStudio(), settings: { executionTimeout: 8 } };
	const failed = await bench.edit(limited(1.8), options);
	expect(failed.error?.message).toContain('is not billed');
	bench.reset({ pendingTimeMs: 0 });
	const { error, items } = await bench.retry(failed, limited(1.8), atStudio());
	expect(error).toBeUndefined();
	expect(items[0].json.billedSeconds).toBe(12);
});

test('a retry at another price in the credential counts that, also where the video is not looked at', async () => {
	const unseen = { checkSource: false };
	bench.simulator.addFault({ on: 'submit', action: status(402) });
	// 20.2 seconds at most: $3.03, and $6.06 at the price after it.
	const refused = await bench.edit(limited(4, unseen), atFirst());
	expect(refused.error?.message).toContain('HTTP 402');
	const dearer = { credential: { ...bench.credential, price1080p: 0.3 } };
	const { error } = await bench.retry(refused, limited(4, unseen), dearer);
	expect(error?.message).toContain('1 edit for up to $6.06, but Cost Limit (USD) is 4');
	expect(billed()).toBe(0);
});

test('a wrong price in the credential keeps nobody from an edit that is bought', async () => {
	bench.simulator.addFault({ on: 'task', action: status(402) });
	const failed = await bench.edit(limited(0), atFirst());
	expect(failed.error?.message).toContain('gave no information about task');
	const wrong = { credential: { ...bench.credential, price1080p: 'abc' } };
	const { error, items } = await bench.retry(failed, limited(0), wrong);
	expect(error).toBeUndefined();
	expect(items[0].json.cost).toBe(0.9);
});

test('a finished edit that is said to cost nothing counts as estimated', async () => {
	bench.reset(cost(0));
	const { passes, error } = await new Loop(bench, 3, atFirst()).run(limited(3.6));
	expect(passes.map(([item]) => item?.json.cost)).toEqual([0, 0, undefined]);
	expect(error?.message).toContain('After 2 edits for up to $3.60');
});
