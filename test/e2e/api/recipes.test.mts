import { readFile } from 'node:fs/promises';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import axios from 'axios';
import type { IDataObject } from 'n8n-workflow';

import type {
	ExecutionInfo,
	ImportedWorkflow,
	WorkflowToImport,
} from '../../../n8n/server/n8nRest.mts';
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
		expect(page).toContain(`(task ${last(n8n.simulator.tasks.keys())}, `);
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

	test('a video above the 20 MB of a bot gets a hint and costs nothing', async () => {
		const large = new Blob([new Uint8Array(20_500_000)], { type: 'video/mp4' });
		const answer = await send({ data: large, caption: 'Make it snow' });
		expect(answer.data.toString()).toBe(
			'This video has 21 MB, and I can take 20 MB. Send me a smaller one, e.g. in 720p.',
		);
		expect(n8n.simulator.requests.filter(({ method }) => method === 'POST')).toEqual([]);
	});

	test('a failed edit is answered with the reason', async () => {
		n8n.simulator.settings.outcome = 'failed';
		const answer = await send({ data: await sampleFile(), caption: 'Make it snow' });
		expect(answer.data.toString()).toMatch(
			/^Sorry, I could not edit this video\. The edit failed.* \(task /,
		);
	});
});

/** The lines of a list that a person writes. */
function writeList(workflow: WorkflowToImport, node: string, lines: string[]): void {
	const list = workflow.nodes.find(({ name }) => name === node)!;
	const { assignments } = list.parameters as never as {
		assignments: { assignments: Array<{ value: string }> };
	};
	// As on Windows, with a blank line.
	assignments.assignments[0].value = ['', ...lines, ''].join('\r\n');
}

describe('edit-on-a-schedule', () => {
	const day = (fromToday: number) =>
		new Date(Date.now() + fromToday * 86_400_000).toISOString().slice(0, 10);
	const withList = async (...lines: string[]) => {
		const workflow = await recipes.example('edit-on-a-schedule');
		writeList(workflow, 'Your List', lines);
		return workflow;
	};
	const line = (date: string, prompt: string) => `${date} ${n8n.simulator.sampleUrl} ${prompt}`;

	test('each day has its edit, and the same day pays once', async () => {
		const workflow = await withList(
			line(day(-1), 'Make it rain'),
			line(day(0), 'Make it snow'),
			line(day(1), 'Make it night'),
		);
		await expectVideoAt(await recipes.execute(workflow), 'Publish');
		expect(recipes.submitted()[0].prompt).toBe('Make it snow');
		await expectVideoAt(await recipes.execute(workflow), 'Publish');
	});

	test('executed by hand on another day, it tries the first edit', async () => {
		const workflow = await recipes.example('edit-on-a-schedule');
		await expectVideoAt(await recipes.execute(workflow), 'Publish');
	});

	test('a line that is no edit is named, and nothing is bought', async () => {
		const workflow = await withList(line(day(0), 'Make it snow'), 'tomorrow my video');
		const { data } = await n8n.rest.ended(await recipes.begin(workflow));
		expect(data.resultData.error!.message).toContain('Line 3 of Your List is no edit.');
		expect(recipes.submitted()).toEqual([]);
	});
});

