import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import type { FaultAction } from '../../simulator/index.mts';
import { ModelStudio } from '../support/modelStudio.mts';
import { Loop } from '../support/passes.mts';
import { Workbench } from '../support/workbench.mts';

/** A run of several edits that the balance does not cover would end in the middle: it does not begin. */
let bench: Workbench;
let studio: ModelStudio;
beforeAll(async () => {
	bench = await Workbench.start();
	studio = new ModelStudio(bench);
});
beforeEach(() =>
	bench.reset({
		taskTimeMs: 600_000,
		unlimitedQuota: false,
		balanceUsd: 2,
		pricePerSecondUsd: { '720P': 0.1, '1080P': 0.15 },
	}),
);
afterAll(async () => await bench.close());

const rows = (count: number) => Array.from({ length: count }, (_, row) => ({ row }));
const goesOn = { onError: 'continueRegularOutput' } as const;
/** An edit of the sample, of 6 seconds, costs $0.90 at this price. */
const priced = () => ({ credential: { ...bench.credential, price1080p: 0.15 } });
const unwaited: INodeParameters = { waitForCompletion: false };
/** As much is charged at once as it costs in the end. */
const six: INodeParameters = { ...unwaited, duration: 6 };
const balances = () => bench.requests('GET', /^\/v1\/balance$/);
const billed = () => bench.simulator.ledger.billed;

test('nothing is bought, and the message says what the run would cost and what there is', async () => {
	const { items, error } = await bench.edit(unwaited, { ...priced(), items: rows(3) });
	expect(items).toEqual([]);
	expect(error?.message).toMatch(
		/^This run would buy 3 edits for about \$2\.70, but the balance at the service is \$2\.00: it would end in the middle\..* bought\.$/,
	);
	expect(error?.description).toContain('Top up at the service');
	expect(bench.submits).toEqual([]);
	expect(balances()).toHaveLength(1);
});

test('under "On Error: Continue" each row says that it is too low, and it is asked for once', async () => {
	const { items } = await bench.edit(unwaited, { ...priced(), items: rows(3), node: goesOn });
	expect(items.map(({ json }) => json.error)).toEqual(
		Array(3).fill(expect.stringContaining('the balance at the service is $2.00')),
	);
	expect(bench.submits).toEqual([]);
	expect(balances()).toHaveLength(1);
});

test('nothing is bought either when the balance is used up', async () => {
	bench.reset({ balanceUsd: 0 });
	const { error } = await bench.edit(unwaited, { ...priced(), items: rows(2) });
	expect(error?.message).toMatch(/the balance at the service is \$0\.00/);
	expect(bench.submits).toEqual([]);
});

test('edits without an estimate are said to cost more', async () => {
	const parameters = {
		...unwaited,
		duration: '={{ $json.row * 5 }}',
		options: { checkSource: false },
	};
	const { error } = await bench.edit(parameters, { ...priced(), items: rows(3) });
	expect(error?.message).toContain('would buy 3 edits for about $2.25 or more, but the balance');
	expect(bench.submits).toEqual([]);
});

test('a run that the balance covers goes on, with one request for it', async () => {
	const { items, error } = await bench.edit(six, { ...priced(), items: rows(2) });
	expect(error).toBeUndefined();
	expect(items).toHaveLength(2);
	expect(balances()).toHaveLength(1);
});

test('a run that the balance covers exactly goes on, whatever binary fractions make of the sum', async () => {
	bench.reset({ balanceUsd: 0.6, pricePerSecondUsd: { '720P': 0.1, '1080P': 0.1 } });
	const credential = { ...bench.credential, price1080p: 0.1 };
	const two = { ...unwaited, duration: 2 };
	const { error } = await bench.edit(two, { credential, items: rows(3) });
	expect(error).toBeUndefined();
	expect(billed()).toBe(3);
});

test('each pass of a loop is compared with what is left by then', async () => {
	bench.reset({ balanceUsd: 3 });
	const { passes, error } = await new Loop(bench, 2, { ...priced(), items: rows(2) }).run(six);
	expect(passes.map((items) => items.length)).toEqual([2, 0]);
	expect(error?.message).toContain('the balance at the service is $1.20');
	expect(balances()).toHaveLength(2);
	expect(billed()).toBe(2);
});

