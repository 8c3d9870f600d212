/**
 * The measured process: n8n's engine moves files in it, and nothing else happens. Gets a Measurement as
 * JSON, and sends a Memory to its parent.
 */
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { IBinaryData, INodeExecutionData } from 'n8n-workflow';

import { Engine } from '../../../n8n/engine/engine.mts';
import { instanceFolder } from '../../../n8n/engine/instanceFolder.mts';
import { memoryDuring } from '../../memoryWatch.mts';
import { n8nsOwnNodes } from '../../n8nsOwnNodes.mts';
import type { Measurement, Source } from './measurement.mts';
import { NODE, workflowOf } from './workflow.mts';

const measurement = JSON.parse(process.argv[2]) as Measurement;
const { way, atOnce, file, before, service } = measurement;

const BUFFERING_NODES = join(import.meta.dirname, 'bufferingNodes');
const PACKAGES: Record<typeof way, string[]> = {
	node: [],
	httpRequest: [n8nsOwnNodes()],
	buffer: [BUFFERING_NODES],
	base64: [BUFFERING_NODES],
	form: [BUFFERING_NODES],
};

const engine = await Engine.start(measurement.packageFolder, PACKAGES[way]);
try {
	await move(before, await itemsFor(before));
	const items = await itemsFor(file);
	process.send!(await memoryDuring(async () => await move(file, items)));
} finally {
	await engine.stop();
}

/** What goes into the node: a source is in the binary store already. */
async function itemsFor(moved: typeof file): Promise<INodeExecutionData[]> {
	const items: INodeExecutionData[] = [];
	for (let item = 0; item < atOnce; item++) {
		const binary = moved.kind === 'result' ? undefined : { data: await stored(moved) };
		items.push({ json: {}, binary });
	}
	return items;
}

/** Lays a file into n8n's binary store from outside, so that storing it leaves no trace in memory. */
async function stored({ path, bytes }: Source): Promise<IBinaryData> {
	const about = { fileName: 'video.mp4', mimeType: 'video/mp4' };
	const data = await engine.storeFile({ ...about, content: Buffer.alloc(0) });
	const [, id] = data.id!.split(':');
	const place = join(instanceFolder, 'files', id);
	await copyFile(path, place);
	await writeFile(`${place}.metadata`, JSON.stringify({ ...about, fileSize: bytes }));
	return { ...data, bytes };
}

async function move(moved: typeof file, items: INodeExecutionData[]): Promise<void> {
	const apiStyle = moved.kind === 'upload' ? 'modelStudio' : 'apimart';
	const credential = {
		service: 'custom',
		baseUrl: service.apiUrl,
		apiKey: service.apiKey,
		apiStyle,
	};
	const workflow = workflowOf(measurement, moved);
	const { data } = await engine.execute({ workflow, credential, items }).ended;
	const { runData, error } = data.resultData;
	if (error) throw error;
	const out = runData[NODE][0].data?.main[0] ?? [];
	if (out.length !== atOnce) throw new Error(`${out.length} of ${atOnce} items came out`);
	if (moved.kind !== 'result') return;
	for (const { binary } of out) {
		const bytes = binary?.data.bytes;
		if (bytes !== moved.bytes) throw new Error(`${bytes} of ${moved.bytes} bytes were stored`);
	}
}
