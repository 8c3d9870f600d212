import { readdirSync } from 'node:fs';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import axios from 'axios';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import {
	CREDENTIAL_TYPE,
	credentialsFor,
	DATA_TABLES,
	examples,
	NODE_TYPE,
} from '../../../n8n/server/examples.mts';
import type { Stored, WorkflowToImport } from '../../../n8n/server/n8nRest.mts';
import { chooseTables, putOut } from '../../support/realN8n/exampleWorkflow.mts';
import { Instance, until } from '../../support/realN8n/instance.mts';

const SETTINGS = {
	taskTimeMs: 4_000,
	callbackCopies: 1,
	outcome: 'completed',
	honoursIdempotencyKey: true,
} as const;

/** How much longer every next edit takes than the one before. */
let staggerMs = 0;

let n8n: Instance;
let modelStudio: Stored;
/** By their names. */
const tables = new Map<unknown, Stored>();
beforeAll(async () => {
	n8n = await Instance.start();
	const { name, data } = credentialsFor(n8n.simulator).modelStudio;
	const { id } = await n8n.rest.createCredential(name, CREDENTIAL_TYPE, data);
	modelStudio = { id, name };
	for (const table of DATA_TABLES) {
		tables.set(table.name, (await n8n.rest.createDataTable(table))!);
	}
	n8n.simulator.onEvent(({ kind }) => {
		if (kind === 'submitted') n8n.simulator.settings.taskTimeMs += staggerMs;
	});
});
beforeEach(() => {
	n8n.reset();
	Object.assign(n8n.simulator.settings, SETTINGS);
	staggerMs = 0;
});
afterAll(async () => await n8n.close());

/** An example as a person adapts it: with own videos, and a wait as long as the test wants. */
async function example(
	name: string,
	{ ids = ['a'], waitS }: { ids?: string[]; waitS?: number } = {},
): Promise<WorkflowToImport> {
	const all = await examples(n8n.credential, n8n.simulator.sampleUrl);
	const { workflow } = all.find(({ file }) => file === `${name}.json`)!;
	const videoUrl = n8n.simulator.sampleUrl;
	const videos = ids.map((id) => ({ id: idOf(id), videoUrl, prompt: `Make it snow, ${id}` }));
	chooseTables(workflow, n8n.version, tables);
	for (const node of workflow.nodes) {
		if (node.name === 'One Item per Line') {
			const jsCode = `return ${JSON.stringify(videos)}`;
			node.parameters = { jsCode };
		}
		if (node.type.endsWith('.wait') && waitS !== undefined) {
			Object.assign(node.parameters, { amount: waitS, resumeAmount: waitS, resumeUnit: 'seconds' });
		}
	}
	return workflow;
}

let tests = 0;
beforeEach(() => void tests++);
const idOf = (id: string) => `${id}-${tests}`;

async function begin(workflow: WorkflowToImport): Promise<string> {
	const trigger = workflow.nodes.find(({ type }) => type.endsWith('Trigger'))!;
	return await n8n.rest.run(await n8n.rest.importWorkflow(workflow), trigger.name);
}

const ended = async (id: string) => {
	const execution = await n8n.rest.ended(id);
	expect(execution.data.resultData.error).toBeUndefined();
	expect(execution.status).toBe('success');
	return execution;
};

const taskIds = (items: INodeExecutionData[]) => items.map(({ json }) => json.taskId).sort();
const allTasks = () => [...n8n.simulator.tasks.keys()].slice(-n8n.billed).sort();

const expectVideos = (items: INodeExecutionData[], count: number) => {
	expect(taskIds(items)).toEqual(allTasks());
	expect(items).toHaveLength(count);
	for (const { binary } of items) expect(binary?.data.mimeType).toBe('video/mp4');
	expect(n8n.billed).toBe(count);
};

