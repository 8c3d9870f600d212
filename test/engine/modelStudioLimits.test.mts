import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';

import type { RecordedRequest } from '../../simulator/index.mts';
import { Workbench } from '../support/workbench.mts';

let bench: Workbench;
beforeAll(async () => {
	// The limits of an account are on: 5 submits and 20 status checks a second (Model Studio, list and cancel).
	bench = await Workbench.start();
});
beforeEach(async () => {
	// The service counts what came in the last second.
	await delay(1_000);
	// Another key is another account, whose pace no other test has slowed down.
	bench.reset({
		balanceUsd: 10_000,
		modelStudioSubmitsPerSecond: 5,
		apiKey: `key-of-${expect.getState().currentTestName}`.replace(/\W/g, '-'),
	});
	// The tasks end at once: this is about the requests for them.
	bench.simulator.addFault({
		on: 'source',
		times: Infinity,
		action: { kind: 'status', status: 404 },
	});
});
afterAll(async () => await bench.close());

const rows = (count: number) => Array.from({ length: count }, (_, row) => ({ row }));
const edits = { prompt: '=Look {{ $json.row }}', waitForCompletion: false };
const options = (count: number) => ({
	credential: { ...bench.credential, apiStyle: 'modelStudio' },
	items: rows(count),
});
const submits = () => bench.requests('POST', /\/video-synthesis$/);
const checks = () => bench.requests('GET', /^\/api\/v1\/tasks\/./);

/** The most requests that arrived within any one second. */
function mostInASecond(requests: RecordedRequest[]): number {
	const times = requests.map(({ atMs }) => atMs);
	const within = (fromMs: number) => times.filter((at) => at >= fromMs && at < fromMs + 1_000);
	return Math.max(...times.map((fromMs) => within(fromMs).length));
}

test('5 submits a second are kept with 30 items, so that none is turned away', async () => {
	const { items, error } = await bench.edit(edits, options(30));
	expect(error).toBeUndefined();
	expect(new Set(items.map(({ json }) => json.taskId)).size).toBe(30);
	expect(bench.simulator.tasks.size).toBe(30);
	expect(submits()).toHaveLength(30);
	expect(mostInASecond(submits())).toBeLessThanOrEqual(5);
});

test('20 status checks a second are kept with 100 items', async () => {
	const parameters = { taskId: '=task-{{ $json.row }}', downloadVideo: false };
	const node = { onError: 'continueRegularOutput' } as const;
	const { items } = await bench.getTask(parameters, { ...options(100), node });
	expect(items).toHaveLength(100);
	for (const { json } of items) expect(json.error).toContain('status "UNKNOWN"');
	expect(checks()).toHaveLength(100);
	expect(mostInASecond(checks())).toBeLessThanOrEqual(20);
});

test('"too many requests" slows all submits of the account down: another program uses it, too', async () => {
	bench.reset({ modelStudioSubmitsPerSecond: 2 });
	const { items, error } = await bench.edit(edits, options(20));
	expect(error).toBeUndefined();
	expect(new Set(items.map(({ json }) => json.taskId)).size).toBe(20);
	expect(bench.simulator.tasks.size).toBe(20);
	// As many again would be a storm.
	expect(submits().length).toBeLessThan(35);
});

test('it pauses all of them, not just the one that is told', async () => {
	const action = {
		kind: 'status',
		status: 429,
		headers: { 'retry-after': '4' },
		body: { code: 'Throttling.BurstRate', message: 'too fast', request_id: 'r-1' },
	} as const;
	bench.simulator.addFault({ on: 'submit', action });
	const { error } = await bench.edit(edits, options(12));
	expect(error).toBeUndefined();
	const times = submits().map(({ atMs }) => atMs);
	// Those of the first second were on their way already when the answer to the first one came.
	const early = times.filter((atMs) => atMs < times[0] + 3_900);
	expect(early.length).toBeLessThanOrEqual(5);
	expect(times).toHaveLength(13);
});

test('a quota or a bill slows nothing down, and is asked for once per item', async () => {
	const body = { code: 'PrepaidBillOverdue', message: 'The prepaid bill is overdue.' };
	const action = { kind: 'status', status: 429, body } as const;
	bench.simulator.addFault({ on: 'submit', times: Infinity, action });
	const node = { onError: 'continueRegularOutput' } as const;
	const { items, ms } = await bench.edit(edits, { ...options(20), node });
	for (const { json } of items) expect(json.error).toContain('has an unpaid bill');
	expect(submits()).toHaveLength(20);
	// Four seconds for twenty of them, and room for a busy computer; a pause for each would be far more.
	expect(ms).toBeLessThan(30_000);
});
