import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';

import type { FaultAction } from '../../simulator/index.mts';
import { timeLimitsOfBuiltNode } from '../support/builtNode.mts';
import { Workbench } from '../support/workbench.mts';

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
beforeEach(() => {
	bench.reset();
	const limits = timeLimitsOfBuiltNode();
	jest.replaceProperty(limits, 'answer', 2_000);
	jest.replaceProperty(limits, 'stalledDownload', 2_000);
});
afterEach(() => {
	jest.restoreAllMocks();
});
afterAll(async () => await bench.close());

/** Begins, and then says nothing more for as long as the connection is open. */
const stalled: FaultAction = { kind: 'drip', chunkBytes: 5, intervalMs: 3_600_000 };

test('a status check whose answer begins and stops is broken off, and the next one counts', async () => {
	bench.simulator.addFault({ on: 'task', action: stalled });
	const { items, error } = await bench.edit();
	expect(error).toBeUndefined();
	expect(items[0].json.status).toBe('completed');
	expect(bench.questions[0].brokenOffAtMs).toBeDefined();
});

test('so is a submit, which may be billed', async () => {
	bench.simulator.addFault({ on: 'submit', action: stalled });
	const failed = await bench.edit();
	expect(failed.error?.message).toContain('no answer in time');
	const { items } = await bench.retry(failed);
	expect(items[0].json.status).toBe('completed');
	expect(bench.simulator.ledger.billed).toBe(1);
});

test('so is a download, which is tried again', async () => {
	bench.simulator.addFault({ on: 'result', action: stalled });
	const { items, error } = await bench.edit();
	expect(error).toBeUndefined();
	expect(items[0].binary).toHaveProperty('data');
	const results = bench.requests('GET', /^\/f\/video\//);
	expect(results).toHaveLength(2);
	expect(results[0].brokenOffAtMs).toBeDefined();
});