test('no example is left out', () => {
	const waitInTheNode = [
		'edit-a-video',
		'edit-an-uploaded-video',
		'edit-a-file-from-your-computer',
		'edit-a-long-video',
	];
	const durable = [
		'submit-wait-get',
		'submit-and-callback',
		'submit-to-table',
		'collect-from-table',
	];
	const recipes = [
		'edit-a-drive-file',
		'edit-sheet-rows',
		// Only as far as it goes without Google.
		'edit-google-sheet-rows',
		'edit-rows-within-a-budget',
		'edit-through-a-form',
		'edit-chat-messages',
		'edit-on-a-schedule',
		'approve-before-publishing',
		'compare-looks',
	];
	const all = [...waitInTheNode, ...durable, ...recipes, 'edit-with-an-ai-agent'];
	expect(readdirSync('examples').sort()).toEqual(all.map((name) => `${name}.json`).sort());
});

describe('submit-wait-get', () => {
	test('brings every video once, over several rounds', async () => {
		// The first round finds only the first one done.
		n8n.simulator.settings.taskTimeMs = 0;
		staggerMs = 600_000;
		const id = await begin(await example('submit-wait-get', { ids: ['a', 'b', 'c'], waitS: 3 }));
		await until(() => n8n.questions >= 3);
		n8n.simulator.finishTasks();
		const execution = await ended(id);
		expectVideos(putOut(execution, 'Your Next Step'), 3);
		expect(execution.data.resultData.runData.Wait.length).toBeGreaterThan(1);
		expect(putOut(execution, 'Took Too Long')).toEqual([]);
	});

	test('hands a failed edit to a branch of its own', async () => {
		n8n.simulator.settings.outcome = 'failed';
		const workflow = await example('submit-wait-get', { waitS: 5 });
		const execution = await ended(await begin(workflow));
		expect(putOut(execution, 'When It Failed')).toHaveLength(1);
		expect(putOut(execution, 'Your Next Step')).toEqual([]);
	});
});

/** The service refuses to tell about this one edit. */
const refuseToTell = () =>
	n8n.simulator.addFault({
		on: 'task',
		mark: 'Make it snow, a',
		times: Infinity,
		action: { kind: 'status', status: 402 },
	});

test.each(['submit-wait-get', 'submit-and-callback'])(
	'%s: an edit that cannot be asked for costs only itself, and is named',
	async (name) => {
		refuseToTell();
		const execution = await ended(await begin(await example(name, { ids: ['a', 'b'], waitS: 5 })));
		expect(n8n.billed).toBe(2);
		expect(putOut(execution, 'Your Next Step')).toHaveLength(1);
		const [failed, ...others] = putOut(execution, 'When It Failed');
		expect(others).toEqual([]);
		const a = [...n8n.simulator.tasks.values()].findLast(
			({ body }) => body.prompt === 'Make it snow, a',
		);
		expect(JSON.stringify(failed.json)).toContain(a!.id);
	},
);

