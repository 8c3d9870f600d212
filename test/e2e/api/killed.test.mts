import { readFile } from 'node:fs/promises';

import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { Instance, itemsOf, TRIGGER, until } from '../../support/realN8n/instance.mts';

let n8n: Instance;
beforeAll(async () => {
	n8n = await Instance.start();
});
afterAll(async () => await n8n.close());

test('an n8n that is killed while the node waits: the log names the task, and Get Task brings its video', async () => {
	n8n.simulator.settings.taskTimeMs = 600_000;
	const workflow = await n8n.workflow({ options: { pollInterval: 1 } });
	const id = await n8n.rest.run(workflow, TRIGGER);
	await until(() => n8n.questions > 0);
	await n8n.dieAndStartAgain();
	n8n.simulator.finishTasks();

	// What a person sees in the executions list.
	const { status } = await n8n.rest.ended(id);
	expect(status).toBe('crashed');
	const log = await readFile(n8n.logFile, 'utf8');
	const [, taskId = ''] = /Wan Video Edit submitted task (\S+)/.exec(log) ?? [];
	expect([...n8n.simulator.tasks.keys()]).toEqual([taskId]);

	const execution = await n8n.execute({
		operation: 'getTask',
		taskId,
		waitForCompletion: true,
		options: { pollInterval: 1 },
	});
	expect(execution.data.resultData.error).toBeUndefined();
	expect(itemsOf(execution)[0].json).toMatchObject({ taskId, status: 'completed' });
	expect(itemsOf(execution)[0].binary?.data.mimeType).toBe('video/mp4');
	expect(n8n.simulator.ledger.billed).toBe(1);
});
