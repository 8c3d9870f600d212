import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { Loop } from '../support/passes.mts';
import { Workbench } from '../support/workbench.mts';

/** Edit Limit: how many edits a node may buy in one execution. */
let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
// What becomes of the edits is of no matter here.
beforeEach(() => bench.reset({ taskTimeMs: 600_000, unlimitedQuota: true }));
afterAll(async () => await bench.close());

const rows = (count: number) => Array.from({ length: count }, (_, row) => ({ row }));
const goesOn = { onError: 'continueRegularOutput' } as const;
/** An edit that is bought and not waited for. */
const limited = (editLimit?: unknown): INodeParameters => ({
	waitForCompletion: false,
	...(editLimit !== undefined && { options: { editLimit } as INodeParameters }),
});
const billed = () => bench.simulator.ledger.billed;

test('240 items are more than the 100 of a new node: nothing is bought, and the message says so', async () => {
	const { items, error } = await bench.edit({}, { items: rows(240) });
	expect(items).toEqual([]);
	expect(error?.message).toBe(
		'This run would buy 240 edits, but Edit Limit is 100. Nothing was bought.',
	);
	expect(error?.description).toContain(
		'raise Edit Limit in the Options of the node (0 = no limit)',
	);
	expect(bench.apiRequests).toEqual([]);
});

test('with 0 there is no limit', async () => {
	const { items, error } = await bench.edit(limited(0), { items: rows(101) });
	expect(error).toBeUndefined();
	expect(items).toHaveLength(101);
	expect(billed()).toBe(101);
});

test('as many as the limit are bought, and one more is too many', async () => {
	expect((await bench.edit(limited(3), { items: rows(3) })).items).toHaveLength(3);
	const { error } = await bench.edit(limited(3), { items: rows(4) });
	expect(error?.message).toBe(
		'This run would buy 4 edits, but Edit Limit is 3. Nothing was bought.',
	);
	expect(billed()).toBe(3);
});

test('with "Execute Once" the other items do not count', async () => {
	const { items } = await bench.edit(limited(1), { items: rows(5), node: { executeOnce: true } });
	expect(items).toHaveLength(1);
	expect(billed()).toBe(1);
});

describe('under "On Error: Continue"', () => {
	test('each of 240 rows says it, paired with its input', async () => {
		const { items, error } = await bench.edit({}, { items: rows(240), node: goesOn });
		expect(error).toBeUndefined();
		const message = 'This run would buy 240 edits, but Edit Limit is 100. Nothing was bought.';
		expect(items.map(({ json }) => json)).toEqual(rows(240).map(() => ({ error: message })));
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
			rows(240).map(({ row }) => ({ item: row })),
		);
		expect(bench.submits).toEqual([]);
	});

	const durations = { ...limited(3), duration: '={{ $json.row < 2 ? 11 : 5 }}' };

	test('rows that are refused for another reason do not count', async () => {
		const { items } = await bench.edit(durations, { items: rows(5), node: goesOn });
		expect(items.map(({ json }) => 'taskId' in json)).toEqual([false, false, true, true, true]);
		expect(billed()).toBe(3);
	});

	test('rows that are refused for another reason keep it when the others are too many', async () => {
		const { items } = await bench.edit(durations, { items: rows(6), node: goesOn });
		const wrong = expect.stringContaining('Duration (Seconds) must be');
		const over = 'This run would buy 4 edits, but Edit Limit is 3. Nothing was bought.';
		expect(items.map(({ json }) => json.error)).toEqual([wrong, wrong, over, over, over, over]);
		expect(bench.submits).toEqual([]);
	});

	test('refused rows come out of the error output', async () => {
		const { items, errorItems } = await bench.edit(limited(1), {
			items: rows(2),
			node: { onError: 'continueErrorOutput' },
		});
		expect(items).toEqual([]);
		expect(errorItems.map(({ json }) => json.error)).toEqual(
			Array(2).fill('This run would buy 2 edits, but Edit Limit is 1. Nothing was bought.'),
		);
	});
});

describe('the value', () => {
	test.each([
		['={{ $json.row === 1 ? 2 : 100 }}', 2],
		['={{ $json.row === 2 ? 2 : 0 }}', 2],
	])('of an expression may differ: the tightest counts (%s)', async (expression, tightest) => {
		const { error } = await bench.edit(limited(expression), { items: rows(3) });
		expect(error?.message).toBe(
			`This run would buy 3 edits, but Edit Limit is ${tightest}. Nothing was bought.`,
		);
		expect(bench.submits).toEqual([]);
	});

	test.each(['2', '={{ "2" }}', ' 2 '])('may be text: %p', async (text) => {
		const { error } = await bench.edit(limited(text), { items: rows(3) });
		expect(error?.message).toContain('would buy 3 edits, but Edit Limit is 2.');
		expect((await bench.edit(limited(text), { items: rows(2) })).items).toHaveLength(2);
	});

	test('of an expression that gives nothing is that of a new node', async () => {
		const nothing = limited('={{ $json.limit }}');
		expect((await bench.edit(nothing, { items: rows(2) })).items).toHaveLength(2);
		const { error } = await bench.edit(nothing, { items: rows(101) });
		expect(error?.message).toContain('would buy 101 edits, but Edit Limit is 100.');
	});

	test.each<[unknown, string]>([
		[-1, '-1'],
		[1.5, '1.5'],
		['abc', '"abc"'],
		['={{ {} }}', '{}'],
		['={{ Infinity }}', 'Infinity'],
		['={{ true }}', 'true'],
	])('is refused when it is %p', async (wrong, shown) => {
		const { error } = await bench.edit(limited(wrong));
		expect(error?.message).toContain('Edit Limit must be ');
		expect(error?.message).toContain(`but it is ${shown}`);
		expect(bench.submits).toEqual([]);
	});
});

