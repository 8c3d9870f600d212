import { readFile } from 'node:fs/promises';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import axios from 'axios';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { ExecutionInfo, ImportedWorkflow } from '../../../n8n/server/n8nRest.mts';
import { readMedia, SAMPLE_PATH } from '../../support/media.mts';
import { putOut } from '../../support/realN8n/exampleWorkflow.mts';
import { filesIn, formOf, lastPageOf } from '../../support/realN8n/form.mts';
import { until, type Instance } from '../../support/realN8n/instance.mts';
import { last, Recipes } from '../../support/realN8n/recipes.mts';

let n8n: Instance;
let recipes: Recipes;
beforeAll(async () => {
	recipes = await Recipes.start();
	n8n = recipes.n8n;
});
beforeEach(() => recipes.reset());
afterAll(async () => await n8n?.close());

const execute = async (name: string) => await recipes.execute(await recipes.example(name));

/** The one file that a node got is the edited video, which was paid for once. */
async function expectVideoAt(execution: ExecutionInfo, node: string): Promise<void> {
	const items = putOut(execution, node);
	expect(items).toHaveLength(1);
	expect(items[0].binary!.data.mimeType).toBe('video/mp4');
	await expectMade(await n8n.rest.file(items[0]));
	expect(n8n.billed).toBe(1);
}

async function expectMade(video: Buffer): Promise<void> {
	expect(video.equals(await recipes.madeLast())).toBe(true);
	expect((await readMedia(video)).seconds).toBeCloseTo(6, 0);
}

const sampleFile = async () => new Blob([await readFile(SAMPLE_PATH)], { type: 'video/mp4' });

const anyStatus = { validateStatus: () => true };

test('edit-a-drive-file: the file is edited and handed on', async () => {
	await expectVideoAt(await execute('edit-a-drive-file'), 'Upload File');
	expect(recipes.submitted()[0].video_urls[0]).toContain('/rest/binary-data/signed');
});

describe('edit-through-a-form', () => {
	let workflow: ImportedWorkflow;
	let address: string;
	beforeAll(async () => {
		const form = await recipes.example('edit-through-a-form');
		const { webhookId } = form.nodes.find(({ type }) => type.endsWith('.formTrigger'))!;
		address = `${n8n.origin}/form/${webhookId}`;
		workflow = await n8n.rest.importWorkflow(form);
		await n8n.rest.activate(workflow);
		await until(async () => (await axios.get(address, anyStatus)).status === 200);
	});

	/** Sends the form as a browser does. @returns the page that the person sees at the end */
	async function send(instruction: string, look: string): Promise<string> {
		const form = formOf({ 'field-0': await sampleFile(), 'field-1': instruction, 'field-2': look });
		const html = await lastPageOf(address, form);
		const [{ id }] = await n8n.rest.executionsOf(workflow);
		await recipes.ended(id);
		return html;
	}

	test('the last page brings the edited video, in the look that was chosen', async () => {
		const page = await send('Make it snow', 'Film noir');
		const files = filesIn(page);
		expect(files).toHaveLength(1);
		expect(files[0]).toMatchObject({
			type: 'video/mp4',
			fileName: `wan-edit-${last(n8n.simulator.tasks.keys())}.mp4`,
		});
		await expectMade(files[0].content);
		expect(page).toMatch(/<a href="http[^"]+\.mp4[^"]*" target="_blank">open it here/);
		expect(recipes.submitted().map(({ prompt }) => prompt)).toEqual([
			'Make it snow\nGive the whole video this look: Film noir',
		]);
		expect(n8n.billed).toBe(1);
	});

	test('without a look, the instruction stands alone', async () => {
		await send('Make it snow', 'None');
		expect(recipes.submitted()[0].prompt).toBe('Make it snow');
	});

	test('a failed edit is told on the last page', async () => {
		n8n.simulator.settings.outcome = 'failed';
		const page = await send('Make it snow', 'None');
		expect(page).toContain('The video could not be edited');
		expect(page).toContain(`Task ${last(n8n.simulator.tasks.keys())} ended as`);
	});
});

