import { readFile } from 'node:fs/promises';

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { IBinaryData, IRun, IWorkflowBase } from 'n8n-workflow';

import type { ExecutionOptions } from '../../n8n/engine/engine.mts';
import { makeVideo, readMedia, SAMPLE_PATH } from '../support/media.mts';
import { NODE, Workbench } from '../support/workbench.mts';

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
afterAll(async () => await bench.close());

/** Imports an example, chooses the credential as a person would, and executes it. */
async function run(
	name: string,
	{ videoUrl, ...options }: Partial<ExecutionOptions> & { videoUrl?: string },
): Promise<IRun> {
	const workflow = JSON.parse(await readFile(`examples/${name}.json`, 'utf8')) as IWorkflowBase;
	const node = workflow.nodes.find((one) => one.name === NODE)!;
	node.credentials = { wanVideoEditApi: { id: '1', name: 'Simulator' } };
	if (videoUrl !== undefined) node.parameters.videoUrl = videoUrl;
	return await bench.engine.execute({ ...options, workflow, credential: bench.credential }).ended;
}

/** The file that the last node got. */
async function lastFile({ data }: IRun) {
	const { runData, lastNodeExecuted, error } = data.resultData;
	if (error) throw error;
	expect(lastNodeExecuted).toBe('Your Next Step');
	const [item] = runData['Your Next Step'][0].data!.main[0]!;
	const file: IBinaryData = item.binary!.data;
	expect(file).toMatchObject({
		mimeType: 'video/mp4',
		fileName: `wan-edit-${item.json.taskId as string}.mp4`,
	});
	return await readMedia(await bench.readFile(item));
}

test('edit-a-video', async () => {
	const ended = await run('edit-a-video', { videoUrl: bench.simulator.sampleUrl });
	expect(await lastFile(ended)).toMatchObject({ seconds: 6, width: 640 });
});

test.each(['mp4', 'mov'] as const)(
	'edit-an-uploaded-video, with an upload in .%s',
	async (kind) => {
		bench.reset();
		const content =
			kind === 'mp4'
				? await readFile(SAMPLE_PATH)
				: await makeVideo({ container: 'mov', indexAtEnd: true, seconds: 4 });
		const file = await bench.engine.storeFile({
			content,
			fileName: `upload.${kind}`,
			mimeType: kind === 'mp4' ? 'video/mp4' : 'video/quicktime',
			isFromWebhook: true,
		});
		const item = { json: { Instruction: 'Make it snow' }, binary: { Video: file } };
		const ended = await run('edit-an-uploaded-video', { items: [item], isWebhook: true });
		expect(await lastFile(ended)).toMatchObject({ seconds: kind === 'mp4' ? 6 : 4, width: 640 });

		const { prompt, video_urls: links } = bench.submits[0].body as Record<string, unknown>;
		expect(prompt).toBe('Make it snow');
		expect(links).toEqual([expect.stringContaining('/rest/binary-data/signed?token=')]);
	},
);
