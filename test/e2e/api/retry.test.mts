import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';

import { Instance, itemsOf, NODE, TRIGGER, until } from '../../support/realN8n/instance.mts';

let n8n: Instance;
beforeAll(async () => {
	n8n = await Instance.start();
});
beforeEach(() => n8n.reset());
afterAll(async () => await n8n.close());

const submits = () =>
	n8n.simulator.requests.filter(({ method, path }) => method === 'POST' && path.startsWith('/v1/'));

/** The first status check ends the node, after the submit was paid. */
const breakFirstCheck = () =>
	n8n.simulator.addFault({ on: 'task', times: 1, action: { kind: 'status', status: 402 } });

test('Retry On Fail goes on with the task that the first try has bought', async () => {
	breakFirstCheck();
	const retries = { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 };
	const execution = await n8n.execute({}, retries);

	expect(execution.status).toBe('success');
	expect(itemsOf(execution)[0].binary?.data.mimeType).toBe('video/mp4');
	expect(submits()).toHaveLength(1);
	expect(n8n.billed).toBe(1);
});

test('"Retry" in the executions list goes on with the task of the failed execution', async () => {
	breakFirstCheck();
	const failed = await n8n.execute({});
	expect(failed.status).toBe('error');
	expect(failed.data.resultData.error?.message).toMatch(/task_\w+/);

	const again = await n8n.rest.ended(await n8n.rest.retry(failed.id));
	expect(again.status).toBe('success');
	expect(failed.data.resultData.error?.message).toContain(itemsOf(again)[0].json.taskId);
	expect(submits()).toHaveLength(1);
	expect(n8n.billed).toBe(1);
});

test('a second execution is a second edit', async () => {
	await n8n.execute({});
	await n8n.execute({});
	expect(n8n.billed).toBe(2);
});

test('Stop ends the wait at once, and nothing is requested after it', async () => {
	n8n.simulator.settings.taskTimeMs = 600_000;
	const workflow = await n8n.workflow({ options: { pollInterval: 1 } });
	const id = await n8n.rest.run(workflow, TRIGGER);
	await until(() => n8n.questions > 0);

	const begin = Date.now();
	await n8n.rest.stop(id);
	const { status } = await n8n.rest.ended(id);
	expect(status).toBe('canceled');
	expect(Date.now() - begin).toBeLessThan(60_000);
	const asked = n8n.simulator.requests.length;
	await new Promise((resolve) => setTimeout(resolve, 2_500));
	expect(n8n.simulator.requests).toHaveLength(asked);
});

test('a broken rule is an error before anything is sent', async () => {
	const { data, status } = await n8n.execute({ duration: 1 });
	expect(status).toBe('error');
	expect(data.resultData.error?.message).toContain('Duration (Seconds)');
	expect(data.resultData.runData[NODE][0].error).toBeDefined();
	expect(submits()).toEqual([]);
});