describe('compare-looks', () => {
	const LOOKS = [
		'Film noir: Make it film noir',
		'Watercolour : Make it: a watercolour',
		'Clay:Make it clay',
	];
	let workflow: ImportedWorkflow;
	let address: string;
	beforeAll(async () => {
		const form = await recipes.example('compare-looks');
		const { webhookId } = form.nodes.find(({ type }) => type.endsWith('.formTrigger'))!;
		address = `${n8n.origin}/form/${webhookId}`;
		workflow = await n8n.rest.importWorkflow(form);
		await n8n.rest.activate(workflow);
		await until(async () => (await axios.get(address, anyStatus)).status === 200);
	});

	const formWith = (looks: string) =>
		formOf({ 'field-0': n8n.simulator.sampleUrl, 'field-1': looks });

	/** Sends the form. @returns what the page shows of each look */
	async function compare(looks: string) {
		const html = await lastPageOf(address, formWith(looks));
		return html
			.split('<figure>')
			.slice(1)
			.map((figure) => ({
				look: /<figcaption>(.*?)<\/figcaption>/.exec(figure)![1],
				video: /<video src="([^"]+)"/.exec(figure)?.[1],
				text: figure,
			}));
	}

	test('a page shows every look, and a further one is all that a second run costs', async () => {
		n8n.simulator.addFault({
			on: 'submit',
			mark: 'Make it: a watercolour',
			times: Infinity,
			action: { kind: 'status', status: 402 },
		});
		const page = await compare(`\r\n${LOOKS.join('\r\n\r\n')}\r\n`);
		expect(page.map(({ look }) => look)).toEqual(['Original', 'Film noir', 'Watercolour', 'Clay']);
		expect(page[0].video).toBe(n8n.simulator.sampleUrl);
		expect(page[2].text).toContain('Not edited: The balance is used up');
		for (const { video } of [page[1], page[3]]) {
			const file = await axios.get<Buffer>(video!, { responseType: 'arraybuffer' });
			expect((await readMedia(file.data)).seconds).toBeCloseTo(2, 0);
		}
		expect(n8n.billed).toBe(2);

		n8n.simulator.clearFaults();
		const again = await compare(LOOKS.join('\n'));
		expect(again.map(({ video }) => video).filter(Boolean)).toHaveLength(4);
		expect([again[1].look, again[3].look]).toEqual([page[1].look, page[3].look]);
		expect(n8n.billed).toBe(3);
	});

	test('a line that is no look is named, and nothing is bought', async () => {
		const before = (await n8n.rest.executionsOf(workflow)).length;
		await axios.post(address, formWith('Film noir: Make it noir\nwatercolour'));
		await until(async () => (await n8n.rest.executionsOf(workflow)).length > before);
		const [{ id }] = await n8n.rest.executionsOf(workflow);
		const { data } = await n8n.rest.ended(id);
		expect(data.resultData.error!.message).toContain('Line 2 of Looks is no look.');
		expect(recipes.submitted()).toEqual([]);
	});
});

/** What stands for Google's nodes, which need an account: they hand on what they would have written. */
function withoutGoogle(workflow: WorkflowToImport, rows: IDataObject[]): void {
	for (const node of workflow.nodes.filter(({ type }) => type.endsWith('.googleSheets'))) {
		const { columns } = node.parameters as { columns?: { value: Record<string, string> } };
		const assignments = Object.entries(columns?.value ?? {}).map(([name, value]) => ({
			id: name,
			name,
			type: name === 'row_number' ? 'number' : 'string',
			value,
		}));
		Object.assign(
			node,
			columns
				? {
						type: 'n8n-nodes-base.set',
						typeVersion: 3.4,
						parameters: { assignments: { assignments }, options: {} },
					}
				: {
						type: 'n8n-nodes-base.code',
						typeVersion: 2,
						parameters: { jsCode: `return ${JSON.stringify(rows)}` },
					},
		);
	}
}

test('edit-google-sheet-rows: rows are bought or fetched, and what is noted goes into their own row', async () => {
	await recipes.execute(await recipes.example('edit-a-video'));
	const bought = last(n8n.simulator.tasks.keys());
	recipes.reset();
	const { sampleUrl: videoUrl } = n8n.simulator;
	const row = (row_number: number, cells: IDataObject) => ({ row_number, videoUrl, ...cells });
	const workflow = await recipes.example('edit-google-sheet-rows');
	withoutGoogle(workflow, [
		row(2, { prompt: 'Make it snow', status: 'todo', taskId: '' }),
		row(3, { prompt: 'Make it rain', status: 'todo', taskId: `${bought} (failed)` }),
		row(5, { prompt: 'Bought before', status: 'todo', taskId: bought }),
		row(6, { prompt: 'Lost', status: 'editing', taskId: 'task_nobody_knows' }),
		row(8, { prompt: 'Caught', status: 'editing', taskId: '' }),
	]);
	const execution = await recipes.execute(workflow);

	// Those of a run leave side by side.
	const sent = recipes.submitted().map(({ prompt }) => prompt);
	expect(sent.sort()).toEqual(['Make it rain', 'Make it snow']);
	const noted = (node: string) =>
		putOut(execution, node)
			.map(({ json }) => json)
			.sort((a, b) => (a.row_number as number) - (b.row_number as number));
	expect(noted('Mark as Editing').map(({ row_number }) => row_number)).toEqual([2, 3]);
	const [snow, rain] = noted('Note the Task');
	expect([snow.row_number, rain.row_number]).toEqual([2, 3]);
	expect(noted('Note as Done')).toEqual([
		expect.objectContaining({ row_number: 2, status: 'done', cost: '0.6', taskId: snow.taskId }),
		expect.objectContaining({ row_number: 3, status: 'done', cost: '0.6', taskId: rain.taskId }),
		expect.objectContaining({ row_number: 5, status: 'done', taskId: bought }),
	]);
	expect(noted('Note the Problem')).toEqual([
		expect.objectContaining({ row_number: 6, status: 'check', taskId: 'task_nobody_knows' }),
	]);
	expect(putOut(execution, 'Nothing to Do')[0].json.message).toMatch(/^Row 8 has the status/);
});
