import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import type { FaultAction } from '../../simulator/index.mts';
import { finish, NEVER_MS } from '../support/endlessTasks.mts';
import { outcomeOf, Workbench } from '../support/workbench.mts';

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
beforeEach(() => bench.reset({ taskTimeMs: 100, outcome: 'completed', failureMessage: '' }));
afterAll(async () => await bench.close());

/** Submits without waiting; the simulator has ended the task, or will not do so soon. */
async function submitted(): Promise<string> {
	const { items } = await bench.edit({ waitForCompletion: false });
	const taskId = items[0].json.taskId as string;
	const task = bench.simulator.tasks.get(taskId)!;
	while (task.taskTimeMs < 1000 && task.state === 'running') await delay(10);
	return taskId;
}

test('a completed task brings its data and its file', async () => {
	const taskId = await submitted();
	const { items, error } = await bench.getTask({ taskId });
	expect(error).toBeUndefined();
	expect(items[0].json).toMatchObject({ taskId, status: 'completed', progress: 100 });
	expect(items[0].json.videoUrl).toMatch(/\.mp4$/);
	expect(items[0].binary!.data.fileName).toBe(`wan-edit-${taskId}.mp4`);
	expect(items[0].pairedItem).toEqual({ item: 0 });
	expect(bench.questions).toHaveLength(1);
});

test('the file goes into the named field, or is left at the service', async () => {
	const taskId = await submitted();
	const named = await bench.getTask({ taskId, outputBinaryPropertyName: 'video' });
	expect(Object.keys(named.items[0].binary!)).toEqual(['video']);
	const left = await bench.getTask({ taskId, downloadVideo: false });
	expect(left.items[0].binary).toBeUndefined();
});

test('a task that runs is an item, for an If to branch on', async () => {
	bench.reset({ taskTimeMs: NEVER_MS });
	const taskId = await submitted();
	const { items } = await bench.getTask({ taskId });
	expect(items[0].json).toMatchObject({ taskId, status: 'submitted', progress: 0 });
	expect(items[0].json).not.toHaveProperty('videoUrl');
});

describe('a task that failed', () => {
	beforeEach(() => bench.reset({ outcome: 'failed', failureMessage: 'too dark' }));

	test('is an item with the reason, and no key called error', async () => {
		const taskId = await submitted();
		const { items, error } = await bench.getTask({ taskId });
		expect(error).toBeUndefined();
		expect(items[0].json).toMatchObject({
			taskId,
			status: 'failed',
			failureReason: 'too dark',
			failureCode: 'task_failed',
		});
		expect(items[0].json).not.toHaveProperty('error');
	});

	test('is an error when the node waits for it', async () => {
		const taskId = await submitted();
		const { error } = await bench.getTask({ taskId, waitForCompletion: true });
		expect(error?.message).toBe(`The edit failed: too dark (task ${taskId}, "failed")`);
	});
});

test('Wait for Completion waits', async () => {
	bench.reset({ taskTimeMs: NEVER_MS });
	const taskId = await submitted();
	const options = { pollInterval: 1, language: 'ko' };
	const execution = bench.begin({ operation: 'getTask', taskId, waitForCompletion: true, options });
	while (bench.questions.length < 2) await delay(20);
	finish(bench);
	const { items } = await outcomeOf(execution);
	expect(items[0].json.status).toBe('completed');
	expect(items[0].binary!.data.mimeType).toBe('video/mp4');
	for (const { query } of bench.questions) expect(query).toEqual({ language: 'ko' });
});

test('its wait ends at the Timeout, too', async () => {
	bench.reset({ taskTimeMs: NEVER_MS });
	const taskId = await submitted();
	const parameters = { taskId, waitForCompletion: true };
	const options = { timeout: 0.01, pollInterval: 1 };
	const { error } = await bench.getTask({ ...parameters, options });
	expect(error?.message).toMatch(new RegExp(`^Task ${taskId} was still ".*" after 0.01 minutes$`));
	const { items } = await bench.getTask({
		...parameters,
		options: { ...options, onTimeout: 'returnTask' },
	});
	expect(items[0].json.taskId).toBe(taskId);
});

test('with Simplify off, the item is the service’s own object plus taskId', async () => {
	const taskId = await submitted();
	const { items } = await bench.getTask({ taskId, simplify: false });
	expect(items[0].json).toMatchObject({ taskId, id: taskId, result: { videos: [{}] } });
	expect(items[0].json).not.toHaveProperty('videoUrl');
});

test('a passing fault is asked through', async () => {
	const taskId = await submitted();
	bench.simulator.addFault({ on: 'task', action: { kind: 'status', status: 503 } });
	bench.simulator.addFault({ on: 'task', action: { kind: 'reset' } });
	const { items, error } = await bench.getTask({ taskId });
	expect(error).toBeUndefined();
	expect(items[0].json.status).toBe('completed');
	expect(bench.questions).toHaveLength(3);
});

