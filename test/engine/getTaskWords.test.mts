import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { NodeApiError, type INode, type JsonObject } from 'n8n-workflow';

import { NEVER_MS } from '../support/endlessTasks.mts';
import { outcomeOf, Workbench } from '../support/workbench.mts';

/** What a failed task and a failed Get Task say: the reason first, and the ID always; no way that leads in a circle. */
let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
beforeEach(() => bench.reset({ taskTimeMs: 100, outcome: 'completed', failureMessage: '' }));
afterAll(async () => await bench.close());

const CIRCLE = /"Get Task"|Retry the execution|this task ID/;

describe('a failed edit', () => {
	test('says why at the beginning, and its task at the end, however long the reason is', async () => {
		bench.reset({
			outcome: 'failed',
			failureMessage: `The content is sensitive. ${'So it is. '.repeat(99)}`,
		});
		const { error } = await bench.edit();
		const taskId = await bench.taskId();
		expect(error?.message).toMatch(
			/^The edit failed, because the service's moderation refused it: The content is sensitive\. So/,
		);
		expect(error?.message.endsWith(`… (task ${taskId}, "failed")`)).toBe(true);
		expect(error?.message.length).toBeLessThanOrEqual(501);
	});

	test('that was cancelled says that', async () => {
		bench.reset({ outcome: 'cancelled' });
		const { error } = await bench.edit();
		expect(error?.message).toBe(
			`The edit was cancelled: The task was cancelled (task ${await bench.taskId()}, "cancelled")`,
		);
		expect(error?.description).toMatch(/^Somebody, or a program, that uses the same account/);
	});

	test('keeps its message where n8n wraps it once more, in spite of codes in the reason', async () => {
		bench.reset({
			outcome: 'failed',
			failureMessage: 'ENOENT: no such file, OSS ResourceNotFound',
		});
		const { error } = await bench.edit();
		const { message } = error!;
		expect(message).toContain(await bench.taskId());
		const again = new NodeApiError({} as INode, { message } as unknown as JsonObject, { message });
		expect(again.message).toBe(message);
	});
});

describe('Get Task does not send anybody to Get Task', () => {
	test('for an ID that the service does not know', async () => {
		const { error } = await bench.getTask({ taskId: 'task_unknown' });
		expect(error?.description).toMatch(/^Check the task ID, and that the credential/);
		expect(error?.description).not.toMatch(CIRCLE);
		expect(error?.description).not.toContain('task_unknown');
	});

	test('when the key is wrong', async () => {
		const credential = { ...bench.credential, apiKey: 'sk-wrong' };
		const { error } = await bench.getTask({ taskId: 'task_1' }, { credential });
		expect(error?.description).toMatch(/^Check the API key .* Run the node again, which costs/);
		expect(error?.description).not.toMatch(CIRCLE);
	});

	test('when the time is up', async () => {
		bench.reset({ taskTimeMs: NEVER_MS });
		const { items } = await bench.edit({ waitForCompletion: false });
		const { taskId } = items[0].json as { taskId: string };
		const options = { timeout: 0.01, pollInterval: 1 };
		const { error } = await bench.getTask({ taskId, waitForCompletion: true, options });
		expect(error?.message).toContain(`Task ${taskId} was still`);
		expect(error?.description).toContain(
			'Run the node again, which costs nothing. A longer Timeout',
		);
		expect(error?.description).not.toMatch(CIRCLE);
	});

	test('when it is stopped', async () => {
		bench.simulator.addFault({ on: 'task', action: { kind: 'stall' } });
		const execution = bench.begin({ operation: 'getTask', taskId: 'task_1' });
		while (bench.questions.length === 0) await delay(10);
		execution.stop();
		const { error } = await outcomeOf(execution);
		expect(error?.message).toBe('Stopped while checking task task_1');
		expect(error?.description).toBe('Run the node again, which costs nothing.');
	});

	test('when the edit failed: running it again buys nothing', async () => {
		bench.reset({ outcome: 'failed', failureMessage: 'too dark' });
		const { items } = await bench.edit({ waitForCompletion: false });
		const { taskId } = items[0].json as { taskId: string };
		const { error } = await bench.getTask({ taskId, waitForCompletion: true });
		expect(error?.message).toBe(`The edit failed: too dark (task ${taskId}, "failed")`);
		expect(error?.description).toContain('Only Submit Edit buys the edit again.');
		expect(error?.description).not.toMatch(/run the node again/i);
	});

	test('when a field is wrong: nothing is said of an edit that was not started', async () => {
		const { error } = await bench.getTask({ taskId: '={{ "" }}' });
		expect(error?.message).toBe('Task ID is required, but it is empty');
		expect(error?.description).toBe(
			'Correct the field and run the node again. Get Task costs nothing.',
		);
	});
});
