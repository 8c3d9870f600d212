import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IBinaryKeyData } from 'n8n-workflow';

import { makePng } from '../support/png.mts';
import { outcomeOf, Workbench } from '../support/workbench.mts';

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
beforeEach(() => bench.reset());
afterAll(async () => await bench.close());

const opaque = makePng({ width: 300, height: 300 });
const transparent = makePng({ width: 300, height: 300, pixel: (x) => [0, 0, 0, x % 256] });
const small = makePng({ width: 200, height: 300 });
const narrow = makePng({ width: 240, height: 2000 });

async function file(content: Buffer, fileName = 'style.png'): Promise<IBinaryKeyData> {
	return { style: await bench.engine.storeFile({ content, fileName, mimeType: 'image/png' }) };
}

const asFile = async (image: Buffer, options = {}) =>
	await bench.edit(
		{ options: { referenceImageBinaryFields: 'style', ...options } },
		{ files: [await file(image)] },
	);

async function asLink(image: Buffer, options = {}) {
	const good = bench.simulator.serveFile('good.png', opaque, 'image/png');
	const url = bench.simulator.serveFile('style.png', image, 'image/png');
	return await bench.edit({ referenceImageUrls: `${good}, ${url}`, options });
}

describe('an image that the model refuses is refused before anything is paid', () => {
	const LIMITS = 'Wan 2.7 VideoEdit takes';
	test.each<[string, Buffer, string]>([
		['transparent', transparent, `is transparent in places; ${LIMITS} images without transparency`],
		['too small', small, `has 200×300 pixels; ${LIMITS} 240–8000 pixels in width and height`],
		['too narrow', narrow, `has an aspect ratio of 1:8.33 (240×2000 pixels); ${LIMITS} 1:8–8:1`],
	])('%s', async (_what, image, reason) => {
		const file = await asFile(image);
		expect(file.error?.message).toBe(
			`The reference image ${reason} (Reference Image Binary Fields "style", style.png)`,
		);
		expect(file.error?.description).toContain('turn off the option Check Source');
		const link = await asLink(image);
		expect(link.error?.message).toContain(`The reference image ${reason} (Reference Image URLs`);
		expect(link.error?.message).toContain('link 2');
		expect(bench.apiRequests).toEqual([]);
	});

	test('too large, by what the host says of its length', async () => {
		const image = Buffer.concat([opaque, Buffer.alloc(21 * 1024 ** 2)]);
		const { error } = await asLink(image);
		expect(error?.message).toContain(
			'The reference image is 21.1 MB; the service takes up to 20 MB',
		);
		expect(bench.apiRequests).toEqual([]);
	});
});

test('without Check Source, and where nothing is transparent after all, it goes ahead', async () => {
	for (const { error } of [
		await asFile(opaque),
		await asLink(opaque),
		await asFile(transparent, { checkSource: false }),
		await asLink(small, { checkSource: false }),
	]) {
		expect(error).toBeUndefined();
	}
	expect(bench.simulator.ledger.billed).toBe(4);
});

describe('many images', () => {
	const uploads = () => bench.requests('POST', /^\/v1\/uploads\/images$/);
	const UPLOAD_MS = 700;
	const rows = async (count: number) =>
		await Promise.all(
			Array.from({ length: count }, async (_, n) => ({
				style: await bench.engine.storeFile({
					content: Buffer.concat([opaque, Buffer.from(String(n))]),
					mimeType: 'image/png',
				}),
			})),
		);
	const parameters = { options: { referenceImageBinaryFields: 'style' }, waitForCompletion: false };
	beforeEach(() => {
		const action = { kind: 'stall' as const, ms: UPLOAD_MS };
		bench.simulator.addFault({ on: 'upload', times: Infinity, action });
	});

	test('are read and uploaded two at a time, so that few are in memory', async () => {
		const { error } = await bench.edit(parameters, { files: await rows(9) });
		expect(error).toBeUndefined();
		const times = uploads().map(({ atMs }) => atMs);
		expect(times).toHaveLength(9);
		const within = times.map((from) =>
			times.filter((at) => at >= from && at < from + UPLOAD_MS - 50),
		);
		expect(Math.max(...within.map(({ length }) => length))).toBe(2);
	});

	test('Stop ends it at once, also for those that wait for their turn', async () => {
		const execution = bench.begin(bench.submitParameters(parameters), { files: await rows(9) });
		while (uploads().length < 2) await delay(20);
		execution.stop();
		const { error } = await outcomeOf(execution);
		expect(error?.message).toContain('Stopped before the edit was submitted');
		await delay(2 * UPLOAD_MS);
		expect(uploads()).toHaveLength(2);
		expect(bench.submits).toEqual([]);
	});
});
