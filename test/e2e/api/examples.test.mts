import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import axios from 'axios';

import { examples, type Example } from '../../../n8n/server/examples.mts';
import type { ExecutionInfo, ImportedWorkflow } from '../../../n8n/server/n8nRest.mts';
import { SAMPLE_PATH, readMedia } from '../../support/media.mts';
import { Instance, itemsOf, NODE, until } from '../../support/realN8n/instance.mts';

/** The plain ones; the others are in durable.test.mts, recipes.test.mts and agent.test.mts. */
const FILES = ['edit-a-video.json', 'edit-an-uploaded-video.json'];

describe.each(['filesystem', 'database'])('files in n8n’s %s', (binaryDataMode) => {
	let n8n: Instance;
	let all: Example[];
	beforeAll(async () => {
		n8n = await Instance.start({
			N8N_DEFAULT_BINARY_DATA_MODE: binaryDataMode,
			// Before n8n 2 the default is not enough.
			N8N_AVAILABLE_BINARY_DATA_MODES: binaryDataMode,
		});
		all = await examples(n8n.credential, n8n.simulator.sampleUrl);
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
});

const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

async function submitForm(
	n8n: Instance,
	workflow: ImportedWorkflow,
	webhookId: string,
): Promise<ExecutionInfo> {
	await n8n.rest.activate(workflow);
	const address = `${n8n.origin}/form/${webhookId}`;
	const form = new FormData();
	form.append('field-0', new Blob([await readFile(SAMPLE_PATH)], { type: 'video/mp4' }), 'my.mp4');
	form.append('field-1', 'Replace the background with a snowy mountain scene');
	// n8n registers the form a moment after it says that the workflow is active.
	await until(async () => {
		const { status } = await axios.post(address, form, { validateStatus: () => true });
		return status === 200;
	});
	await until(async () => (await n8n.rest.executionsOf(workflow)).length > 0);
	const [{ id }] = await n8n.rest.executionsOf(workflow);
	return await n8n.rest.ended(id);
}
