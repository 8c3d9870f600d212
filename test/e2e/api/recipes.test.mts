import { readFile } from 'node:fs/promises';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import axios from 'axios';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { DATA_TABLES, examples } from '../../../n8n/server/examples.mts';
import type {
	ExecutionInfo,
	ImportedWorkflow,
	Stored,
	WorkflowToImport,
} from '../../../n8n/server/n8nRest.mts';
import { readMedia, SAMPLE_PATH } from '../../support/media.mts';
import { chooseTables, putOut } from '../../support/realN8n/exampleWorkflow.mts';
import { filesIn, lastPageOf } from '../../support/realN8n/form.mts';
import { Instance, TRIGGER, until } from '../../support/realN8n/instance.mts';

let n8n: Instance;
/** By their names. */
const tables = new Map<unknown, Stored>();
beforeAll(async () => {
	n8n = await Instance.start({
		GENERIC_TIMEZONE: 'UTC',
		// Before n8n 2 files lie in memory by default, where no link leads.
		N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
	});
	for (const table of DATA_TABLES) {
		tables.set(table.name, (await n8n.rest.createDataTable(table))!);
	}
});
beforeEach(() => {
	n8n.reset();
	n8n.simulator.settings.outcome = 'completed';
});
afterAll(async () => await n8n.close());

/** An example, with credential and video chosen. */
async function example(name: string): Promise<WorkflowToImport> {
	const all = await examples(n8n.credential, n8n.simulator.sampleUrl);
	const { workflow } = all.find(({ file }) => file === `${name}.json`)!;
	chooseTables(workflow, n8n.version, tables);
	return workflow;
}

async function begin(workflow: WorkflowToImport): Promise<string> {
	const trigger = workflow.nodes.find(({ type }) => type.endsWith('Trigger'))!;
	return await n8n.rest.run(await n8n.rest.importWorkflow(workflow), trigger.name);
}

async function ended(id: string): Promise<ExecutionInfo> {
	const execution = await n8n.rest.ended(id);
	expect(execution.data.resultData.error).toBeUndefined();
	expect(execution.status).toBe('success');
	return execution;
}

const execute = async (name: string) => await ended(await begin(await example(name)));

const last = <T,>(values: Iterable<T>): T => [...values].at(-1)!;

/** The video that the service made last. */
async function madeLast(): Promise<Buffer> {
	const { url, apiKey, tasks } = n8n.simulator;
	const { data: answer } = await axios.get<{
		data: { result: { videos: Array<{ url: string[] }> } };
	}>(`${url}/v1/tasks/${last(tasks.keys())}`, { headers: { Authorization: `Bearer ${apiKey}` } });
	const link = answer.data.result.videos[0].url[0];
	return (await axios.get<Buffer>(link, { responseType: 'arraybuffer' })).data;
}

/** The one file that a node got is the edited video, which was paid for once. */
async function expectVideoAt(execution: ExecutionInfo, node: string): Promise<void> {
	const items = putOut(execution, node);
	expect(items).toHaveLength(1);
	expect(items[0].binary!.data.mimeType).toBe('video/mp4');
	await expectMade(await n8n.rest.file(items[0]));
	expect(n8n.billed).toBe(1);
}

async function expectMade(video: Buffer): Promise<void> {
	expect(video.equals(await madeLast())).toBe(true);
	expect((await readMedia(video)).seconds).toBeCloseTo(6, 0);
}

const submitted = () =>
	n8n.simulator.requests
		.filter(({ method, path }) => method === 'POST' && path.endsWith('/generations'))
		.map(({ body }) => body as { prompt: string; video_urls: string[]; resolution: string });

const sampleFile = async () => new Blob([await readFile(SAMPLE_PATH)], { type: 'video/mp4' });

function formOf(fields: Record<string, string | Blob>): FormData {
	const form = new FormData();
	for (const [name, value] of Object.entries(fields)) {
		if (value instanceof Blob) form.append(name, value, 'my.mp4');
		else form.append(name, value);
	}
	return form;
}

const anyStatus = { validateStatus: () => true };

test('edit-a-drive-file: the file is edited and handed on', async () => {
	await expectVideoAt(await execute('edit-a-drive-file'), 'Upload File');
	expect(submitted()[0].video_urls[0]).toContain('/rest/binary-data/signed');
});

