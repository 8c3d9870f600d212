import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { Workbench } from '../support/workbench.mts';

let bench: Workbench;
beforeAll(async () => (bench = await Workbench.start()));
beforeEach(() => bench.reset());
afterAll(async () => await bench.close());

const A = 'https://example.com/a.png';
const B = 'https://example.com/b.png';

/** An expression that reads a cell of the item. */
const CELL = '={{ $json.cell }}';

async function submitted(
	parameters: { videoUrl?: string; referenceImageUrls?: string },
	cell: unknown,
) {
	const { error } = await bench.edit(
		{ ...parameters, waitForCompletion: false, options: { checkSource: false } },
		{ items: [{ cell: cell as string }] },
	);
	return { error, body: bench.submits[0]?.body as Record<string, unknown> | undefined };
}

describe('an address is understood as a cell holds it', () => {
	test.each<[string, (url: string) => unknown]>([
		['a list of one', (url) => [url]],
		['JSON text of a list of one', (url) => JSON.stringify([url])],
		['in angle brackets', (url) => `<${url}>`],
		['with a byte order mark', (url) => `\ufeff${url}\n`],
		['with characters without width', (url) => `\u200b${url.replace('sample', 'sam\u200bple')}`],
		['with a semicolon behind it', (url) => `${url};`],
	])('%s', async (_what, cell) => {
		const url = bench.simulator.sampleUrl;
		const { error, body } = await submitted({ videoUrl: CELL }, cell(url));
		expect(error).toBeUndefined();
		expect(body?.video_urls).toEqual([url]);
	});

	test.each<[string, unknown]>([
		['lines', `${A}\n${B}`],
		['semicolons', `${A}; ${B}`],
		['bars', `${A}|${B}`],
		['JSON text', JSON.stringify([A, B])],
		['a list', [A, B]],
	])('several images, as %s', async (_what, cell) => {
		const { error, body } = await submitted({ referenceImageUrls: CELL }, cell);
		expect(error).toBeUndefined();
		expect(body?.image_urls).toEqual([A, B]);
	});

	test('a "#" in the name of a file, and Google’s own address of a download', async () => {
		const named = await submitted({ videoUrl: CELL }, 'https://example.com/take #2.mp4');
		expect(named.body?.video_urls).toEqual(['https://example.com/take%20%232.mp4']);
		bench.reset();
		const google = 'https://drive.usercontent.google.com/download?id=1AbC&export=download';
		const shared = await submitted({ videoUrl: CELL }, google);
		expect(shared.body?.video_urls).toEqual([`${google}&confirm=t`]);
	});
});

test.each<[string, unknown]>([
	['lines', `${A}\n${B}`],
	['commas', `${A},${B}`],
	['semicolons', `${A};${B}`],
	['bars', `${A}|${B}`],
	['JSON text', JSON.stringify([A, B])],
	['a list', [A, B]],
])('several videos for one item are refused: %s', async (_what, cell) => {
	const { error } = await submitted({ videoUrl: CELL }, cell);
	expect(error?.message).toBe('Video URL takes one web address, but there are 2');
	expect(bench.apiRequests).toEqual([]);
});