describe('edit-chat-messages', () => {
	let address: string;
	beforeAll(async () => {
		const chat = await recipes.example('edit-chat-messages');
		const webhook = chat.nodes.find(({ type }) => type.endsWith('.webhook'))!;
		address = `${n8n.origin}/webhook/${webhook.parameters.path as string}`;
		await n8n.rest.activate(await n8n.rest.importWorkflow(chat));
		await until(async () => (await send({})).status === 200);
	});

	const send = async (fields: Record<string, string | Blob>) =>
		await axios.post<Buffer>(address, formOf({ from: 'a person', ...fields }), {
			...anyStatus,
			responseType: 'arraybuffer',
		});

	test('a video with a caption comes back edited', async () => {
		const answer = await send({ data: await sampleFile(), caption: 'Make it snow' });
		expect(answer.headers['content-type']).toContain('video/mp4');
		await expectMade(answer.data);
		expect(recipes.submitted()[0].prompt).toBe('Make it snow');
		expect(n8n.billed).toBe(1);
	});

	test.each<[string, () => Promise<Record<string, string | Blob>>]>([
		['without a video', () => Promise.resolve({ caption: 'Make it snow' })],
		['without a caption', async () => ({ data: await sampleFile() })],
		[
			'with a picture',
			() => Promise.resolve({ data: new Blob(['x'], { type: 'image/png' }), caption: 'Hello' }),
		],
	])('a message %s gets a hint and costs nothing', async (_what, message) => {
		const answer = await send(await message());
		expect(answer.data.toString()).toMatch(/^Send me a video of 2–10 seconds/);
		expect(n8n.simulator.requests.filter(({ method }) => method === 'POST')).toEqual([]);
	});

	test('a failed edit is answered with the reason', async () => {
		n8n.simulator.settings.outcome = 'failed';
		const answer = await send({ data: await sampleFile(), caption: 'Make it snow' });
		expect(answer.data.toString()).toMatch(
			/^Sorry, I could not edit this video\. Task .* ended as/,
		);
	});
});

test('edit-on-a-schedule: each day has its edit, and the same day pays once', async () => {
	const workflow = await recipes.example('edit-on-a-schedule');
	const { parameters } = workflow.nodes.find(({ name }) => name === 'Your List')!;
	const { edits } = JSON.parse(parameters.jsonOutput as string) as { edits: IDataObject[] };
	const dayOfYear = Math.ceil((Date.now() - Date.UTC(new Date().getUTCFullYear(), 0)) / 86_400_000);

	await expectVideoAt(await recipes.execute(workflow), 'Publish');
	expect(recipes.submitted()[0].prompt).toBe(edits[dayOfYear % edits.length].prompt);
	await expectVideoAt(await recipes.execute(workflow), 'Publish');
});

test('compare-looks: a page shows every look, and a further one is all that a second run costs', async () => {
	const workflow = await recipes.example('compare-looks');
	const list = workflow.nodes.find(({ name }) => name === 'Your Video and Looks')!;
	const { videoUrl, looks } = JSON.parse(list.parameters.jsonOutput as string) as {
		videoUrl: string;
		looks: Array<{ look: string; prompt: string }>;
	};
	n8n.simulator.addFault({
		on: 'submit',
		mark: looks[1].prompt,
		times: Infinity,
		action: { kind: 'status', status: 402 },
	});
	const pageOf = async (execution: ExecutionInfo) => {
		const [file, ...others]: INodeExecutionData[] = putOut(execution, 'Page as a File');
		expect(others).toEqual([]);
		expect(file.binary!.data.fileName).toBe('looks.html');
		const html = (await n8n.rest.file(file)).toString();
		return html
			.split('<figure>')
			.slice(1)
			.map((figure) => ({
				look: /<figcaption>(.*?)<\/figcaption>/.exec(figure)![1],
				video: /<video src="([^"]+)"/.exec(figure)?.[1],
				text: figure,
			}));
	};

	const page = await pageOf(await recipes.execute(workflow));
	expect(page.map(({ look }) => look)).toEqual(['Original', ...looks.map(({ look }) => look)]);
	expect(page[0].video).toBe(videoUrl);
	expect(page[2].text).toContain('Not edited: The balance is used up');
	for (const { video } of [page[1], page[3]]) {
		const file = await axios.get<Buffer>(video!, { responseType: 'arraybuffer' });
		expect((await readMedia(file.data)).seconds).toBeCloseTo(2, 0);
	}
	expect(n8n.billed).toBe(2);

	n8n.simulator.clearFaults();
	const again = await pageOf(await recipes.execute(workflow));
	expect(again.map(({ video }) => video).filter(Boolean)).toHaveLength(4);
	expect([again[1].look, again[3].look]).toEqual([page[1].look, page[3].look]);
	expect(n8n.billed).toBe(3);
});
