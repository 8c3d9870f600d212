import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import axios from 'axios';

import {
	CREDENTIAL_TYPE,
	credentialsFor,
	examples,
	type Example,
} from '../../../n8n/server/examples.mts';
import type { ExecutionInfo, ImportedWorkflow } from '../../../n8n/server/n8nRest.mts';
import { makeVideo, readMedia, SAMPLE_PATH } from '../../support/media.mts';
import { makeMinuteVideo, MINUTE_PIECES, MINUTE_S } from '../../support/minuteVideo.mts';
import { filesIn, lastPageOf } from '../../support/realN8n/form.mts';
import { Instance, itemsOf, NODE, until } from '../../support/realN8n/instance.mts';

/** The plain ones that take what any service takes; the others are in the files beside this one. */
const FILES = ['edit-a-video.json', 'edit-an-uploaded-video.json'];
const PROMPT = 'Replace the background with a snowy mountain scene';

describe.each(['filesystem', 'database'])('files in n8n’s %s', (binaryDataMode) => {
	let n8n: Instance;
	let all: Example[];
	beforeAll(async () => {
		n8n = await Instance.start({
			N8N_DEFAULT_BINARY_DATA_MODE: binaryDataMode,
			// Before n8n 2 the default is not enough.
			N8N_AVAILABLE_BINARY_DATA_MODES: binaryDataMode,
		});
		const { name, data } = credentialsFor(n8n.simulator).modelStudio;
		const modelStudio = await n8n.rest.createCredential(name, CREDENTIAL_TYPE, data);
		all = await examples(n8n.credential, n8n.simulator.sampleUrl, modelStudio);
	});
	beforeEach(() => n8n.reset());
	afterAll(async () => await n8n.close());

	test.each(FILES)('%s', async (name) => {
		const { workflow } = all.find(({ file }) => file === name)!;
		const stored = await n8n.rest.importWorkflow(workflow);
		const trigger = workflow.nodes.find(({ type }) => type.endsWith('Trigger'))!;
		const execution = trigger.type.endsWith('formTrigger')
			? await submitForm(n8n, stored, trigger.webhookId!)
			: await n8n.rest.ended(await n8n.rest.run(stored, trigger.name));

		expect(execution.data.resultData.error).toBeUndefined();
		expect(execution.status).toBe('success');
		expect(n8n.billed).toBe(1);
		const [item] = itemsOf(execution);
		const { taskId, videoUrl } = item.json as { taskId: string; videoUrl: string };
		expect(item.json).toMatchObject({ status: 'completed', progress: 100 });
		expect([...n8n.simulator.tasks.keys()]).toContain(taskId);
		expect(item.binary!.data).toMatchObject({
			mimeType: 'video/mp4',
			fileName: `wan-edit-${taskId}.mp4`,
		});
		expect(item.binary!.data.id).toMatch(new RegExp(`^${binaryDataMode}`));
		const video = await n8n.rest.file(item);
		const served = await axios.get<Buffer>(videoUrl, { responseType: 'arraybuffer' });
		expect(hash(video)).toBe(hash(served.data));
		expect((await readMedia(video)).seconds).toBeCloseTo(6, 0);
		// What the node put out is what the next node got.
		const [[next]] = Object.entries(execution.data.resultData.runData).slice(-1);
		expect(next).not.toBe(NODE);
		expect(itemsOf(execution, next)).toHaveLength(1);
	});

	test('edit-a-long-video.json', async () => {
		// Without a price, it buys nothing.
		const { name, data } = credentialsFor(n8n.simulator).first;
		const priced = await n8n.rest.createCredential(`${name}, with prices`, CREDENTIAL_TYPE, data);
		const { workflow } = (await examples(priced, n8n.simulator.sampleUrl)).find(
			({ file }) => file === 'edit-a-long-video.json',
		)!;
		const stored = await n8n.rest.importWorkflow(workflow);
		const { webhookId } = workflow.nodes.find(({ type }) => type.endsWith('.formTrigger'))!;
		const folder = await mkdtemp(join(tmpdir(), 'minute-'));
		const path = join(folder, 'minute.mp4');
		await makeMinuteVideo(path);
		const form = formWith(await readFile(path), 'minute.mp4');
		await rm(folder, { recursive: true });
		form.append('field-2', '100');
		const page = await lastPageOf(await openForm(n8n, stored, webhookId!), form);
		const [{ id }] = await n8n.rest.executionsOf(stored);
		const execution = await n8n.rest.ended(id);

		expect(page).toContain('is ready');
		expect(execution.data.resultData.error).toBeUndefined();
		expect(n8n.billed).toBe(MINUTE_PIECES);
		const [item] = itemsOf(execution);
		expect(item.json.pieces).toHaveLength(MINUTE_PIECES);
		expect((await readMedia(await n8n.rest.file(item))).seconds).toBeCloseTo(MINUTE_S, 0);
		expect(itemsOf(execution, 'Your Next Step')).toHaveLength(1);
	});

	test('edit-a-file-from-your-computer.json, in an n8n that only this computer can reach', async () => {
		const { workflow } = all.find(({ file }) => file === 'edit-a-file-from-your-computer.json')!;
		const stored = await n8n.rest.importWorkflow(workflow);
		const { webhookId } = workflow.nodes.find(({ type }) => type.endsWith('.formTrigger'))!;
		const address = await openForm(n8n, stored, webhookId!);
		const mp4 = { content: await readFile(SAMPLE_PATH), name: 'my.mp4', seconds: 6 };
		const mov = {
			content: await makeVideo({ container: 'mov', indexAtEnd: true, seconds: 4 }),
			name: 'my.mov',
			seconds: 4,
		};
		for (const { content, name, seconds } of [mp4, mov]) {
			const page = await lastPageOf(address, formWith(content, name));
			const [id, task] = [...n8n.simulator.tasks].at(-1)!;
			const [file, ...others] = filesIn(page);
			expect(others).toEqual([]);
			expect(file).toMatchObject({ type: 'video/mp4', fileName: `wan-edit-${id}.mp4` });
			expect((await readMedia(file.content)).seconds).toBeCloseTo(seconds, 0);
			expect(task).toMatchObject({ service: 'modelStudio', state: 'completed' });
			// What the service got is the file that was put into the form.
			const uploaded = [...n8n.simulator.uploadedFiles.values()].at(-1)!;
			expect(hash(await readFile(uploaded.path))).toBe(hash(content));
			expect(uploaded.key).toMatch(new RegExp(`\\${name.slice(2)}$`));
		}
		expect(n8n.billed).toBe(2);
	});
});

const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

function formWith(content: Buffer, name: string): FormData {
	const form = new FormData();
	form.append('field-0', new Blob([new Uint8Array(content)]), name);
	form.append('field-1', PROMPT);
	return form;
}

/** Makes the form of a workflow answer. @returns its address */
async function openForm(
	n8n: Instance,
	workflow: ImportedWorkflow,
	webhookId: string,
): Promise<string> {
	await n8n.rest.activate(workflow);
	const address = `${n8n.origin}/form/${webhookId}`;
	// n8n registers the form a moment after it says that the workflow is active.
	await until(async () => {
		const { status } = await axios.get(address, { validateStatus: () => true });
		return status === 200;
	});
	return address;
}

async function submitForm(
	n8n: Instance,
	workflow: ImportedWorkflow,
	webhookId: string,
): Promise<ExecutionInfo> {
	const address = await openForm(n8n, workflow, webhookId);
	await axios.post(address, formWith(await readFile(SAMPLE_PATH), 'my.mp4'));
	await until(async () => (await n8n.rest.executionsOf(workflow)).length > 0);
	const [{ id }] = await n8n.rest.executionsOf(workflow);
	return await n8n.rest.ended(id);
}
