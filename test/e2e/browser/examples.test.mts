import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import axios from 'axios';
import type { Frame } from 'playwright-core';

import {
	CREDENTIAL_TYPE,
	credentialsFor,
	DATA_TABLES,
	examples,
	type Example,
} from '../../../n8n/server/examples.mts';
import type { ExecutionInfo, ImportedWorkflow } from '../../../n8n/server/n8nRest.mts';
import { LONG_VIDEOS } from '../../support/longVideos.mts';
import { SAMPLE_PATH } from '../../support/media.mts';
import { Editor } from '../../support/realN8n/editor.mts';
import { putOut } from '../../support/realN8n/exampleWorkflow.mts';
import { formOf, lastPageOf } from '../../support/realN8n/form.mts';
import { until, type Instance } from '../../support/realN8n/instance.mts';
import { LanguageModel } from '../../support/realN8n/languageModel.mts';
import { Recipes } from '../../support/realN8n/recipes.mts';
import { VideoSheet } from '../../support/realN8n/videoSheet.mts';

const SNOW = 'Replace the background with a snowy mountain scene';

let recipes: Recipes;
let n8n: Instance;
let sheet: VideoSheet;
let editor: Editor;
let model: LanguageModel;
let all: Example[];
beforeAll(async () => {
	recipes = await Recipes.start();
	n8n = recipes.n8n;
	sheet = new VideoSheet(recipes);
	editor = await Editor.signIn(n8n.origin);
	model = await LanguageModel.start();
	const { first, modelStudio } = credentialsFor(n8n.simulator);
	const create = async ({ name, data }: typeof first) =>
		await n8n.rest.createCredential(`${name}, with prices`, CREDENTIAL_TYPE, data);
	all = await examples(await create(first), n8n.simulator.sampleUrl, await create(modelStudio));
	const openAiApi = await n8n.rest.createCredential('Model', 'openAiApi', {
		apiKey: 'none',
		url: model.url,
	});
	for (const node of all.flatMap(({ workflow }) => recipes.withTables(workflow).nodes)) {
		if (node.type.endsWith('.lmChatOpenAi')) node.credentials = { openAiApi };
		if (node.type.endsWith('.chatTrigger')) node.parameters.public = true;
		if (node.type.endsWith('.wait') && node.parameters.unit === 'seconds') {
			node.parameters.amount = 2;
		}
	}
});
beforeEach(() => recipes.reset());
afterAll(async () => {
	await editor?.close();
	await n8n?.close();
	await model?.close();
});

const anyStatus = { validateStatus: () => true };
const fileOf = async (path: string) => new Blob([await readFile(path)], { type: 'video/mp4' });
const sample = async () => await fileOf(SAMPLE_PATH);
const sampleRows = async () => {
	const { rows } = DATA_TABLES.find(({ name }) => name === 'Video Sheet')!;
	await sheet.fillIn(rows!(n8n.simulator.sampleUrl));
};

/** Waits for the one execution of a workflow that is not begun by hand. */
async function endedOf(workflow: ImportedWorkflow): Promise<ExecutionInfo> {
	await until(async () => (await n8n.rest.executionsOf(workflow)).length > 0);
	const [{ id }] = await n8n.rest.executionsOf(workflow);
	return await recipes.ended(id);
}

const nodeOf = (name: string, type: string) =>
	all
		.find(({ file }) => file === `${name}.json`)!
		.workflow.nodes.find((node) => node.type.endsWith(type))!;

async function importExample(name: string): Promise<ImportedWorkflow> {
	return await n8n.rest.importWorkflow(all.find(({ file }) => file === `${name}.json`)!.workflow);
}

/** Makes webhook, form or chat answer at its address. */
async function listen(workflow: ImportedWorkflow, path: string): Promise<string> {
	await n8n.rest.activate(workflow);
	const address = `${n8n.origin}/${path}`;
	await until(async () => (await axios.get(address, anyStatus)).status < 500);
	return address;
}

