import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { Loop } from '../support/passes.mts';
import { Workbench, type EditOptions } from '../support/workbench.mts';

/** Cost Limit (USD): what the edits of a node may cost in one execution. */
let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
// What becomes of the edits is of no matter here.
beforeEach(() => bench.reset({ taskTimeMs: 600_000, unlimitedQuota: true }));
afterAll(async () => await bench.close());

const rows = (count: number) => Array.from({ length: count }, (_, row) => ({ row }));
const goesOn = { onError: 'continueRegularOutput' } as const;
/** An edit of the sample, of 6 seconds: with those of the source, it is billed 12 at most. */
const limited = (costLimit: unknown, others: INodeParameters = {}): INodeParameters => ({
	waitForCompletion: false,
	...others,
	options: { costLimit, ...(others.options as object) } as INodeParameters,
});
const priced = (usdPerSecond: number, options: EditOptions = {}): EditOptions => ({
	credential: { ...bench.credential, price1080p: usdPerSecond },
	...options,
});
const billed = () => bench.simulator.ledger.billed;
const nothing = { options: { checkSource: false } };

test('a run that may cost more buys nothing, and says what it may cost and where to raise the limit', async () => {
	const { items, error } = await bench.edit(limited(5), priced(0.15, { items: rows(3) }));
	expect(items).toEqual([]);
	expect(error?.message).toBe(
		'This run would buy 3 edits for up to $5.40, but Cost Limit (USD) is 5. Nothing was bought.',
	);
	expect(error?.description).toContain(
		'raise Cost Limit (USD) in the Options of the node (0 = no limit)',
	);
	expect(error?.description).toContain('the price in the credential');
	expect(bench.apiRequests).toEqual([]);
});

test.each([
	['3 × 1.80', 0.15, 0, 5.4],
	['3 × 1.20, which is a little less than 3.60 in binary fractions', 0.1, 0, 3.6],
	['3 × 0.80, which is a little more than 2.40 in them', 0.1, 2, 2.4],
])('exactly as much as the limit is bought: %s', async (_what, price, duration, limit) => {
	const edit = async (costLimit: number) =>
		await bench.edit(limited(costLimit, { duration }), priced(price, { items: rows(3) }));
	expect((await edit(limit - 0.01)).error?.message).toContain('but Cost Limit (USD) is');
	expect(billed()).toBe(0);
	expect((await edit(limit)).error).toBeUndefined();
	expect(billed()).toBe(3);
});

test('in a loop, the pass above the limit buys nothing, and says what was bought before', async () => {
	const loop = new Loop(bench, 4, priced(0.1));
	const { passes, error } = await loop.run(limited(2.4, { duration: 2 }));
	expect(passes.map((items) => items.length)).toEqual([1, 1, 1, 0]);
	expect(error?.message).toMatch(
		/^After 3 edits for up to \$2\.40 .* would buy 1 .* for up to \$0\.80, but Cost Limit \(USD\) is 2\.4\. Nothing more was bought\.$/,
	);
	expect(billed()).toBe(3);
});

test('"Retry" with a higher limit buys what is missing, with the same one nothing', async () => {
	const loop = new Loop(bench, 2, priced(0.15));
	const failed = await loop.run(limited(2));
	const again = await loop.retry(failed, limited(2));
	expect(again.error?.message).toContain('After 1 edit for up to $1.80');
	expect(billed()).toBe(1);
	expect((await loop.retry(again, limited(4))).error).toBeUndefined();
	expect(billed()).toBe(2);
});

test('under "On Error: Continue" each row says what the run would cost', async () => {
	const { items } = await bench.edit(limited(5), priced(0.15, { items: rows(3), node: goesOn }));
	expect(items.map(({ json }) => json.error)).toEqual(
		Array(3).fill(expect.stringContaining('3 edits for up to $5.40, but Cost Limit (USD) is 5.')),
	);
	expect(bench.submits).toEqual([]);
});

