import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { outcomeOf, Workbench } from '../support/workbench.mts';

/** n8n's signal is the same after Stop and at the end of the workflow's time limit: the message tells them apart. */
let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
beforeEach(() => bench.reset({ taskTimeMs: 600_000 }));
afterAll(async () => await bench.close());

const BY = "Stopped by the workflow's time limit";
const LONGER =
	/Give the workflow a longer time limit .* under Timeout Workflow.*EXECUTIONS_TIMEOUT/;
const LIMIT = { settings: { executionTimeout: 8 } };

describe('the time limit is named', () => {
	test('in the wait, with what to do', async () => {
		const { error } = await bench.edit({}, LIMIT);
		const taskId = await bench.taskId();
		expect(error?.message).toContain(`${BY} at task ${taskId}, which was "`);
		expect(error?.description).toMatch(LONGER);
		expect(error?.description).toContain(`Retry the execution, which continues with this task`);
	});

	test('while the edit is submitted: it may be billed', async () => {
		bench.simulator.addFault({ on: 'submit', action: { kind: 'stall' } });
		const { error } = await bench.edit({}, LIMIT);
		expect(error?.message).toMatch(
			new RegExp(
				`^${BY} while the edit was being submitted\\. The Idempotency Key of this edit is`,
			),
		);
		expect(error?.description).toMatch(/may still have accepted the edit/);
		expect(error?.description).toMatch(LONGER);
	});

	test('before it is submitted', async () => {
		const action = { kind: 'status', status: 429 } as const;
		bench.simulator.addFault({ on: 'submit', times: Infinity, action });
		const { error } = await bench.edit({}, LIMIT);
		expect(error?.message).toBe(`${BY} before the edit was submitted`);
		expect(error?.description).toMatch(/not billed\. Give the workflow a longer time limit/);
	});

	test('in a check of Get Task', async () => {
		bench.simulator.addFault({ on: 'task', times: Infinity, action: { kind: 'stall' } });
		const { error } = await bench.getTask({ taskId: 'task_1' }, LIMIT);
		expect(error?.message).toBe(`${BY} while checking task task_1`);
		expect(error?.description).toMatch(
			/^Run the node again, which costs nothing\. Give the workflow/,
		);
	});

	test('in the download', async () => {
		bench.reset({ taskTimeMs: 100 });
		bench.simulator.addFault({
			on: 'result',
			times: Infinity,
			action: { kind: 'drip', chunkBytes: 100, intervalMs: 100 },
		});
		await bench.edit({ waitForCompletion: false });
		const taskId = await bench.taskId();
		while (bench.simulator.tasks.get(taskId)?.state === 'running') await delay(20);
		const { error } = await bench.getTask({ taskId }, LIMIT);
		expect(error?.message).toBe(`${BY} at task ${taskId}, which was "completed"`);
		expect(error?.description).toMatch(/^The video is ready and paid\. Run the node again/);
	});
});

test('Stop long before the limit is Stop', async () => {
	const execution = bench.begin(bench.submitParameters(), { settings: { executionTimeout: 600 } });
	const taskId = await bench.taskId();
	execution.stop();
	const { error } = await outcomeOf(execution);
	expect(error?.message).toMatch(/^Stopped (at|while checking) task /);
	expect(error?.message).toContain(taskId);
	expect(error?.description).not.toMatch(LONGER);
});
