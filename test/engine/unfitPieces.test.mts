import { readFile } from 'node:fs/promises';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject, NodeApiError } from 'n8n-workflow';

import { LONG_VIDEOS } from '../support/longVideos.mts';
import { SAMPLE_PATH } from '../support/media.mts';
import { Workbench, type EditOptions } from '../support/workbench.mts';

const PIECES = 3;

let bench: Workbench;
let otherSize: string;
beforeAll(async () => {
	bench = await Workbench.start();
	otherSize = bench.simulator.serveFile('other.mp4', await readFile(SAMPLE_PATH), 'video/mp4');
});
beforeEach(() => bench.reset());
afterAll(async () => await bench.close());

/** Edits a video in pieces, one of which comes back in another size than the others. */
async function editUnfit(node?: EditOptions['node']) {
	bench.simulator.addFault({ on: 'result', action: { kind: 'redirect', to: otherSize } });
	const file = await bench.engine.storeFile({
		content: await readFile(await LONG_VIDEOS.everySecond(24)),
		fileName: 'long.mp4',
		mimeType: 'video/mp4',
	});
	return await bench.edit(
		{ videoSource: 'binary', binaryPropertyName: 'data', options: { longVideos: 'pieces' } },
		{ items: [{ row: 7 }], files: [{ data: file }], node },
	);
}

const taskIds = () => [...bench.simulator.tasks.keys()].sort();

const isToldOfPieces = (told: unknown) => {
	const { pieces } = told as { pieces: IDataObject[] };
	expect(pieces.map(({ taskId }) => taskId).sort()).toEqual(taskIds());
	expect(pieces.map(({ start, end }) => [start, end])).toEqual([
		[0, 10],
		[10, 20],
		[20, 24],
	]);
	for (const { videoUrl } of pieces) expect(videoUrl).toMatch(/^http/);
};

const MESSAGE = /^All 3 pieces are edited and paid, but cannot be joined: .*640.*Their tasks: /;

describe('edited pieces of different sizes are not forced together', () => {
	test('the message names all tasks, and the error has their links', async () => {
		const outcome = await editUnfit();
		const error = outcome.error as NodeApiError;
		expect(error.message).toMatch(MESSAGE);
		expect(taskIds()).toHaveLength(PIECES);
		for (const id of taskIds()) expect(error.message).toContain(id);
		isToldOfPieces(error.context.data);
	});

	test('under "On Error: Continue" the row has their links beside the message', async () => {
		const { error, items } = await editUnfit({ onError: 'continueRegularOutput' });
		expect(error).toBeUndefined();
		expect(items).toMatchObject([{ json: { error: expect.stringMatching(MESSAGE) } }]);
		expect(items[0].pairedItem).toEqual({ item: 0 });
		isToldOfPieces(items[0].json.details);
	});

	test('and so has that of the error output, which n8n gives the input, too', async () => {
		const { items, errorItems } = await editUnfit({ onError: 'continueErrorOutput' });
		expect(items).toEqual([]);
		expect(errorItems).toMatchObject([{ json: { row: 7, error: expect.stringMatching(MESSAGE) } }]);
		isToldOfPieces(errorItems[0].json.details);
	});
});