describe('edit-sheet-rows', () => {
	/** What a person does with the sheet. */
	async function inSheet(rows: IDataObject[], parameters: INodeParameters): Promise<IDataObject[]> {
		const at = { position: [0, 0] as [number, number] };
		const workflow: WorkflowToImport = {
			name: 'Sheet',
			nodes: [
				{
					...at,
					id: '1',
					name: TRIGGER,
					type: 'n8n-nodes-base.manualTrigger',
					typeVersion: 1,
					parameters: {},
				},
				{
					...at,
					id: '2',
					name: 'Rows',
					type: 'n8n-nodes-base.code',
					typeVersion: 2,
					parameters: { jsCode: `return ${JSON.stringify(rows)}` },
				},
				{
					...at,
					id: '3',
					name: 'Sheet',
					type: 'n8n-nodes-base.dataTable',
					typeVersion: 1,
					parameters: {
						resource: 'row',
						dataTableId: { __rl: true, mode: 'name', value: 'Video Sheet' },
						...parameters,
					},
				},
			],
			connections: {
				[TRIGGER]: { main: [[{ node: 'Rows', type: 'main', index: 0 }]] },
				Rows: { main: [[{ node: 'Sheet', type: 'main', index: 0 }]] },
			},
		};
		chooseTables(workflow, n8n.version, tables);
		const id = await n8n.rest.run(await n8n.rest.importWorkflow(workflow), TRIGGER);
		return putOut(await ended(id), 'Sheet').map(({ json }) => json);
	}

	const autoMap = { mappingMode: 'autoMapInputData', value: {}, matchingColumns: [], schema: [] };
	const fillIn = async (prompts: string[], status = 'todo') =>
		await inSheet(
			prompts.map((prompt) => ({ videoUrl: n8n.simulator.sampleUrl, prompt, status })),
			{ operation: 'insert', columns: autoMap },
		);
	const setToDo = async (prompt: string) =>
		await inSheet([{ status: 'todo' }], {
			operation: 'update',
			filters: { conditions: [{ keyName: 'prompt', condition: 'eq', keyValue: prompt }] },
			columns: autoMap,
		});
	const rowsOf = async (prompts: string[]) => {
		const rows = await inSheet([{}], { operation: 'get', returnAll: true });
		return prompts.map((wanted) => rows.find(({ prompt }) => prompt === wanted)!);
	};

	test('every row gets its result; one that fails does not hold the others back', async () => {
		const prompts = ['Make it snow', 'Make it rain', 'Make it night'];
		await fillIn(prompts);
		await fillIn(['Do not touch'], 'done');
		n8n.simulator.addFault({
			on: 'submit',
			mark: 'Make it rain',
			times: Infinity,
			action: { kind: 'status', status: 402 },
		});
		await execute('edit-sheet-rows');

		const [snow, rain, night] = await rowsOf(prompts);
		for (const row of [snow, night]) {
			expect(row).toMatchObject({ status: 'done', cost: '0.6' });
			expect(row.editedVideo).toMatch(/^http.*\.mp4/);
			expect(row.note).toMatch(/^The link works until 2/);
		}
		expect(rain).toMatchObject({ status: 'failed', editedVideo: null });
		expect(rain.note).toContain('The balance is used up');
		expect(n8n.billed).toBe(2);
		expect(submitted().map(({ prompt }) => prompt)).not.toContain('Do not touch');
	});

	test('a row is edited once, also when the next run begins before it is done', async () => {
		const prompts = ['One', 'Two', 'Three'];
		await fillIn(prompts);
		const workflow = await n8n.rest.importWorkflow(await example('edit-sheet-rows'));
		const run = async () => await n8n.rest.run(workflow, 'Every Hour');
		const first = await run();
		await until(() => n8n.billed === 3);
		await ended(await run());
		await ended(first);
		for (const row of await rowsOf(prompts)) expect(row.status).toBe('done');
		expect(submitted()).toHaveLength(3);
	});

	test('what was bought without an answer is not bought again', async () => {
		const prompts = ['Lost answer'];
		await fillIn(prompts);
		n8n.simulator.addFault({ on: 'submit', times: 1, action: { kind: 'loseAnswer' } });
		await execute('edit-sheet-rows');
		expect((await rowsOf(prompts))[0].status).toBe('failed');

		await setToDo(prompts[0]);
		await execute('edit-sheet-rows');
		expect((await rowsOf(prompts))[0].status).toBe('done');
		expect(n8n.billed).toBe(1);
	});

	test('an edit that failed at the service is bought anew when a person wants it', async () => {
		const prompts = ['Fails at first'];
		await fillIn(prompts);
		n8n.simulator.settings.outcome = 'failed';
		await execute('edit-sheet-rows');
		const [failed] = await rowsOf(prompts);
		expect(failed.status).toBe('failed');
		expect(failed.note).toContain(failed.taskId);

		n8n.simulator.settings.outcome = 'completed';
		await setToDo(prompts[0]);
		await execute('edit-sheet-rows');
		expect((await rowsOf(prompts))[0].status).toBe('done');
		expect(n8n.billed).toBe(2);
	});
});