describe('submit-and-callback', () => {
	const resumeUrl = () => {
		const submit = n8n.simulator.requests.find(({ method }) => method === 'POST')!;
		const url = new URL((submit.body as { webhook: string }).webhook);
		url.pathname += '/callback';
		return url.href;
	};
	const call = async (body: object) =>
		(await axios.post(resumeUrl(), body, { validateStatus: () => true })).status;
	const accepted = async () => await until(() => n8n.billed > 0);
	const isWaiting = async (id: string) => (await n8n.rest.execution(id)).status === 'waiting';

	test('goes on when the service calls, long before the time limit', async () => {
		n8n.simulator.settings.taskTimeMs = 600_000;
		const id = await begin(await example('submit-and-callback', { waitS: 500 }));
		await until(async () => await isWaiting(id));
		const calledMs = Date.now();
		n8n.simulator.finishTasks();
		const execution = await ended(id);
		expect(Date.now() - calledMs).toBeLessThan(250_000);
		expectVideos(putOut(execution, 'Your Next Step'), 1);
	});

	test('loses none of several edits, whenever their calls come', async () => {
		staggerMs = 3_000;
		const workflow = await example('submit-and-callback', { ids: ['a', 'b', 'c'], waitS: 8 });
		const execution = await ended(await begin(workflow));
		expectVideos(putOut(execution, 'Your Next Step'), 3);
	});

	test('started again with the same id, it gets the task that is bought already', async () => {
		// As if n8n had been killed before it knew the answer.
		n8n.simulator.addFault({ on: 'submit', times: 1, action: { kind: 'loseAnswer' } });
		const caught = await n8n.rest.ended(await begin(await example('submit-and-callback')));
		expect(caught.status).toBe('error');
		const again = await ended(await begin(await example('submit-and-callback', { waitS: 6 })));
		expectVideos(putOut(again, 'Your Next Step'), 1);
	});

	test('an edit whose task is in the table is fetched, and not bought again', async () => {
		// As after a day, when the service has forgotten the key.
		n8n.simulator.settings.honoursIdempotencyKey = false;
		const edit = async () => await example('submit-and-callback', { waitS: 6 });
		await ended(await begin(await edit()));
		const again = await ended(await begin(await edit()));
		expectVideos(putOut(again, 'Your Next Step'), 1);
	});

	test('checks the task when no call comes', async () => {
		n8n.simulator.settings.callbackCopies = 0;
		const execution = await ended(await begin(await example('submit-and-callback', { waitS: 6 })));
		expectVideos(putOut(execution, 'Your Next Step'), 1);
	});

	test('believes the service and not the call', async () => {
		n8n.simulator.settings.taskTimeMs = 600_000;
		const id = await begin(await example('submit-and-callback', { waitS: 100 }));
		await accepted();
		await until(async () => await isWaiting(id));
		const forged = {
			id: 'task_forged',
			status: 'completed',
			result: { videos: [{ url: ['http://127.0.0.1:9/evil.mp4'] }] },
		};
		expect(await call(forged)).toBe(200);
		await until(async () => n8n.questions > 0 && (await isWaiting(id)));
		n8n.simulator.finishTasks();
		const execution = await ended(id);
		expectVideos(putOut(execution, 'Your Next Step'), 1);
		expect(JSON.stringify(putOut(execution, 'Your Next Step'))).not.toContain('evil');
		expect(execution.data.resultData.runData['Wait for Callback']).toHaveLength(2);
	});

	test('takes a second and a late call for nothing', async () => {
		Object.assign(n8n.simulator.settings, { callbackCopies: 2, taskTimeMs: 600_000 });
		const id = await begin(await example('submit-and-callback', { waitS: 500 }));
		await until(async () => await isWaiting(id));
		n8n.simulator.finishTasks();
		const execution = await ended(id);
		expectVideos(putOut(execution, 'Your Next Step'), 1);
		expect(await call({ status: 'completed' })).toBeGreaterThanOrEqual(400);
		expect((await n8n.rest.execution(execution.id)).status).toBe('success');
		expect(n8n.billed).toBe(1);
	});
});

describe('at Model Studio, which has no Idempotency Keys and calls nobody back', () => {
	/** An example as docs/going-live.md says to change it. */
	async function changed(name: string, how: Parameters<typeof example>[1] = {}) {
		const workflow = await example(name, how);
		for (const node of workflow.nodes.filter(({ type }) => type === NODE_TYPE)) {
			node.credentials = { [CREDENTIAL_TYPE]: modelStudio };
			delete (node.parameters.options as INodeParameters).idempotencyKey;
		}
		const left = 'Edits Left Behind';
		workflow.nodes = workflow.nodes.filter((node) => node.name !== left);
		delete workflow.connections[left];
		for (const { main } of Object.values(workflow.connections)) {
			for (const [output, to] of main.entries()) {
				main[output] = to?.filter(({ node }) => node !== left) ?? null;
			}
		}
		return workflow;
	}

	test('submit-wait-get brings every video once', async () => {
		staggerMs = 3_000;
		const workflow = await changed('submit-wait-get', { ids: ['a', 'b'], waitS: 3 });
		const execution = await ended(await begin(workflow));
		expectVideos(putOut(execution, 'Your Next Step'), 2);
	});

	test('what submit-to-table has submitted, collect-from-table brings, once', async () => {
		await ended(await begin(await changed('submit-to-table', { ids: ['a', 'b'] })));
		await allDone();
		const collected = await ended(await begin(await changed('collect-from-table')));
		expectVideos(putOut(collected, 'Your Next Step'), 2);
		const later = await ended(await begin(await changed('collect-from-table')));
		expect(putOut(later, 'Your Next Step')).toEqual([]);
	});
});