describe('with a pause between batches', () => {
	/** Long enough for the batch before it to be bought, also by a slow computer. */
	const batch = { batchSize: 2, batchInterval: 6_000 };
	const inBatches = (costLimit: number) =>
		limited(costLimit, { requestOptions: { batching: { batch } } });

	test('a batch that is too much is refused when its turn comes, and "Retry" buys it', async () => {
		const options = priced(0.15, { items: rows(4) });
		const failed = await bench.edit(inBatches(4), options);
		expect(failed.error?.message).toContain('After 2 edits for up to $3.60');
		expect(failed.error?.message).toContain('but Cost Limit (USD) is 4. Nothing more was bought.');
		expect(billed()).toBe(2);
		expect((await bench.retry(failed, inBatches(8), options)).items).toHaveLength(4);
		expect(billed()).toBe(4);
	});

	test('the first batch alone may be too much: only its own edits are said to cost that', async () => {
		const { error } = await bench.edit(inBatches(3), priced(0.15, { items: rows(4) }));
		expect(error?.message).toBe(
			'This run would buy 4 edits, 2 of them for up to $3.60, but Cost Limit (USD) is 3. Nothing was bought.',
		);
		expect(bench.submits).toEqual([]);
	});
});

describe('without a price', () => {
	const unknown =
		'Cost Limit (USD) is set, but what an edit costs at this service is not known. Nothing was bought.';

	test('nothing is bought, and the message says what to enter', async () => {
		const { error } = await bench.edit(limited(1_000), { items: rows(2) });
		expect(error?.message).toBe(unknown);
		expect(error?.description).toContain('in the credential, under Price per Second');
		expect(bench.submits).toEqual([]);
	});

	test('nothing is bought if only that of another resolution is known', async () => {
		const options = priced(0.15);
		const { error } = await bench.edit(limited(100, { resolution: '720P' }), options);
		expect(error?.message).toBe(unknown);
		expect((await bench.edit(limited(100), options)).error).toBeUndefined();
		expect(billed()).toBe(1);
	});

	test('an edit is bought if there is no limit', async () => {
		expect((await bench.edit(limited(0))).error).toBeUndefined();
		expect(billed()).toBe(1);
	});
});

describe('a video of which nobody knows how long it is', () => {
	test.each([
		['all of it counts as the longest one', 0, '$3.03', 3.03],
		['its edited seconds count as asked for, and all of it as the longest one', 2, '$1.815', 1.815],
	])('%s', async (_what, duration, atMost, limit) => {
		const tooLow = limited(limit - 0.01, { duration, ...nothing });
		const { error } = await bench.edit(tooLow, priced(0.15));
		expect(error?.message).toContain(`1 edit for up to ${atMost}`);
		expect(billed()).toBe(0);
		await bench.edit(limited(limit, { duration, ...nothing }), priced(0.15));
		expect(billed()).toBe(1);
	});
});

describe('the value', () => {
	test('of an expression may differ: the tightest counts', async () => {
		const expression = '={{ $json.row === 1 ? 2 : 0 }}';
		const { error } = await bench.edit(limited(expression), priced(0.15, { items: rows(2) }));
		expect(error?.message).toContain('2 edits for up to $3.60, but Cost Limit (USD) is 2.');
		expect(bench.submits).toEqual([]);
	});

	test.each(['3.5', '={{ "3.5" }}'])('may be text: %p', async (text) => {
		const { error } = await bench.edit(limited(text), priced(0.15, { items: rows(2) }));
		expect(error?.message).toContain('2 edits for up to $3.60, but Cost Limit (USD) is 3.5.');
		expect(bench.submits).toEqual([]);
	});

	test.each(['={{ $json.budget }}', '={{ null }}', '={{ "" }}', '={{ " " }}'])(
		'of an expression that gives nothing is refused: %s',
		async (expression) => {
			const { error } = await bench.edit(limited(expression), priced(0.15));
			expect(error?.message).toContain('Cost Limit (USD) is an expression that gives nothing');
			expect(bench.submits).toEqual([]);
		},
	);

	test.each([0, '', '={{ 0 }}', '={{ "0" }}'])('is no limit: %p', async (none) => {
		expect((await bench.edit(limited(none), priced(50))).error).toBeUndefined();
		expect(billed()).toBe(1);
	});

	test.each<[unknown, string]>([
		[-1, '-1'],
		['cheap', '"cheap"'],
		['={{ {} }}', '{}'],
		['={{ NaN }}', 'NaN'],
	])('is refused when it is %p', async (wrong, shown) => {
		const { error } = await bench.edit(limited(wrong), priced(0.15));
		expect(error?.message).toContain(
			`Cost Limit (USD) must be 0 (no limit) or greater, but it is ${shown}`,
		);
		expect(bench.submits).toEqual([]);
	});
});
