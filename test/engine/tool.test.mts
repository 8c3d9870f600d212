import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { Workbench } from '../support/workbench.mts';

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
afterAll(async () => await bench.close());

const at = { typeVersion: 1, position: [0, 0] as [number, number] };

test('an agent can call the node as its tool, several times in one run', async () => {
	const items = ['Make it snow', 'Make it rain'].map((prompt) => ({ json: { prompt } }));
	const { data } = await bench.engine.execute({
		items,
		credential: bench.credential,
		workflow: {
			nodes: [
				{ ...at, id: '1', name: 'Trigger', type: 'n8n-nodes-base.manualTrigger', parameters: {} },
				{ ...at, id: '2', name: 'Agent', type: 'harness.agent', parameters: {} },
				{
					...at,
					id: '3',
					name: 'Edit',
					type: 'n8n-nodes-wan-videoedit.wanVideoEditTool',
					credentials: { wanVideoEditApi: { id: '1', name: 'Simulator' } },
					parameters: bench.submitParameters({ prompt: '={{ $fromAI("prompt", "", "string") }}' }),
				},
			],
			connections: {
				Trigger: { main: [[{ node: 'Agent', type: 'main', index: 0 }]] },
				Edit: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
			},
		},
	}).ended;
	const { error, runData } = data.resultData;
	expect(error).toBeUndefined();
	for (const { json } of runData.Agent[0].data!.main[0]!) {
		const [answer] = JSON.parse(json.answer as string) as Array<Record<string, unknown>>;
		expect(answer).toMatchObject({ status: 'completed' });
		expect(answer.taskId).toBeDefined();
		expect(answer.videoUrl).toMatch(/\.mp4$/);
	}
	const prompts = bench.submits.map(({ body }) => (body as { prompt: string }).prompt);
	expect(prompts.sort()).toEqual(['Make it rain', 'Make it snow']);
});
