import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IBinaryData, INode, INodeParameters } from 'n8n-workflow';

import { finish, NEVER_MS } from '../support/endlessTasks.mts';
import { seen } from '../support/ffmpeg.mts';
import { LONG_VIDEOS } from '../support/longVideos.mts';
import { forNextTask, PIECES, storeLongVideo } from '../support/pieces.mts';
import { hostOf } from '../support/webHost.mts';
import { Workbench, type Outcome } from '../support/workbench.mts';

/** Retries of a long video when something is not as it was: the options, or the video itself. */
let bench: Workbench;
let file: IBinaryData;
let folder: string;
beforeAll(async () => {
	bench = await Workbench.start();
	file = await storeLongVideo(bench.engine);
	folder = await mkdtemp(join(tmpdir(), 'long-video-retries-'));
});
beforeEach(() => bench.reset({ taskTimeMs: 200, outcome: 'completed', balanceUsd: 1e6 }));
afterAll(async () => {
	await bench.close();
	await rm(folder, { recursive: true });
});

const edit = (options: INodeParameters): INodeParameters => ({
	videoSource: 'binary',
	binaryPropertyName: 'data',
	options,
});
const pieces = { longVideos: 'pieces', seed: 7 };

/** All pieces are bought, and the Timeout is over before they are edited. */
async function late(): Promise<Outcome> {
	bench.simulator.settings.taskTimeMs = NEVER_MS;
	const failed = await bench.edit(edit({ ...pieces, timeout: 0.01 }), { files: [{ data: file }] });
	expect(failed.error?.message).toContain('was still');
	expect(bench.submits).toHaveLength(PIECES);
	finish(bench);
	return failed;
}

describe('options that are changed, and changed back', () => {
	test.each(['refuse', 'cut'])('%s: no piece is bought twice', async (longVideos) => {
		const failed = await late();
		const action = { kind: 'status', status: 402 } as const;
		bench.simulator.addFault({ on: 'submit', times: Infinity, action });
		const other = await bench.retry(failed, edit({ longVideos }));
		expect(other.error).toBeDefined();
		bench.simulator.clearFaults();

		const { error, items } = await bench.retry(other, edit(pieces));
		expect(error).toBeUndefined();
		expect(items[0].json.pieces).toHaveLength(PIECES);
		expect(bench.simulator.ledger.billed).toBe(PIECES);
	});
});

test('a part that is asked for has its sound, although a piece of the same pictures is bought', async () => {
	const { error, items } = await bench.retry(await late(), edit({ longVideos: 'cut', seed: 7 }));
	expect(error).toBeUndefined();
	const path = join(folder, 'part.mp4');
	await writeFile(path, await bench.readFile(items[0]));
	expect((await seen(path)).soundMd5).not.toBeNull();
});

/** Another address at each attempt: from the same one, the file is not fetched again. */
const changing = (url: string) => `={{ '${url}?at=' + $now.toMillis() }}`;

describe('a link that leads to another video at the next attempt of an execution', () => {
	const node: Partial<INode> = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

	test.each([
		['of other pieces', 24],
		['of one piece', 14],
		['that is not cut', 6],
	])('%s', async (_what, seconds) => {
		const first = await readFile(await LONG_VIDEOS.everySecond(34));
		const second = await readFile(await LONG_VIDEOS.everySecond(seconds));
		const host = await hostOf((_, response) => {
			response.end(host.requests.length === 1 ? first : second);
		});
		try {
			forNextTask(bench.simulator, { outcome: 'failed' });
			const { error } = await bench.edit(
				{ videoUrl: changing(host.url), options: pieces },
				{ node },
			);
			expect(error?.message).toMatch(/^Not continued, because an earlier attempt has bought/);
			const bought = [...bench.simulator.tasks.values()].filter(
				({ state }) => state === 'completed',
			);
			for (const { id } of bought) expect(error?.message).toContain(id);
			expect(error?.description).toContain('"Get Task"');
			expect(error?.description).not.toContain('continues with these tasks');
			expect(bench.submits).toHaveLength(PIECES);
		} finally {
			host.close();
		}
	});
});
