import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';

import { NODE, Workbench } from '../support/workbench.mts';

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
beforeEach(() => bench.reset({ outcome: 'completed', taskTimeMs: 200 }));
afterAll(async () => await bench.close());

const retryOnFail = { node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 } };
const keys = () => bench.submits.map(({ headers }) => headers['idempotency-key']);

test('Retry On Fail after a lost answer carries the same key: one purchase', async () => {
	bench.simulator.addFault({ on: 'submit', action: { kind: 'loseAnswer' } });
	const { items, error } = await bench.edit({}, retryOnFail);
	expect(error).toBeUndefined();
	expect(items[0].json.status).toBe('completed');
	expect(bench.submits).toHaveLength(2);
	expect(new Set(keys()).size).toBe(1);
	expect(bench.simulator.ledger.billed).toBe(1);
});

test('Retry On Fail after a refused poll carries the same key: one purchase', async () => {
	bench.simulator.addFault({ on: 'task', action: { kind: 'status', status: 402 } });
	const { items } = await bench.edit({}, retryOnFail);
	expect(items[0].json.status).toBe('completed');
	expect(bench.simulator.ledger.billed).toBe(1);
});

test('Retry On Fail after a failed task is a purchase of its own', async () => {
	bench.reset({ outcome: 'failed' });
	const editing = bench.edit({}, retryOnFail);
	await bench.taskId();
	bench.simulator.settings.outcome = 'completed';
	const { items, error } = await editing;
	expect(error).toBeUndefined();
	expect(items[0].json.status).toBe('completed');
	expect(new Set(keys()).size).toBe(2);
	expect(bench.simulator.ledger).toMatchObject({ billed: 2, refunded: 1 });
});

test('different items, edits and executions have different keys', async () => {
	await bench.edit({ waitForCompletion: false }, { items: [{}, {}] });
	await bench.edit({ waitForCompletion: false });
	await bench.edit({ waitForCompletion: false, prompt: 'other' });
	expect(new Set(keys()).size).toBe(4);
	for (const key of keys()) expect(key).toMatch(/^[\x21-\x7e]{1,191}$/);
	expect(bench.simulator.ledger.billed).toBe(4);
});

test('each pass through the node in one execution is a purchase of its own', async () => {
	const at = { typeVersion: 1, position: [0, 0] as [number, number], parameters: {} };
	const branch = (name: string) => ({ ...at, id: name, name, type: 'n8n-nodes-base.noOp' });
	const toNode = { main: [[{ node: NODE, type: 'main' as const, index: 0 }]] };
	await bench.engine.execute({
		credential: bench.credential,
		workflow: {
			nodes: [
				{ ...at, id: 'trigger', name: 'Trigger', type: 'n8n-nodes-base.manualTrigger' },
				branch('A'),
				branch('B'),
				{
					...at,
					id: 'wan',
					name: NODE,
					type: 'n8n-nodes-wan-videoedit.wanVideoEdit',
					credentials: { wanVideoEditApi: { id: '1', name: 'Simulator' } },
					parameters: bench.submitParameters({ waitForCompletion: false }),
				},
			],
			connections: {
				Trigger: { main: [['A', 'B'].map((node) => ({ node, type: 'main' as const, index: 0 }))] },
				A: toNode,
				B: toNode,
			},
		},
	}).ended;
	expect(new Set(keys()).size).toBe(2);
	expect(bench.simulator.ledger.billed).toBe(2);
});

test('the user’s own key keeps a new execution from buying the same again', async () => {
	const options = { idempotencyKey: '={{ "order-" + $json.order }}' };
	const first = await bench.edit({ options }, { items: [{ order: 17 }] });
	const second = await bench.edit({ options }, { items: [{ order: 17 }] });
	expect(keys()).toEqual(['order-17', 'order-17']);
	expect(second.items[0].json.taskId).toBe(first.items[0].json.taskId);
	expect(bench.simulator.ledger.billed).toBe(1);
});
