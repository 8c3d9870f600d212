import { setTimeout as delay } from 'node:timers/promises';
import { runInThisContext } from 'node:vm';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { Workbench } from '../support/workbench.mts';

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
beforeEach(() =>
	bench.reset({
		outcome: 'completed',
		taskTimeMs: 200,
		submitTimeMs: 0,
		honoursIdempotencyKey: false,
	}),
);
afterAll(async () => await bench.close());

const rowsOf = (count: number) => Array.from({ length: count }, (_, row) => ({ row }));
const promptOfRow = '={{ "Edit of row " + $json.row }}';
const inBatches = (batchSize: number, batchInterval: number): INodeParameters => ({
	requestOptions: { batching: { batch: { batchSize, batchInterval } } },
});
const prompts = () => bench.submits.map(({ body }) => (body as { prompt: string }).prompt);

describe('with a pause between batches', () => {
	const batches = { batching: { batch: { batchSize: 2, batchInterval: 700 } } };
	const holdsItself =
		'={{ (() => { const value = {}; value.value = value; return $json.row === 4 ? value : "ok"; })() }}';
	const proxyOfRow = '={{ $json.row === 4 ? "http://nohost" : "" }}';
	const unresolvable = '={{ $json.row === 4 ? $("No such node").item.json.x : $json.row }}';

	test.each<[string, INodeParameters]>([
		['its prompt', { prompt: unresolvable }],
		['an option', { options: { seed: unresolvable } }],
		[
			'a nested parameter',
			{ options: { metadata: `={{ { row: ${unresolvable.slice(3, -3)} } }}` } },
		],
		['what it needs a value of that holds itself', { prompt: holdsItself }],
		['a proxy without a port', { requestOptions: { ...batches, proxy: proxyOfRow } }],
	])('nothing is bought when n8n cannot resolve %s of a later item', async (_what, parameters) => {
		const all = { requestOptions: batches, ...parameters };
		const { error } = await bench.edit(all, { items: rowsOf(5) });
		expect(error).toBeDefined();
		await delay(1000);
		expect(bench.apiRequests).toEqual([]);
	});

	test('what is on its way when n8n gives the run up is found again by "Retry"', async () => {
		bench.reset({ submitTimeMs: 800, honoursIdempotencyKey: true });
		const parameters = {
			...inBatches(1, 400),
			// It resolves when the first item looks, and not when n8n comes to it.
			prompt: `={{ (() => {
				if ($json.row === 0) return "ok";
				const looks = Number($execution.customData.get("looks") ?? 0) + 1;
				$execution.customData.set("looks", String(looks));
				return looks === 2 ? $("No such node").item.json.x : "ok";
			})() }}`,
		};
		const failed = await bench.edit(parameters, { items: rowsOf(2) });
		expect(failed.error).toBeDefined();
		const { items } = await bench.retry(failed, parameters, { items: rowsOf(2) });
		expect(items.map(({ json }) => json.status)).toEqual(['completed', 'completed']);
		expect(bench.simulator.ledger.billed).toBe(2);
	});

	test('an item that fails early causes no unhandled rejection', async () => {
		const unhandled: unknown[] = [];
		const listen = (reason: unknown) => unhandled.push(reason);
		// The tests' own `process` hears nothing of it.
		const process = runInThisContext('process') as NodeJS.Process;
		process.on('unhandledRejection', listen);
		try {
			const broken = { duration: '={{ $json.row === 0 ? 11 : 5 }}', ...inBatches(1, 500) };
			const { error } = await bench.edit(broken, { items: rowsOf(3) });
			expect(error?.message).toContain('Duration (Seconds) must be');

			bench.simulator.addFault({ on: 'submit', action: { kind: 'status', status: 402 } });
			const refused = await bench.edit(inBatches(1, 500), { items: rowsOf(3) });
			expect(refused.error?.message).toContain('The balance is used up');
			await delay(100);
			expect(unhandled).toEqual([]);
		} finally {
			process.off('unhandledRejection', listen);
		}
	});
});

describe('the message of a run that failed', () => {
	test('names all tasks that were bought', async () => {
		bench.simulator.addFault({ on: 'task', action: { kind: 'status', status: 402 } });
		const { error } = await bench.edit({ prompt: promptOfRow }, { items: rowsOf(3) });
		for (const [taskId, { body }] of bench.simulator.tasks) {
			const item = String(body.prompt).at(-1);
			expect(error?.message).toContain(`${taskId} (item ${item})`);
		}
		expect(bench.simulator.tasks.size).toBe(3);
		expect(error?.description).toContain('other items of this run are not lost');
	});

	test('names them in its description when they are too many', async () => {
		bench.simulator.addFault({ on: 'task', action: { kind: 'status', status: 402 } });
		const { error } = await bench.edit({ prompt: promptOfRow }, { items: rowsOf(30) });
		for (const taskId of bench.simulator.tasks.keys()) {
			expect(error?.description).toContain(taskId);
		}
		expect(error?.message.length).toBeLessThanOrEqual(501);
	});

	test('names the key of another item’s submit that got no answer', async () => {
		bench.simulator.addFault({ on: 'submit', action: { kind: 'loseAnswer' } });
		bench.simulator.addFault({ on: 'submit', after: 1, action: { kind: 'status', status: 402 } });
		const { error } = await bench.edit({ prompt: promptOfRow }, { items: rowsOf(3) });
		const lost = bench.submits[0].headers['idempotency-key'];
		expect(error?.message).toContain(String(lost));
		for (const taskId of bench.simulator.tasks.keys()) {
			if (bench.simulator.tasks.get(taskId)?.body.prompt !== prompts()[0]) {
				expect(error?.message).toContain(taskId);
			}
		}
	});
});

describe('one Idempotency Key of the user’s for several rows', () => {
	const options = { idempotencyKey: 'order-1' };

	test.each([0, 200])('buys nothing when they differ (pause of %i ms)', async (pauseMs) => {
		const parameters = { prompt: promptOfRow, options, ...inBatches(1, pauseMs) };
		const { error } = await bench.edit(parameters, { items: rowsOf(3) });
		expect(error?.message).toContain('"order-1" is given to different edits: items 0, 1, 2');
		expect(error?.description).toContain('Give each edit its own key');
		expect(bench.apiRequests).toEqual([]);
	});

	test('buys nothing when they differ in a number that JSON does not know', async () => {
		const parameters = { options: { ...options, seed: '={{ BigInt($json.row) }}' } };
		const { error } = await bench.edit(parameters, { items: rowsOf(2) });
		expect(error?.message).toContain('"order-1" is given to different edits');
		expect(bench.apiRequests).toEqual([]);
	});

	test('buys those that have a key of their own under "On Error: Continue"', async () => {
		const idempotencyKey = '={{ $json.row < 2 ? "order-1" : "order-" + $json.row }}';
		const { items } = await bench.edit(
			{ prompt: promptOfRow, options: { idempotencyKey } },
			{ items: rowsOf(4), node: { onError: 'continueRegularOutput' } },
		);
		expect(items.map(({ json }) => json.status)).toEqual([
			undefined,
			undefined,
			'completed',
			'completed',
		]);
		expect(items[1].json.error).toContain('different edits: items 0, 1 (counted from 0)');
		expect(bench.simulator.ledger.billed).toBe(2);
	});

	test('buys one edit when the rows are the same', async () => {
		bench.reset({ honoursIdempotencyKey: true });
		const { items } = await bench.edit({ options }, { items: rowsOf(3) });
		expect(new Set(items.map(({ json }) => json.taskId)).size).toBe(1);
		expect(bench.simulator.ledger.billed).toBe(1);
	});
});
