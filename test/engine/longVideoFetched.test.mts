import { readFile } from 'node:fs/promises';

import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { LONG_VIDEOS } from '../support/longVideos.mts';
import { forNextTask } from '../support/pieces.mts';
import { hostOf, type WebHost } from '../support/webHost.mts';
import { Workbench } from '../support/workbench.mts';

/** A long video on the web: what is bought belongs to the file that was fetched, whatever becomes of the link. */
let bench: Workbench;
let host: WebHost;
let content: Buffer | undefined;
beforeAll(async () => {
	bench = await Workbench.start();
	host = await hostOf((_request, response) => {
		response.statusCode = content ? 200 : 410;
		response.end(content);
	});
});
beforeEach(async () => {
	bench.reset({ taskTimeMs: 200 });
	host.requests.length = 0;
	content = await readFile(await LONG_VIDEOS.everySecond(34));
});
afterAll(async () => {
	await bench.close();
	host.close();
});

const parameters = () => ({ videoUrl: host.url, options: { longVideos: 'pieces' } });
const pieces = (json: IDataObject) => json.pieces as IDataObject[];

test('Retry goes on with the file that was fetched, also when its link works no more', async () => {
	forNextTask(bench.simulator, { outcome: 'failed' });
	const failed = await bench.edit(parameters());
	expect(failed.error?.message).toContain('Tasks of the pieces');
	content = undefined;
	const { error, items } = await bench.retry(failed, parameters());
	expect(error).toBeUndefined();
	expect(pieces(items[0].json)).toHaveLength(4);
	expect(items[0].binary!.data.mimeType).toBe('video/mp4');
	expect(bench.submits).toHaveLength(5);
	expect(host.requests).toHaveLength(1);
});

test('and when another video is there by then', async () => {
	forNextTask(bench.simulator, { outcome: 'failed' });
	const failed = await bench.edit(parameters());
	content = await readFile(await LONG_VIDEOS.bFrames(25));
	const { error, items } = await bench.retry(failed, parameters());
	expect(error).toBeUndefined();
	expect(pieces(items[0].json).at(-1)).toMatchObject({ end: 34 });
	expect(bench.submits).toHaveLength(5);
});

test('as long as nothing is bought, it is fetched anew', async () => {
	bench.simulator.addFault({
		on: 'submit',
		times: Infinity,
		action: { kind: 'status', status: 402 },
	});
	const failed = await bench.edit(parameters());
	expect(failed.error?.message).toMatch(/^Piece 1 of 4/);
	bench.simulator.clearFaults();
	content = await readFile(await LONG_VIDEOS.bFrames(25));
	const { error, items } = await bench.retry(failed, parameters());
	expect(error).toBeUndefined();
	expect(pieces(items[0].json).at(-1)).toMatchObject({ end: 25 });
	expect(host.requests).toHaveLength(2);
});