describe('edit-through-a-form', () => {
	let workflow: ImportedWorkflow;
	let address: string;
	beforeAll(async () => {
		const form = await example('edit-through-a-form');
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
		await ended(id);
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
		expect(submitted().map(({ prompt }) => prompt)).toEqual([
			'Make it snow\nGive the whole video this look: Film noir',
		]);
		expect(n8n.billed).toBe(1);
	});

	test('without a look, the instruction stands alone', async () => {
		await send('Make it snow', 'None');
		expect(submitted()[0].prompt).toBe('Make it snow');
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
		const chat = await example('edit-chat-messages');
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
		expect(submitted()[0].prompt).toBe('Make it snow');
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
	const workflow = await example('edit-on-a-schedule');
	const { parameters } = workflow.nodes.find(({ name }) => name === 'Your List')!;
	const { edits } = JSON.parse(parameters.jsonOutput as string) as { edits: IDataObject[] };
	const dayOfYear = Math.ceil((Date.now() - Date.UTC(new Date().getUTCFullYear(), 0)) / 86_400_000);

	await expectVideoAt(await ended(await begin(workflow)), 'Publish');
	expect(submitted()[0].prompt).toBe(edits[dayOfYear % edits.length].prompt);
	await expectVideoAt(await ended(await begin(workflow)), 'Publish');
});

describe('approve-before-publishing', () => {
	/** Executes the workflow until it asks. @returns the addresses that the message names */
	async function ask() {
		const id = await begin(await example('approve-before-publishing'));
		await until(async () => (await n8n.rest.execution(id)).status === 'waiting');
		const execution = await n8n.rest.execution(id);
		const [{ json }] = putOut(execution, 'Ask for Approval');
		const [video, form] = (json.text as string).match(/http\S+/g)!;
		expect((await axios.get<string>(form)).data).toContain(video);
		expect(putOut(execution, 'Publish')).toEqual([]);
		return {
			answer: async (value: string) => {
				await axios.post(form, formOf({ 'field-0': value }));
				await ended(id);
				// n8n 1 stores that an execution has ended a moment before what happened in it.
				await until(
					async () => 'Publish?' in (await n8n.rest.execution(id)).data.resultData.runData,
				);
				return await ended(id);
			},
		};
	}

	test('a yes publishes the video, also when its link works no longer', async () => {
		const { answer } = await ask();
		const video = await madeLast();
		n8n.simulator.addFault({
			on: 'result',
			times: Infinity,
			action: { kind: 'status', status: 403 },
		});
		const [published, ...others] = putOut(await answer('Publish'), 'Publish');
		expect(others).toEqual([]);
		expect((await n8n.rest.file(published)).equals(video)).toBe(true);
		expect(n8n.billed).toBe(1);
	});

	test('a no publishes nothing', async () => {
		const { answer } = await ask();
		const execution = await answer('Discard');
		expect(putOut(execution, 'Publish')).toEqual([]);
		expect(putOut(execution, 'Discard')).toHaveLength(1);
	});
});

test('compare-looks: a page shows every look, and a further one is all that a second run costs', async () => {
	const workflow = await example('compare-looks');
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

	const page = await pageOf(await ended(await begin(workflow)));
	expect(page.map(({ look }) => look)).toEqual(['Original', ...looks.map(({ look }) => look)]);
	expect(page[0].video).toBe(videoUrl);
	expect(page[2].text).toContain('Not edited: The balance is used up');
	for (const { video } of [page[1], page[3]]) {
		const file = await axios.get<Buffer>(video!, { responseType: 'arraybuffer' });
		expect((await readMedia(file.data)).seconds).toBeCloseTo(2, 0);
	}
	expect(n8n.billed).toBe(2);

	n8n.simulator.clearFaults();
	const again = await pageOf(await ended(await begin(workflow)));
	expect(again.map(({ video }) => video).filter(Boolean)).toHaveLength(4);
	expect([again[1].look, again[3].look]).toEqual([page[1].look, page[3].look]);
	expect(n8n.billed).toBe(3);
});