describe('submit-to-table and collect-from-table', () => {
	test('what one has submitted, the other brings, once', async () => {
		n8n.simulator.settings.taskTimeMs = 600_000;
		await ended(await begin(await example('submit-to-table', { ids: ['a', 'b'] })));
		const early = await ended(await begin(await example('collect-from-table')));
		expect(putOut(early, 'Your Next Step')).toEqual([]);
		n8n.simulator.finishTasks();
		await allDone();

		const collected = await ended(await begin(await example('collect-from-table')));
		expectVideos(putOut(collected, 'Your Next Step'), 2);
		const later = await ended(await begin(await example('collect-from-table')));
		expect(putOut(later, 'Your Next Step')).toEqual([]);
	});

	test('an edit that has a task is not bought again, and that is said', async () => {
		n8n.simulator.settings.honoursIdempotencyKey = false;
		await ended(await begin(await example('submit-to-table')));
		const again = await ended(await begin(await example('submit-to-table')));
		expect(n8n.billed).toBe(1);
		const [{ json }, ...others] = putOut(again, 'Not Bought Again');
		expect(others).toEqual([]);
		expect(json.message).toContain(`as task ${allTasks()[0]}`);
	});

	test('without an edit to fetch, that is said', async () => {
		await collectAll();
		const idle = await ended(await begin(await example('collect-from-table')));
		expect(putOut(idle, 'None to Fetch')[0].json.message).toMatch(/^No edit in the table/);
	});

	test('an edit that cannot be asked for does not hold the others back', async () => {
		await ended(await begin(await example('submit-to-table', { ids: ['a', 'b'] })));
		await allDone();
		refuseToTell();
		const collected = await ended(await begin(await example('collect-from-table')));
		expect(putOut(collected, 'Your Next Step')).toHaveLength(1);
		n8n.simulator.clearFaults();
		const later = await ended(await begin(await example('collect-from-table')));
		expect(putOut(later, 'Your Next Step')).toHaveLength(1);
	});

	test('an edit that was noted but not submitted is submitted again, and bought once', async () => {
		await leaveBehind();
		await ended(await begin(await collectorWithoutPatience()));
		await allDone();
		const collected = await ended(await begin(await example('collect-from-table')));
		expectVideos(putOut(collected, 'Your Next Step'), 1);
	});

	test('whatever becomes of it, it is submitted again only once', async () => {
		n8n.simulator.settings.honoursIdempotencyKey = false;
		await leaveBehind();
		n8n.simulator.addFault({ on: 'submit', times: 1, action: { kind: 'loseAnswer' } });
		for (let round = 0; round < 3; round++) {
			await ended(await begin(await collectorWithoutPatience()));
		}
		const submits = n8n.simulator.requests.filter(({ method }) => method === 'POST');
		expect(submits).toHaveLength(2);
	});
});

/** Fetches what other tests have left in the table. */
async function collectAll(): Promise<void> {
	await allDone();
	await ended(await begin(await example('collect-from-table')));
}

const allDone = async () =>
	await until(() => [...n8n.simulator.tasks.values()].every(({ state }) => state !== 'running'));

/** An edit of submit-to-table whose submit is not answered. */
async function leaveBehind(): Promise<void> {
	n8n.simulator.addFault({ on: 'submit', times: 1, action: { kind: 'loseAnswer' } });
	const caught = await n8n.rest.ended(await begin(await example('submit-to-table')));
	expect(caught.status).toBe('error');
}

/** Does not leave an edit 5 minutes before it submits it again. */
async function collectorWithoutPatience(): Promise<WorkflowToImport> {
	const workflow = await example('collect-from-table');
	const left = workflow.nodes.find(({ name }) => name === 'Edits Left Behind')!;
	const text = JSON.stringify(left.parameters);
	expect(text).toContain("minus(5, 'minutes')");
	left.parameters = JSON.parse(
		text.replace("minus(5, 'minutes')", "plus(5, 'minutes')"),
	) as typeof left.parameters;
	return workflow;
}