describe('what is not held up', () => {
	test('one edit: the service itself refuses it, and nothing is half done', async () => {
		bench.reset({ balanceUsd: 0.5 });
		const { error } = await bench.edit(unwaited, priced());
		expect(error?.message).toContain('HTTP 402');
		expect(bench.submits).toHaveLength(1);
		expect(balances()).toEqual([]);
	});

	test('edits that are bought already', async () => {
		bench.reset({ balanceUsd: 1.9, taskTimeMs: 100 });
		bench.simulator.addFault({ on: 'task', action: { kind: 'status', status: 402 } });
		const parameters = { duration: 6, downloadVideo: false };
		const failed = await bench.edit(parameters, { ...priced(), items: rows(2) });
		expect(failed.error).toBeDefined();
		const asked = balances().length;
		const { items, error } = await bench.retry(failed, parameters, priced());
		expect(error).toBeUndefined();
		expect(items).toHaveLength(2);
		expect(balances()).toHaveLength(asked);
		expect(billed()).toBe(2);
	});

	test('new edits that the balance covers, beside bought ones that it would not', async () => {
		bench.reset({ balanceUsd: 3.6 });
		const action: FaultAction = { kind: 'status', status: 402 };
		bench.simulator.addFault({ on: 'submit', times: 2, action });
		const failed = await bench.edit(six, { ...priced(), items: rows(4) });
		expect(failed.error).toBeDefined();
		expect(billed()).toBe(2);
		// $1.80 is left for two that cost as much; four would cost $3.60.
		const { items, error } = await bench.retry(failed, six, priced());
		expect(error).toBeUndefined();
		expect(items).toHaveLength(4);
		expect(billed()).toBe(4);
	});

	test('an account without a limit', async () => {
		bench.reset({ unlimitedQuota: true });
		const { error } = await bench.edit(unwaited, { ...priced(), items: rows(4) });
		expect(error).toBeUndefined();
		expect(billed()).toBe(4);
	});

	test.each<[string, FaultAction]>([
		['HTTP 500', { kind: 'status', status: 500 }],
		['HTTP 404', { kind: 'status', status: 404 }],
		['HTTP 429', { kind: 'status', status: 429 }],
		['a web page', { kind: 'html' }],
		['a web page with HTTP 200', { kind: 'html', status: 200 }],
		['no answer', { kind: 'reset' }],
		['an empty answer', { kind: 'empty' }],
		['JSON without a balance', { kind: 'json', body: { success: true } }],
		['text for a balance', { kind: 'json', body: { success: true, remain_balance: 'much' } }],
	])('a run whose balance cannot be told: %s', async (_what, action) => {
		bench.simulator.addFault({ on: 'balance', times: Infinity, action });
		const { error } = await bench.edit(six, { ...priced(), items: rows(2) });
		expect(error).toBeUndefined();
		expect(billed()).toBe(2);
		expect(balances()).toHaveLength(1);
	});
});

describe('nobody asks for the balance', () => {
	test('where no price is known', async () => {
		const { error } = await bench.edit(six, { items: rows(2) });
		expect(error).toBeUndefined();
		expect(billed()).toBe(2);
		expect(balances()).toEqual([]);
	});

	test('when Edit Limit or Cost Limit refuses the run', async () => {
		for (const options of [{ editLimit: 2 }, { costLimit: 1 }]) {
			const { error } = await bench.edit({ options }, { ...priced(), items: rows(3) });
			expect(error?.message).toContain('Limit');
		}
		expect(bench.apiRequests).toEqual([]);
	});

	test('at Model Studio, which tells no balance: nor for anything else', async () => {
		bench.reset({ balanceUsd: 1e6 });
		const credential = { ...studio.credential, price1080p: 0.15 };
		const { error } = await studio.edit(unwaited, { credential, items: rows(3) });
		expect(error).toBeUndefined();
		expect(studio.submits).toHaveLength(3);
		expect(bench.requests('GET', /\/(balance|uploads)/)).toEqual([]);
	});
});
