import { setTimeout as delay } from 'node:timers/promises';

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

import type { FaultAction } from '../../simulator/index.mts';
import { timeLimitsOfBuiltNode } from '../support/builtNode.mts';
import { outcomeOf, Workbench } from '../support/workbench.mts';

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
beforeEach(() => bench.reset({ honoursIdempotencyKey: true }));
afterEach(() => void jest.restoreAllMocks());
afterAll(async () => await bench.close());

test('Stop breaks off a status check on its way, and nothing is asked afterwards', async () => {
	bench.simulator.addFault({ on: 'task', times: Infinity, action: { kind: 'stall' } });
	const execution = bench.begin(bench.submitParameters());
	while (bench.questions.length === 0) await delay(20);
	await delay(500);
	expect(bench.questions[0].brokenOffAtMs).toBeUndefined();

	execution.stop();
	const { error } = await outcomeOf(execution);
	expect(error?.message).toContain(await bench.taskId());
	const requests = bench.simulator.requests.length;
	await delay(2_500);
	// The connection itself is closed: nobody waits for its answer any more.
	expect(bench.questions[0].brokenOffAtMs).toBeDefined();
	expect(bench.simulator.requests).toHaveLength(requests);
});

describe('an answer that drips for ever ends by the time limit for answers', () => {
	/** Long before its end, which comes after minutes. */
	const drip: FaultAction = { kind: 'drip', chunkBytes: 1, intervalMs: 1_000 };
	beforeEach(() => {
		jest.replaceProperty(timeLimitsOfBuiltNode(), 'answer', 2_500);
	});

	test('of a status check, and the next one brings the video', async () => {
		bench.simulator.addFault({ on: 'task', action: drip });
		const { items, error } = await bench.edit();
		expect(error).toBeUndefined();
		expect(items[0].json.status).toBe('completed');
		expect(bench.questions).toHaveLength(2);
		expect(bench.questions[0].brokenOffAtMs).toBeDefined();
		expect(bench.simulator.ledger.billed).toBe(1);
	});

	test('of a submit, which may be billed then, and Retry gets its task', async () => {
		bench.simulator.addFault({ on: 'submit', action: drip });
		const failed = await bench.edit();
		expect(failed.error?.message).toContain('no answer in time');
		const key = String(bench.submits[0].headers['idempotency-key']);
		expect(failed.error?.message).toContain(key);
		expect(failed.error?.description).toContain('may still have accepted the edit');
		expect(bench.submits).toHaveLength(1);
		while (bench.submits[0].brokenOffAtMs === undefined) await delay(20);

		const { items } = await bench.retry(failed);
		expect(items[0].json).toMatchObject({ taskId: await bench.taskId(), status: 'completed' });
		expect(bench.submits.map(({ headers }) => headers['idempotency-key'])).toEqual([key, key]);
		expect(bench.simulator.ledger.billed).toBe(1);
	});

	test('of an upload of a reference image, which is sent again', async () => {
		bench.simulator.addFault({ on: 'upload', action: drip });
		const image = Buffer.concat([Buffer.from('ffd8ffe000104a464946', 'hex'), Buffer.alloc(500)]);
		const file = await bench.engine.storeFile({ content: image, mimeType: 'image/jpeg' });
		const { items, error } = await bench.edit(
			{ options: { referenceImageBinaryFields: 'image' } },
			{ files: [{ image: file }] },
		);
		expect(error).toBeUndefined();
		expect(items[0].json.status).toBe('completed');
		const uploads = bench.requests('POST', /^\/v1\/uploads\/images$/);
		expect(uploads).toHaveLength(2);
		expect(uploads[0].brokenOffAtMs).toBeDefined();
	});
});
