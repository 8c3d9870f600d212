import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';

import { LONG_VIDEOS } from '../support/longVideos.mts';
import { PIECES } from '../support/pieces.mts';
import { callTool } from '../support/toolCalls.mts';
import { hostOf } from '../support/webHost.mts';
import { Workbench } from '../support/workbench.mts';

/** An agent edits a long video: its Timeout holds for all of the call. */
let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
beforeEach(() => bench.reset({ taskTimeMs: 200 }));
afterAll(async () => await bench.close());

test('a link is not waited for beyond the Timeout, and nothing is bought then', async () => {
	const bytes = await readFile(await LONG_VIDEOS.everySecond(34));
	let isClosed = false;
	// One byte after the other, it would take days.
	const drip = async (response: ServerResponse) => {
		for (let at = 0; at < bytes.length && !isClosed; at++) {
			response.write(bytes.subarray(at, at + 1));
			await delay(100);
		}
	};
	const host = await hostOf((_, response) => {
		response.on('close', () => (isClosed = true));
		void drip(response);
	});
	try {
		const options = { longVideos: 'pieces', timeout: 0.2 };
		const { error } = await callTool(bench, ['Snow'], { videoUrl: host.url, options });
		expect(error?.message).toMatch(/could not be fetched to be cut \(the Timeout is over\)/);
		expect(error?.message).toContain('not billed');
		while (host.requests.length > 0 && !isClosed) await delay(10);
		expect(bench.submits).toEqual([]);
	} finally {
		host.close();
	}
});

test('a link that takes some of it is edited', async () => {
	const bytes = await readFile(await LONG_VIDEOS.everySecond(34));
	const host = await hostOf((_, response) => void response.end(bytes));
	try {
		const options = { longVideos: 'pieces' };
		const { answers } = await callTool(bench, ['Snow'], { videoUrl: host.url, options });
		expect(answers[0].pieces).toHaveLength(PIECES);
	} finally {
		host.close();
	}
});