const byHand = (name: string) => async (): Promise<[ImportedWorkflow, ExecutionInfo]> => {
	const workflow = await importExample(name);
	const trigger = nodeOf(name, 'Trigger').name;
	return [workflow, await recipes.ended(await n8n.rest.run(workflow, trigger))];
};

const byForm =
	(name: string, fields: () => Promise<Record<string, string | Blob>>) =>
	async (): Promise<[ImportedWorkflow, ExecutionInfo]> => {
		const workflow = await importExample(name);
		const path = `form/${nodeOf(name, '.formTrigger').webhookId}`;
		const address = await listen(workflow, path);
		await until(async () => (await axios.get(address, anyStatus)).status === 200);
		const withPage = all
			.find(({ file }) => file === `${name}.json`)!
			.workflow.nodes.some(({ type }) => type.endsWith('.form'));
		const form = formOf(await fields());
		await (withPage ? lastPageOf(address, form) : axios.post(address, form));
		return [workflow, await endedOf(workflow)];
	};

async function byBrowser(): Promise<[ImportedWorkflow, ExecutionInfo]> {
	const workflow = await importExample('compare-looks');
	const address = await listen(
		workflow,
		`form/${nodeOf('compare-looks', '.formTrigger').webhookId}`,
	);
	await until(async () => (await axios.get(address, anyStatus)).status === 200);
	const { page } = editor;
	await page.goto(address);
	await page.getByRole('button', { name: 'Submit' }).click();
	await page.getByText('Looks side by side').waitFor({ timeout: 300_000 });
	const videos = page.locator('video');
	await videos.nth(3).waitFor();
	expect(await videos.count()).toBe(4);
	const seconds = await videos.evaluateAll(
		async (elements) =>
			await Promise.all(
				elements.map(async (element) => {
					const video = element as HTMLVideoElement;
					video.loop = false;
					video.muted = true;
					const ended = new Promise((resolve) => (video.onended = resolve));
					await video.play();
					await ended;
					return video.duration;
				}),
			),
	);
	await editor.screenshot('looks-side-by-side');
	expect(seconds.map(Math.round)).toEqual([6, 2, 2, 2]);
	return [workflow, await endedOf(workflow)];
}

async function byChatMessage(): Promise<[ImportedWorkflow, ExecutionInfo]> {
	const workflow = await importExample('edit-chat-messages');
	const address = await listen(workflow, 'webhook/edit-chat-messages');
	await until(async () => {
		const { status } = await axios.post(address, formOf({ from: 'a person' }), anyStatus);
		return status === 200;
	});
	await axios.post(address, formOf({ data: await sample(), caption: SNOW }));
	return [workflow, await endedOf(workflow)];
}

async function byAgent(): Promise<[ImportedWorkflow, ExecutionInfo]> {
	const workflow = await importExample('edit-with-an-ai-agent');
	const { webhookId } = nodeOf('edit-with-an-ai-agent', '.chatTrigger');
	const address = await listen(workflow, `webhook/${webhookId}/chat`);
	const arguments_ = { Video_URL: n8n.simulator.sampleUrl, Prompt: SNOW };
	model.call = { name: 'Edit_Video', arguments: arguments_ };
	await until(async () => (await axios.get(address, anyStatus)).status === 200);
	await axios.post(address, { action: 'sendMessage', sessionId: 'a person', chatInput: SNOW });
	return [workflow, await endedOf(workflow)];
}

async function byTwoYeses(): Promise<[ImportedWorkflow, ExecutionInfo]> {
	const workflow = await importExample('approve-before-publishing');
	const id = await n8n.rest.run(workflow, nodeOf('approve-before-publishing', 'Trigger').name);
	for (const [node, answer] of [
		['Ask Before Buying', 'Yes'],
		['Ask for Approval', 'Publish'],
	]) {
		await until(async () => {
			const { status, data } = await n8n.rest.execution(id);
			return status === 'waiting' && node in (data?.resultData.runData ?? {});
		});
		const [{ json }] = putOut(await n8n.rest.execution(id), node);
		const form = (json.text as string).match(/http\S+/g)!.at(-1)!;
		await axios.post(form, formOf({ 'field-0': answer }));
	}
	return [workflow, await recipes.ended(id)];
}

