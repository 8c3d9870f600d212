import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import axios from 'axios';

import { CREDENTIAL_TYPE, examples } from '../../../n8n/server/examples.mts';
import { credentialFor, Instance, until } from '../../support/realN8n/instance.mts';
import { LanguageModel } from '../../support/realN8n/languageModel.mts';

let n8n: Instance;
let model: LanguageModel;
/** The address that the chat page sends its messages to. */
let chat: string;
beforeAll(async () => {
	[n8n, model] = await Promise.all([Instance.start(), LanguageModel.start()]);
	const openAi = await n8n.rest.createCredential('Model', 'openAiApi', {
		apiKey: 'none',
		url: model.url,
	});
	const all = await examples(n8n.credential, n8n.simulator.sampleUrl);
	const { workflow } = all.find(({ file }) => file === 'edit-with-an-ai-agent.json')!;
	for (const node of workflow.nodes) {
		if (node.type.endsWith('.lmChatOpenAi')) node.credentials = { openAiApi: openAi };
		if (node.type.endsWith('.chatTrigger')) {
			node.parameters.public = true;
			chat = `${n8n.origin}/webhook/${node.webhookId}/chat`;
		}
	}
	await n8n.rest.activate(await n8n.rest.importWorkflow(workflow));
	await until(async () => (await axios.get(chat, { validateStatus: () => true })).status === 200);
});
beforeEach(() => {
	n8n.reset();
	n8n.simulator.settings.outcome = 'completed';
	model.times = 1;
});
afterAll(async () => await Promise.all([n8n.close(), model.close()]));

/** @returns the agent's answer */
async function say(chatInput: string): Promise<string> {
	const message = { action: 'sendMessage', sessionId: 'a person', chatInput };
	const { data } = await axios.post<{ output: string }>(chat, message);
	return data.output;
}

const MAKE_IT_SNOW = 'Make it snow in my video.';
const editVideo = () => ({
	name: 'Edit_Video',
	arguments: { Video_URL: n8n.simulator.sampleUrl, Prompt: 'Make it snow' },
});

test('it can tell the price first, which costs nothing', async () => {
	await n8n.rest.updateCredential(n8n.credential, CREDENTIAL_TYPE, {
		...credentialFor(n8n.simulator),
		price720p: 0.1,
	});
	model.call = { ...editVideo(), name: 'Estimate_Edit' };
	const answer = await say('What would it cost to make it snow in my video?');
	expect(answer).toContain('"estimatedCost":0.6,"estimatedCostAtMost":1.2');
	expect(answer).toContain('"priceBasis":"credential"');
	expect(n8n.simulator.requests.filter(({ method }) => method === 'POST')).toEqual([]);
	const tool = model.offered.find(({ name }) => name === 'Estimate_Edit')!;
	expect(tool.description).toContain('Costs nothing');
});

test('an AI Agent edits a video with the node as its tool, and tells the link and the task', async () => {
	model.call = editVideo();
	const answer = await say(MAKE_IT_SNOW);

	const asked = Object.fromEntries(
		model.offered.map(({ name, parameters }) => [name, Object.keys(parameters.properties)]),
	);
	expect(asked).toEqual({
		Estimate_Edit: ['Video_URL', 'Prompt'],
		Edit_Video: ['Video_URL', 'Prompt'],
		Get_Task: ['Task_ID'],
	});
	const [[taskId]] = n8n.simulator.tasks;
	expect(answer).toContain(`"taskId":"${taskId}"`);
	expect(answer).toMatch(/"videoUrl":"http[^"]+\.mp4"/);
	const [submit] = n8n.simulator.requests.filter(({ method }) => method === 'POST');
	expect(submit.body).toMatchObject({ prompt: 'Make it snow', resolution: '720P' });
	expect(n8n.billed).toBe(1);
});

test('it can ask for an edit later, which costs nothing', async () => {
	const taskId = [...n8n.simulator.tasks.keys()].at(-1)!;
	model.call = { name: 'Get_Task', arguments: { Task_ID: taskId } };
	const answer = await say('Is my video ready?');
	expect(answer).toContain(`"taskId":"${taskId}"`);
	expect(answer).toMatch(/"videoUrl":"http[^"]+\.mp4"/);
	expect(n8n.billed).toBe(0);
});

test('an edit that fails is told with the reason, and not bought again', async () => {
	n8n.simulator.settings.outcome = 'failed';
	model.call = editVideo();
	const answer = await say(MAKE_IT_SNOW);
	expect(answer).toContain(`(task ${[...n8n.simulator.tasks.keys()].at(-1)}, `);
	expect(n8n.billed).toBe(1);
});

test('a model that does not stop buys five edits for a message, and no more', async () => {
	model.call = editVideo();
	model.times = 7;
	await say(MAKE_IT_SNOW);
	expect(model.heard.slice(-2)).toEqual([
		expect.stringContaining('but Edit Limit is 5'),
		expect.stringContaining('but Edit Limit is 5'),
	]);
	expect(n8n.billed).toBe(5);
});
