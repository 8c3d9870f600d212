import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { finish, NEVER_MS } from '../support/endlessTasks.mts';
import { outcomeOf, Workbench } from '../support/workbench.mts';

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
beforeEach(() => bench.reset({ taskTimeMs: 200 }));
afterAll(async () => await bench.close());

const rows = Array.from({ length: 20 }, (_, row) => ({ row }));
const promptOfRow = { prompt: '={{ "Edit of row " + $json.row }}' };

/** What was asked for in the task behind an item. */
const promptOf = (taskId: unknown) => bench.simulator.tasks.get(taskId as string)?.body.prompt;

test('20 items run in the time of one, in order, each paired with its input', async () => {
	bench.reset({ taskTimeMs: NEVER_MS });
	const parameters = bench.submitParameters({ ...promptOfRow, options: { pollInterval: 1 } });
	const execution = bench.begin(parameters, { items: rows });
	// All of them are at the service before the first one is done: they wait side by side.
	while (bench.simulator.tasks.size < 20) await delay(20);
	finish(bench);
	const twenty = await outcomeOf(execution);
	expect(twenty.error).toBeUndefined();
	expect(twenty.items.map(({ pairedItem }) => pairedItem)).toEqual(
		rows.map(({ row }) => ({ item: row })),
	);
	expect(twenty.items.map(({ json }) => promptOf(json.taskId))).toEqual(
		rows.map(({ row }) => `Edit of row ${row}`),
	);
	expect(new Set(twenty.items.map(({ binary }) => binary!.data.id)).size).toBe(20);
	expect(bench.simulator.ledger.billed).toBe(20);
});

test('with "Execute Once" only the first item is edited', async () => {
	const { items } = await bench.edit(promptOfRow, { items: rows, node: { executeOnce: true } });
	expect(items).toHaveLength(1);
	expect(bench.submits.map(({ body }) => (body as { prompt: string }).prompt)).toEqual([
		'Edit of row 0',
	]);
});

describe('when one of them breaks a rule', () => {
	const duration = { ...promptOfRow, duration: '={{ $json.row === 13 ? 11 : 5 }}' };

	test('none is submitted: n8n would throw the others’ videos away', async () => {
		const { error, items } = await bench.edit(duration, { items: rows });
		expect(items).toEqual([]);
		expect(error?.message).toContain(
			'Nothing was submitted, because item 13 (counted from 0) cannot be edited',
		);
		expect(error?.message).toContain('Duration (Seconds) must be');
		expect(bench.apiRequests).toEqual([]);
	});

	test('nor when its expression cannot be read at all', async () => {
		const { error } = await bench.edit(
			{ prompt: '={{ $json.row === 13 ? $("No such node").item.json.x : "ok" }}' },
			{ items: rows },
		);
		expect(error).toBeDefined();
		await new Promise((resolve) => setTimeout(resolve, 500));
		expect(bench.apiRequests).toEqual([]);
	});

	test('nor with the Batching option, as far as n8n has begun', async () => {
		const batch = (batchInterval: number) => ({
			requestOptions: { batching: { batch: { batchSize: 20, batchInterval } } },
		});
		for (const batchInterval of [0, 300]) {
			const { error } = await bench.edit({ ...duration, ...batch(batchInterval) }, { items: rows });
			expect(error?.message).toContain('item 13 (counted from 0) cannot be edited');
		}
		await bench.edit(
			{ ...batch(0), prompt: '={{ $json.row === 13 ? $("No such node").item.json.x : "ok" }}' },
			{ items: rows },
		);
		await new Promise((resolve) => setTimeout(resolve, 500));
		expect(bench.apiRequests).toEqual([]);
	});

	test('a Batching option that differs by item is that of the first one, as in n8n', async () => {
		const batch = { batchSize: 2, batchInterval: '={{ $json.row === 0 ? 100 : 0 }}' };
		const { items } = await bench.edit(
			{ requestOptions: { batching: { batch } } },
			{ items: rows.slice(0, 4) },
		);
		expect(items).toHaveLength(4);
	});

	test('under "On Error: Continue" it costs only itself', async () => {
		const { error, items } = await bench.edit(duration, {
			items: rows,
			node: { onError: 'continueRegularOutput' },
		});
		expect(error).toBeUndefined();
		expect(items).toHaveLength(20);
		expect(items[13].json).toEqual({
			error:
				'Duration (Seconds) must be 0 (full length) or a whole number from 2 to 10, but it is 11',
		});
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
			rows.map(({ row }) => ({ item: row })),
		);
		expect(items.filter(({ json }) => json.status === 'completed')).toHaveLength(19);
		expect(bench.simulator.ledger.billed).toBe(19);
	});

	test('with an error output, its row comes out there, paired with its input', async () => {
		const { items, errorItems } = await bench.edit(duration, {
			items: rows,
			node: { onError: 'continueErrorOutput' },
		});
		expect(items).toHaveLength(19);
		expect(errorItems).toHaveLength(1);
		expect(errorItems[0].pairedItem).toEqual({ item: 13 });
		expect(errorItems[0].json.error).toContain('Duration (Seconds)');
	});
});

test('under "On Error: Continue" a task that fails costs only itself and is named in its row', async () => {
	const action = { kind: 'status' as const, status: 404 };
	bench.simulator.addFault({ on: 'source', mark: '1', action });
	const { items } = await bench.edit(
		{ videoUrl: `=${bench.simulator.sampleUrl}?row={{ $json.row }}` },
		{ items: rows.slice(0, 3), node: { onError: 'continueRegularOutput' } },
	);
	const [failed] = [...bench.simulator.tasks].filter(([, { state }]) => state === 'failed');
	expect(items.map(({ json }) => json.status)).toEqual(['completed', undefined, 'completed']);
	expect(items[1].json.error).toContain(`(task ${failed[0]}, "failed")`);
	expect(items[1].pairedItem).toEqual({ item: 1 });
});