const upload = async () => ({ 'field-0': await sample(), 'field-1': SNOW });

/** How each is executed. The order matters where one fetches what another has bought. */
const RUNS: Record<string, () => Promise<[ImportedWorkflow, ExecutionInfo]>> = {
	'edit-a-video': byHand('edit-a-video'),
	'edit-a-drive-file': byHand('edit-a-drive-file'),
	'edit-an-uploaded-video': byForm('edit-an-uploaded-video', upload),
	'edit-a-file-from-your-computer': byForm('edit-a-file-from-your-computer', upload),
	'edit-a-long-video': byForm('edit-a-long-video', async () => ({
		'field-0': await fileOf(await LONG_VIDEOS.everySecond(24)),
		'field-1': SNOW,
		'field-2': '100',
	})),
	'edit-through-a-form': byForm('edit-through-a-form', async () => ({
		...(await upload()),
		'field-2': 'None',
	})),
	'edit-chat-messages': byChatMessage,
	'edit-with-an-ai-agent': byAgent,
	'compare-looks': byBrowser,
	'approve-before-publishing': byTwoYeses,
	'edit-on-a-schedule': byHand('edit-on-a-schedule'),
	'edit-sheet-rows': async () => {
		await sampleRows();
		return await byHand('edit-sheet-rows')();
	},
	'edit-rows-within-a-budget': async () => {
		await sheet.clear();
		await sampleRows();
		return await byHand('edit-rows-within-a-budget')();
	},
	'submit-wait-get': byHand('submit-wait-get'),
	'submit-and-callback': byHand('submit-and-callback'),
	'submit-to-table': byHand('submit-to-table'),
	'collect-from-table': async () => {
		await until(() => [...n8n.simulator.tasks.values()].every(({ state }) => state !== 'running'));
		return await byHand('collect-from-table')();
	},
};

test('only what needs an account elsewhere is left out', () => {
	const left = readdirSync('examples').filter((file) => !(file.replace('.json', '') in RUNS));
	expect(left).toEqual(['edit-google-sheet-rows.json']);
});

/** What the examples before have bought. */
const known = new Set<string>();

test.each(Object.keys(RUNS))(
	'%s, after all the others in the same n8n, brings what it has bought itself',
	async (name) => {
		const [workflow, execution] = await RUNS[name]();
		const fresh = [...n8n.simulator.tasks.keys()].filter((id) => !known.has(id));
		const told = JSON.stringify(execution.data.resultData.runData);
		// The table of two examples: one buys, the other fetches.
		const own = name === 'collect-from-table' ? [[...known].at(-1)!] : fresh;
		expect(own.length).toBeGreaterThan(0);
		for (const id of own) expect(told).toContain(id);
		for (const id of known) if (!own.includes(id)) expect(told).not.toContain(id);
		for (const id of fresh) known.add(id);
		const errors = Object.entries(execution.data.resultData.runData).filter(([, runs]) =>
			runs.some(({ error }) => error !== undefined),
		);
		expect(errors.map(([node]) => node)).toEqual([]);

		await editor.page.goto(`${n8n.origin}/workflow/${workflow.id}/executions/${execution.id}`);
		const canvas = await canvasInPage();
		await editor.screenshot(`ran-${name}`);
		expect(await canvas.getByTestId('canvas-node-status-error').count()).toBe(0);
	},
);

/** n8n shows what has run in a frame of its own. */
async function canvasInPage(): Promise<Frame> {
	let found: Frame | undefined;
	await until(async () => {
		for (const frame of editor.page.frames()) {
			if ((await frame.getByTestId('canvas-node').count()) > 0) found = frame;
		}
		return found !== undefined;
	});
	return found!;
}