test('a service that stays away is an error that names the task', async () => {
	const { error } = await bench.getTask(
		{ taskId: 'task_1' },
		{ credential: { ...bench.credential, baseUrl: 'http://127.0.0.1:9' } },
	);
	expect(error?.message).toBe(
		'No answer from the service about task task_1 after 5 attempts (the connection was refused)',
	);
	expect(error?.description).toContain('Run the node again, which costs nothing.');
});

test('whoever does not wait is not held up by a service that asks for a long pause', async () => {
	const action = { kind: 'status', status: 429, headers: { 'retry-after': '100' } } as const;
	bench.simulator.addFault({ on: 'task', times: Infinity, action });
	const { error, ms } = await bench.getTask({ taskId: 'task_1' });
	expect(error?.message).toContain(
		'No answer from the service about task task_1 after 1 attempt (HTTP 429',
	);
	expect(ms).toBeLessThan(60_000);
});

test('the Timeout holds for the first answer and all that follow together', async () => {
	bench.reset({ taskTimeMs: NEVER_MS });
	const taskId = await submitted();
	bench.simulator.addFault({ on: 'task', action: { kind: 'stall', ms: 8_000 } });
	const { error, ms } = await bench.getTask({
		taskId,
		waitForCompletion: true,
		options: { timeout: 0.2, pollInterval: 1 },
	});
	expect(error?.message).toContain('after 0.2 minutes');
	expect(ms).toBeGreaterThan(11_900);
	// The first answer takes eight of the twelve seconds: one from its end on would leave time for a dozen.
	expect(bench.questions.length).toBeLessThanOrEqual(7);
});

test('Stop ends its question at once, and the message names the task', async () => {
	bench.simulator.addFault({ on: 'task', action: { kind: 'stall' } });
	const execution = bench.begin({ operation: 'getTask', taskId: 'task_1' });
	while (bench.questions.length === 0) await delay(10);
	execution.stop();
	const { error } = await outcomeOf(execution);
	expect(error?.message).toBe('Stopped while checking task task_1');
	await delay(1500);
	expect(bench.questions).toHaveLength(1);
});

test('an ID that the service does not know is an error that names it', async () => {
	const { error } = await bench.getTask({ taskId: 'task_unknown' });
	expect(error?.message).toContain('gave no information about task task_unknown (HTTP 400: ');
	expect(error?.description).toContain('Check the task ID');
	expect(bench.questions).toHaveLength(1);
});

test.each<[string, FaultAction]>([
	['the page of a firewall', { kind: 'html', status: 403 }],
	['the status "unknown"', { kind: 'json', body: { data: { id: '{taskId}', status: 'unknown' } } }],
])('%s about it is not believed at once', async (_what, action) => {
	const taskId = await submitted();
	bench.simulator.addFault({ on: 'task', times: 2, action });
	const { items, error } = await bench.getTask({ taskId });
	expect(error).toBeUndefined();
	expect(items[0].json.taskId).toBe(taskId);
	expect(bench.questions).toHaveLength(3);
});

describe('an ID as odd as a service may give', () => {
	beforeEach(() => bench.reset({ taskIdSuffix: '', numericTaskIds: false }));

	test.each<[string, Partial<Parameters<typeof bench.reset>[0]>]>([
		['signs of an address', { taskIdSuffix: '/../a b%2F?#&ü' }],
		['a thousand signs', { taskIdSuffix: 'x'.repeat(1_000) }],
		['a number beyond 2^53', { numericTaskIds: true }],
	])('is waited for, found again, and names its file: %s', async (_what, settings) => {
		bench.reset(settings);
		const { items, error } = await bench.edit();
		expect(error).toBeUndefined();
		const taskId = await bench.taskId();
		expect(items[0].json).toMatchObject({ taskId, status: 'completed' });
		const found = await bench.getTask({ taskId: '={{ $json.taskId }}' }, { items: [{ taskId }] });
		expect(found.items[0].json).toMatchObject({ taskId, status: 'completed' });
		expect(found.items[0].binary!.data.fileName).toMatch(/^wan-edit-[\w.-]{1,120}\.mp4$/);
		bench.reset({ taskTimeMs: NEVER_MS });
		const options = { timeout: 0.001 };
		const failed = (await bench.edit({ options })).error;
		expect(`${failed?.message} ${failed?.description}`).toContain(await bench.taskId());
		expect(failed?.message.length).toBeLessThan(500);
	});
});

test('an ID with signs that an address must not hold is encoded', async () => {
	await bench.getTask({ taskId: 'täsk+1' });
	expect(bench.questions[0].path).toBe('/v1/tasks/t%C3%A4sk%2B1');
});
