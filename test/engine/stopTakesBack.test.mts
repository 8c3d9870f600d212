import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';

import type { FaultAction } from '../../simulator/index.mts';
import { timeLimitsOfBuiltNode } from '../support/builtNode.mts';
import { ModelStudio } from '../support/modelStudio.mts';
import { outcomeOf, Workbench } from '../support/workbench.mts';

/** Model Studio takes a task back that has not begun: then Stop costs nothing. */
let bench: Workbench;
let studio: ModelStudio;
beforeAll(async () => {
	bench = await Workbench.start();
	studio = new ModelStudio(bench);
});
beforeEach(() => {
	bench.reset({ taskTimeMs: 600_000, pendingTimeMs: 600_000, submitTimeMs: 0, balanceUsd: 1e6 });
	// With room for a slow computer.
	jest.replaceProperty(timeLimitsOfBuiltNode(), 'cancel', 60_000);
	jest.replaceProperty(timeLimitsOfBuiltNode(), 'graceAfterStop', 20_000);
});
afterEach(() => void jest.restoreAllMocks());
afterAll(async () => await bench.close());

const checked = async (times = 1) => {
	while (studio.checks.length < times) await delay(20);
};

test('a task that has not begun is cancelled, and the message says so', async () => {
	const execution = studio.begin();
	await checked();
	execution.stop();
	const { error } = await outcomeOf(execution);
	const taskId = await bench.taskId();
	expect(error?.message).toBe(
		`Stopped at task ${taskId}, which had not begun: it was cancelled and is not billed`,
	);
	expect(error?.description).toBe('To buy the edit, run the node again.');
	expect(studio.cancels.map(({ path }) => path)).toEqual([`/api/v1/tasks/${taskId}/cancel`]);
	expect(studio.paid).toBe(0);
});

test('one that has begun meanwhile goes on, and the message says that, too', async () => {
	bench.reset({ pendingTimeMs: 300 });
	const execution = studio.begin({ options: { pollInterval: 5 } });
	const taskId = await bench.taskId();
	await delay(600);
	execution.stop();
	const { error } = await outcomeOf(execution);
	expect(studio.cancels).toHaveLength(1);
	expect(error?.message).toContain(`Stopped at task ${taskId}, which was "PENDING"`);
	expect(error?.message).toContain('continues and is billed');
	expect(error?.description).toContain('Get Task');
	expect(studio.paid).toBe(1);
});

test('one that is known to have begun is not even tried', async () => {
	bench.reset({ pendingTimeMs: 0 });
	const execution = studio.begin();
	await checked(2);
	await delay(100);
	execution.stop();
	const { error } = await outcomeOf(execution);
	expect(error?.message).toContain('which was "RUNNING"');
	expect(error?.message).toContain('continues and is billed');
	expect(studio.cancels).toEqual([]);
});

test('also when Stop comes while the edit is being submitted', async () => {
	bench.reset({ submitTimeMs: 800 });
	const execution = studio.begin();
	while (studio.submits.length === 0) await delay(5);
	execution.stop();
	const { error } = await outcomeOf(execution);
	expect(error?.message).toContain('it was cancelled and is not billed');
	expect(studio.paid).toBe(0);
});

test('and when the service answers only when the node waits no longer', async () => {
	bench.reset({ submitTimeMs: 1_500 });
	jest.replaceProperty(timeLimitsOfBuiltNode(), 'graceAfterStop', 300);
	const execution = studio.begin();
	while (studio.submits.length === 0) await delay(5);
	execution.stop();
	const { error } = await outcomeOf(execution);
	expect(error?.message).toMatch(/Stopped while the edit was being submitted.*submitted at/);
	while (studio.cancels.length === 0 || studio.paid > 0) await delay(50);
});

test('and when the node does not wait', async () => {
	bench.reset({ submitTimeMs: 800 });
	const execution = studio.begin({ waitForCompletion: false });
	while (studio.submits.length === 0) await delay(5);
	execution.stop();
	await outcomeOf(execution);
	expect(studio.cancels).toHaveLength(1);
	expect(studio.paid).toBe(0);
});

test('and at the time limit of the workflow: run again, the edit is bought anew', async () => {
	const failed = await studio.edit({}, { settings: { executionTimeout: 8 } });
	expect(failed.error?.message).toContain('it was cancelled and is not billed');
	bench.simulator.settings.pendingTimeMs = 0;
	bench.simulator.settings.taskTimeMs = 200;
	const { items } = await studio.retry(failed);
	expect(items[0].json.status).toBe('SUCCEEDED');
	expect(studio.paid).toBe(1);
});

test('many at once: all are taken back within the limit of the service', async () => {
	bench.reset({ modelStudioSubmitsPerSecond: 0 });
	jest.replaceProperty(timeLimitsOfBuiltNode(), 'cancel', 10_000);
	const items = Array.from({ length: 30 }, (_, n) => ({ n }));
	const execution = studio.begin({ prompt: '={{ "Snow " + $json.n }}' }, { items });
	while (bench.simulator.tasks.size < 30) await delay(50);
	execution.stop();
	await outcomeOf(execution);
	while (studio.paid > 0) await delay(50);
	expect(studio.cancels).toHaveLength(30);
});

test.each<[string, FaultAction, boolean]>([
	['a passing error', { kind: 'status', status: 500 }, false],
	['a lost answer', { kind: 'loseAnswer' }, true],
	['a web page', { kind: 'html', status: 502 }, true],
])(
	'%s when it is cancelled: it is found out what became of it',
	async (_what, action, isHandled) => {
		bench.simulator.addFault({ on: 'cancel', action, afterHandling: isHandled });
		const execution = studio.begin();
		await checked();
		execution.stop();
		const { error } = await outcomeOf(execution);
		expect(error?.message).toContain('it was cancelled and is not billed');
		expect(studio.paid).toBe(0);
	},
);

test('a service that does not answer: the message says that nobody knows', async () => {
	bench.simulator.addFault({ on: 'cancel', action: { kind: 'stall' } });
	jest.replaceProperty(timeLimitsOfBuiltNode(), 'cancel', 5_000);
	const execution = studio.begin();
	await checked();
	const atMs = performance.now();
	execution.stop();
	const { error } = await outcomeOf(execution);
	expect(performance.now() - atMs).toBeLessThan(20_000);
	expect(error?.message).toContain('did not say whether it could be cancelled');
	expect(error?.description).toContain('Get Task');
	expect(studio.paid).toBe(1);
});

test('Get Task leaves the task alone: somebody else has bought it', async () => {
	const { items } = await studio.edit({ waitForCompletion: false });
	const taskId = items[0].json.taskId as string;
	const waiting = bench.begin(
		{ operation: 'getTask', taskId, waitForCompletion: true, options: { pollInterval: 1 } },
		{ credential: studio.credential },
	);
	await checked(2);
	await delay(100);
	waiting.stop();
	const { error } = await outcomeOf(waiting);
	expect(error?.message).toContain(`Stopped at task ${taskId}, which was "PENDING"`);
	expect(studio.cancels).toEqual([]);
});

test('a cancel whose answer is lost, and the check after it as well, is not taken for one that came too late', async () => {
	const execution = studio.begin();
	await checked();
	const action: FaultAction = { kind: 'status', status: 502 };
	bench.simulator.addFault({ on: 'cancel', afterHandling: true, action });
	bench.simulator.addFault({ on: 'task', action });
	execution.stop();
	const { error } = await outcomeOf(execution);
	expect(error?.message).toContain('it was cancelled and is not billed');
	expect(studio.paid).toBe(0);
});
