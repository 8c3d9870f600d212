import { InstanceSettings } from 'n8n-core';
import { Container } from '@n8n/di';
import {
	afterAll,
	afterEach,
	beforeAll,
	beforeEach,
	describe,
	expect,
	jest,
	test,
} from '@jest/globals';
import type { INode } from 'n8n-workflow';

import { Loop } from '../support/passes.mts';
import { NODE, Workbench, type EditOptions } from '../support/workbench.mts';

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start({ unlimitedQuota: true });
});
beforeEach(() => bench.reset({ outcome: 'completed', honoursIdempotencyKey: true }));
afterEach(() => void jest.restoreAllMocks());
afterAll(async () => await bench.close());

const retryOnFail = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
const keys = () => bench.submits.map(({ headers }) => String(headers['idempotency-key']));
/** Requests of n8n for the source; those of the service have another user agent. */
const probes = () =>
	bench
		.requests('GET', /^\/samples\//)
		.filter(({ headers }) => headers['user-agent'] !== 'wan-videoedit-simulator');

test('after a task that failed, the next attempt of the same execution buys under a key of its own', async () => {
	// The service returns the failed task for the key of its submit, as long as it knows that key.
	bench.reset({ outcome: 'failed' });
	bench.simulator.onEvent(({ kind }) => {
		if (kind === 'failed' && bench.simulator.tasks.size === 2) {
			bench.simulator.settings.outcome = 'completed';
		}
	});
	const { items, error } = await bench.edit({}, { node: retryOnFail });
	expect(error).toBeUndefined();
	expect(items[0].json.status).toBe('completed');
	expect(new Set(keys()).size).toBe(3);
	expect(bench.simulator.ledger).toMatchObject({ billed: 3, refunded: 2 });
});

describe('the Idempotency-Key that a purchase is sent with', () => {
	/** Each test has an execution of its own: the service remembers the keys of the others. */
	let executionId: string;
	let executions = 0;
	beforeEach(() => {
		executionId = `execution ${++executions}`;
	});

	/** The key that an edit is sent with. */
	async function keyOf(options: EditOptions = {}): Promise<string> {
		await bench.edit({ waitForCompletion: false }, { executionId, ...options });
		return keys().at(-1)!;
	}

	test('is the same when another worker begins the same execution once more', async () => {
		const key = await keyOf();
		expect(await keyOf()).toBe(key);
		expect(bench.simulator.ledger.billed).toBe(1);
	});

	test.each<[string, EditOptions]>([
		['another execution', { executionId: 'another' }],
		['another workflow', { workflowId: 'another' }],
		['another node', { node: { id: 'another' } }],
	])('is another one in %s', async (_where, options) => {
		const key = await keyOf();
		expect(await keyOf(options)).not.toBe(key);
		expect(bench.simulator.ledger.billed).toBe(2);
	});

	test('is another one in another n8n, whose executions and workflows count from 1, too', async () => {
		const key = await keyOf();
		jest.replaceProperty(Container.get(InstanceSettings), 'instanceId', 'another');
		expect(await keyOf()).not.toBe(key);
		expect(bench.simulator.ledger.billed).toBe(2);
	});

	test('is another one for each node of an execution and each of its items', async () => {
		await inOneExecution(['First', 'Second'], 2);
		expect(new Set(keys()).size).toBe(4);
		expect(bench.simulator.ledger.billed).toBe(4);
	});
});

test('the record of purchases does not grow with the passes of a loop', async () => {
	// What becomes of the edits is of no matter here, and 200 videos would be much to fetch.
	const action = { kind: 'status' as const, status: 404 };
	bench.simulator.addFault({ on: 'source', times: Infinity, action });
	const few = await sizeOfRecord(2);
	const many = await sizeOfRecord(200);
	expect(bench.simulator.ledger.billed).toBe(202);
	// The number of a run has two digits more.
	expect(many).toBeLessThan(few + 50);
});

describe('what may be bought is not probed again', () => {
	test('by Retry On Fail', async () => {
		bench.simulator.addFault({ on: 'submit', action: { kind: 'loseAnswer' } });
		const { items, error } = await bench.edit({}, { node: retryOnFail });
		expect(error).toBeUndefined();
		expect(items[0].json.status).toBe('completed');
		expect(bench.submits).toHaveLength(2);
		const secondMs = bench.submits[0].atMs;
		expect(probes().length).toBeGreaterThan(0);
		expect(probes().filter(({ atMs }) => atMs > secondMs)).toEqual([]);
	});

	test('by "Retry" of the execution, even if the source is gone by then', async () => {
		bench.simulator.addFault({ on: 'submit', action: { kind: 'loseAnswer' } });
		const failed = await bench.edit();
		const before = probes().length;
		bench.simulator.addFault({
			on: 'look',
			times: Infinity,
			action: { kind: 'status', status: 404 },
		});
		const { items, error } = await bench.retry(failed);
		expect(error).toBeUndefined();
		expect(items[0].json).toMatchObject({ taskId: await bench.taskId(), status: 'completed' });
		expect(probes()).toHaveLength(before);
		expect(bench.simulator.ledger.billed).toBe(1);
	});

	test('but what the service has certainly refused is', async () => {
		bench.simulator.addFault({ on: 'submit', action: { kind: 'status', status: 402 } });
		const failed = await bench.edit();
		const before = probes().length;
		await bench.retry(failed);
		expect(probes().length).toBeGreaterThan(before);
	});
});

const at = { typeVersion: 1, position: [0, 0] as [number, number] };
const trigger: INode = {
	...at,
	id: 'trigger',
	name: 'Trigger',
	type: 'n8n-nodes-base.manualTrigger',
	parameters: {},
};

const editNode = (name: string): INode => ({
	...at,
	id: `id of ${name}`,
	name,
	type: 'n8n-nodes-wan-videoedit.wanVideoEdit',
	credentials: { wanVideoEditApi: { id: '1', name: 'Simulator' } },
	parameters: bench.submitParameters({ waitForCompletion: false }),
});

const to = (nodes: string[]) => ({
	main: [nodes.map((node) => ({ node, type: 'main' as const, index: 0 }))],
});

/** Runs nodes of this package side by side, each with all the items. */
async function inOneExecution(names: string[], items: number): Promise<void> {
	await bench.engine.execute({
		credential: bench.credential,
		items: Array.from({ length: items }, () => ({ json: {} })),
		workflow: { nodes: [trigger, ...names.map(editNode)], connections: { Trigger: to(names) } },
	}).ended;
}

/** How large the node's part of the execution's data is after so many runs of it, as JSON. */
async function sizeOfRecord(passes: number): Promise<number> {
	const loop = new Loop(bench, passes);
	const done = await loop.run({ waitForCompletion: false, options: { editLimit: 0 } });
	expect(done.passes).toHaveLength(passes);
	return JSON.stringify(done.run.data.executionData!.contextData[`node:${NODE}`]).length;
}
