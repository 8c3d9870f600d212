import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { INode, IRun } from 'n8n-workflow';

import { Workbench } from '../support/workbench.mts';

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
beforeEach(() => bench.reset({ honoursIdempotencyKey: true, taskTimeMs: 500 }));
afterAll(async () => await bench.close());

const at = { typeVersion: 1, position: [0, 0] as [number, number] };

/** An agent that calls the node as its tool, once per prompt. */
async function callTool(
	prompts: string[],
	tool: Partial<INode> = {},
	agent = 'harness.agent',
): Promise<IRun> {
	const items = prompts.map((prompt) => ({ json: { prompt } }));
	return await bench.engine.execute({
		items,
		credential: bench.credential,
		workflow: {
			nodes: [
				{ ...at, id: '1', name: 'Trigger', type: 'n8n-nodes-base.manualTrigger', parameters: {} },
				{ ...at, id: '2', name: 'Agent', type: agent, parameters: {} },
				{
					...at,
					id: '3',
					name: 'Edit',
					type: 'n8n-nodes-wan-videoedit.wanVideoEditTool',
					credentials: { wanVideoEditApi: { id: '1', name: 'Simulator' } },
					parameters: bench.submitParameters({ prompt: '={{ $fromAI("prompt", "", "string") }}' }),
					...tool,
				},
			],
			connections: {
				Trigger: { main: [[{ node: 'Agent', type: 'main', index: 0 }]] },
				Edit: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
			},
		},
	}).ended;
}

const answersOf = ({ data }: IRun) => {
	expect(data.resultData.error).toBeUndefined();
	return data.resultData.runData.Agent[0].data!.main[0]!.map(
		({ json }) => (JSON.parse(json.answer as string) as Array<Record<string, unknown>>)[0],
	);
};

test('an agent can call the node as its tool, several times in one run', async () => {
	for (const answer of answersOf(await callTool(['Make it snow', 'Make it rain']))) {
		expect(answer).toMatchObject({ status: 'completed' });
		expect(answer.taskId).toBeDefined();
		expect(answer.videoUrl).toMatch(/\.mp4$/);
	}
	const prompts = bench.submits.map(({ body }) => (body as { prompt: string }).prompt);
	expect(prompts.sort()).toEqual(['Make it rain', 'Make it snow']);
});

test('an answer is short: the link and the task, and no file is fetched for it', async () => {
	const [answer] = answersOf(await callTool(['Make it snow']));
	expect(Object.keys(answer).sort()).toEqual([
		'completedAt',
		'cost',
		'createdAt',
		'creditsCost',
		'processingSeconds',
		'progress',
		'status',
		'taskId',
		'videoUrl',
		'videoUrlExpiresAt',
	]);
	const fetched = bench.simulator.requests.filter(
		({ listener, path }) => listener === 'files' && !path.startsWith('/samples/'),
	);
	expect(fetched).toEqual([]);
});

test('an edit that takes longer than the agent can wait is answered with the task and what to do', async () => {
	bench.reset({ taskTimeMs: 60_000 });
	const parameters = bench.submitParameters({
		prompt: '={{ $fromAI("prompt", "", "string") }}',
		options: { timeout: 0.2 },
	});
	const [answer] = answersOf(await callTool(['Make it snow'], { parameters }));
	const taskId = await bench.taskId();
	expect(answer.taskId).toBe(taskId);
	expect(answer.nextStep).toContain(`check task ${taskId} in a minute`);
	expect(answer.nextStep).toContain('Do not submit it again');
	expect(bench.simulator.ledger.billed).toBe(1);
});

test('equal calls at the same time are different edits', async () => {
	const answers = answersOf(await callTool(['Make it snow', 'Make it snow']));
	expect(new Set(answers.map(({ taskId }) => taskId)).size).toBe(2);
	expect(bench.simulator.ledger.billed).toBe(2);
});

describe('Retry On Fail of the tool, which n8n counts as another run,', () => {
	const retryOnFail = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

	test('picks up the task of the earlier try', async () => {
		bench.reset({ honoursIdempotencyKey: false });
		bench.simulator.addFault({ on: 'task', action: { kind: 'status', status: 402 } });
		const [answer] = answersOf(await callTool(['Make it snow'], retryOnFail));
		expect(answer).toMatchObject({ taskId: await bench.taskId(), status: 'completed' });
		expect(bench.submits).toHaveLength(1);
	});

	test('repeats a submit without an answer under the same key', async () => {
		bench.simulator.addFault({ on: 'submit', action: { kind: 'loseAnswer' } });
		const [answer] = answersOf(await callTool(['Make it snow'], retryOnFail));
		expect(answer).toMatchObject({ taskId: await bench.taskId(), status: 'completed' });
		expect(bench.simulator.ledger.billed).toBe(1);
	});
});

test('a newer agent that calls the tool again after a failure gets the task of the first call', async () => {
	bench.reset({ honoursIdempotencyKey: false });
	bench.simulator.addFault({ on: 'task', action: { kind: 'status', status: 402 } });
	const { data } = await callTool(['Make it snow'], {}, 'harness.newAgent');
	expect(data.resultData.error).toBeUndefined();
	expect(data.resultData.runData.Edit).toHaveLength(2);
	expect(data.resultData.runData.Agent.at(-1)!.data!.main[0]![0].json).toMatchObject({
		taskId: await bench.taskId(),
		status: 'completed',
	});
	expect(bench.submits).toHaveLength(1);
});
