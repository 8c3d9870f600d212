import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';

import { Workbench } from '../support/workbench.mts';

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
beforeEach(() => {
	// Another key is another account, whose pace no other test has slowed down.
	bench.reset({
		submitsPerSecond: 0,
		balanceUsd: 10_000,
		submitTimeMs: 0,
		apiKey: `key-of-${expect.getState().currentTestName}`.replace(/\W/g, '-'),
	});
	// The tasks end at once: this is about their submits.
	bench.simulator.addFault({
		on: 'source',
		times: Infinity,
		action: { kind: 'status', status: 404 },
	});
});
afterAll(async () => await bench.close());

const rows = (count: number) => Array.from({ length: count }, (_, row) => ({ row }));
const edits = { prompt: '=Look {{ $json.row }}', waitForCompletion: false };
const refused = () => bench.submits.length - bench.simulator.tasks.size;

test('more items than the service takes in a second are all bought, each once', async () => {
	bench.reset({ submitsPerSecond: 10 });
	const { items, error } = await bench.edit(edits, { items: rows(100) });
	expect(error).toBeUndefined();
	expect(new Set(items.map(({ json }) => json.taskId)).size).toBe(100);
	expect(bench.simulator.tasks.size).toBe(100);
	// Few on an idle computer.
	expect(refused()).toBeLessThan(30);
});

test('also where it takes far fewer than the node sends at first', async () => {
	bench.reset({ submitsPerSecond: 3 });
	const { items, error } = await bench.edit(edits, { items: rows(40) });
	expect(error).toBeUndefined();
	expect(new Set(items.map(({ json }) => json.taskId)).size).toBe(40);
	expect(bench.simulator.tasks.size).toBe(40);
	// As many again would be a storm.
	expect(refused()).toBeLessThan(30);
});

test('"too many requests" holds all submits of the account back, not just the one', async () => {
	const action = { kind: 'status', status: 429, headers: { 'retry-after': '4' } } as const;
	bench.simulator.addFault({ on: 'submit', action });
	const { error } = await bench.edit(edits, { items: rows(20) });
	expect(error).toBeUndefined();
	const times = bench.submits.map(({ atMs }) => atMs);
	// Those of the first second were on their way already when the answer to the first one came.
	const early = times.filter((atMs) => atMs < times[0] + 3_900);
	expect(early.length).toBeLessThanOrEqual(15);
	expect(times).toHaveLength(21);
});

test('Stop ends the wait for a turn at once, and nothing is bought any more', async () => {
	const execution = bench.begin(bench.submitParameters(edits), { items: rows(80) });
	while (bench.submits.length < 4) await delay(20);
	const stoppedAtMs = Date.now();
	execution.stop();
	await execution.ended;
	expect(Date.now() - stoppedAtMs).toBeLessThan(10_000);
	const { length } = bench.submits;
	expect(length).toBeLessThan(60);
	await delay(2_000);
	expect(bench.submits.length).toBeLessThanOrEqual(length + 1);
});

test('the Timeout counts the wait for a turn: then the edit is not started, and the message says so', async () => {
	const { items } = await bench.edit(
		{ ...edits, options: { timeout: 0.04 } },
		{ items: rows(60), node: { onError: 'continueRegularOutput' } },
	);
	const late = items.filter(({ json }) =>
		(json.error as string | undefined)?.includes('The Timeout was over before'),
	);
	expect(late.length).toBeGreaterThan(10);
	expect(bench.simulator.tasks.size).toBe(60 - late.length);
	expect(bench.submits).toHaveLength(60 - late.length);
});