describe('in a loop', () => {
	const over: unknown = expect.stringMatching(
		/^After 4 edits .* would buy 2 .* but Edit Limit is 4\. Nothing more was bought\.$/,
	);

	test('all passes count together: the one that would be too much buys nothing, and the others keep theirs', async () => {
		const { passes, error } = await new Loop(bench, 3, { items: rows(2) }).run(limited(4));
		expect(error?.message).toEqual(over);
		expect(error?.description).toContain('All passes of a loop');
		expect(passes.map((items) => items.length)).toEqual([2, 2, 0]);
		expect(billed()).toBe(4);
	});

	test('under "On Error: Continue" each pass above the limit says it in all its rows', async () => {
		const loop = new Loop(bench, 4, { items: rows(2), node: goesOn });
		const { passes, error } = await loop.run(limited(4));
		expect(error).toBeUndefined();
		expect(passes.map((items) => items.map(({ json }) => json.error))).toEqual([
			[undefined, undefined],
			[undefined, undefined],
			[over, over],
			[over, over],
		]);
		expect(billed()).toBe(4);
	});

	test('a smaller pass after one that was refused may still buy what is left', async () => {
		const loop = new Loop(bench, 3, { items: rows(2), node: goesOn });
		// One item of the last pass is refused for itself.
		const duration = '={{ $runIndex === 2 && $json.row === 1 ? 11 : 5 }}';
		const { passes } = await loop.run({ ...limited(3), duration });
		expect(passes.map((items) => items.filter(({ json }) => json.taskId).length)).toEqual([
			2, 0, 1,
		]);
		expect(billed()).toBe(3);
	});

	test('"Retry" with the same limit is refused again, and with a higher one buys only what is missing', async () => {
		const loop = new Loop(bench, 3, { items: rows(2) });
		const failed = await loop.run(limited(4));
		const again = await loop.retry(failed, limited(4));
		expect(again.error?.message).toEqual(over);
		expect(billed()).toBe(4);
		const { passes, error } = await loop.retry(again, limited(6));
		expect(error).toBeUndefined();
		expect(passes.map((items) => items.length)).toEqual([2, 2, 2]);
		expect(billed()).toBe(6);
	});
});

describe('with a pause between batches', () => {
	const batch = { batchSize: 2, batchInterval: 200 };
	const inBatches = (editLimit: number) => ({
		...limited(editLimit),
		requestOptions: { batching: { batch } },
	});

	test('the items that n8n has not begun with count, too', async () => {
		const { error } = await bench.edit(inBatches(4), { items: rows(5) });
		expect(error?.message).toBe(
			'This run would buy 5 edits, but Edit Limit is 4. Nothing was bought.',
		);
		expect(bench.submits).toEqual([]);
	});

	test('as many as the limit are bought', async () => {
		const { items, error } = await bench.edit(inBatches(5), { items: rows(5) });
		expect(error).toBeUndefined();
		expect(items).toHaveLength(5);
		expect(billed()).toBe(5);
	});

	test.each([
		['', {}],
		[', also under "On Error: Continue"', goesOn],
	])(
		'a batch that begins while the one before is still checked counts once%s',
		async (_what, node) => {
			const batching = { batch: { batchSize: 2, batchInterval: 1 } };
			const edit = async (limit: number) =>
				await bench.edit(
					{ ...limited(limit), requestOptions: { batching } },
					{ items: rows(4), node },
				);
			const { items, error } = await edit(3);
			expect(error?.message ?? items[0].json.error).toContain(
				'would buy 4 edits, but Edit Limit is 3',
			);
			expect(billed()).toBe(0);
			expect((await edit(4)).items.map(({ json }) => 'taskId' in json)).toEqual(
				Array(4).fill(true),
			);
		},
	);

	test('under "On Error: Continue" each row of each batch says it', async () => {
		const { items } = await bench.edit(inBatches(4), { items: rows(5), node: goesOn });
		expect(items.map(({ json }) => json.error)).toEqual(
			rows(5).map(() => 'This run would buy 5 edits, but Edit Limit is 4. Nothing was bought.'),
		);
		expect(bench.submits).toEqual([]);
	});
});
