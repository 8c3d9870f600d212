import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IBinaryKeyData, INodeParameters } from 'n8n-workflow';

import type { FaultAction } from '../../simulator/index.mts';
import { Workbench, type EditOptions } from '../support/workbench.mts';

/** How each format begins; the simulator looks at no more. */
const IMAGES = {
	png: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
	jpg: Buffer.from('\xff\xd8\xff\xe0\x00\x10JFIF', 'latin1'),
	webp: Buffer.from('RIFF\x10\x00\x00\x00WEBPVP8 ', 'latin1'),
};
const TWENTY_MB = 20 * 1024 ** 2;

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
beforeEach(() => bench.reset({ uploads: true }));
afterAll(async () => await bench.close());

async function binary(files: Record<string, Buffer>): Promise<IBinaryKeyData> {
	const stored = Object.entries(files).map(async ([field, content]) => {
		const file = { content, fileName: `${field}.bin`, mimeType: 'application/octet-stream' };
		return [field, await bench.engine.storeFile(file)] as const;
	});
	return Object.fromEntries(await Promise.all(stored));
}

const editWith = async (
	referenceImageBinaryFields: string,
	files: Record<string, Buffer>,
	parameters: INodeParameters = {},
	options: EditOptions = {},
) =>
	await bench.edit(
		{ ...parameters, referenceImageBinaryFields },
		{ files: [await binary(files)], ...options },
	);

const uploads = () => bench.requests('POST', /^\/v1\/uploads\/images$/);
const sentImages = () => (bench.submits[0].body as { image_urls: string[] }).image_urls;
const onUpload = (action: FaultAction, times = 1) =>
	bench.simulator.addFault({ on: 'upload', times, action });

const style = { style: Buffer.concat([IMAGES.png, Buffer.alloc(5000, 'x')]) };

test('URLs come first, then the files, each in the given order', async () => {
	const url = bench.simulator.serveFile('first.png', IMAGES.png, 'image/png');
	const { error } = await editWith(
		'style, outfit\nface',
		{ style: IMAGES.png, outfit: IMAGES.jpg, face: IMAGES.webp },
		{ referenceImageUrls: url },
	);
	expect(error).toBeUndefined();
	expect(sentImages()).toHaveLength(4);
	expect(sentImages()[0]).toBe(url);
	const kinds = await Promise.all(
		sentImages().map(async (address) => (await fetch(address)).headers.get('content-type')),
	);
	expect(kinds).toEqual(['image/png', 'image/png', 'image/jpeg', 'image/webp']);
	expect(bench.simulator.ledger.billed).toBe(1);
});

test('an image arrives whole, and only the service gets the key', async () => {
	await editWith('style', style);
	const arrived = Buffer.from(await (await fetch(sentImages()[0])).arrayBuffer());
	expect(arrived.equals(style.style)).toBe(true);
	expect(uploads()[0].headers.authorization).toBe(`Bearer ${bench.simulator.apiKey}`);
});

describe('refused before anything is sent', () => {
	test.each<[string, string, Record<string, Buffer>, string]>([
		[
			'another kind of file',
			'style',
			{ style: Buffer.from('GIF89a') },
			'The reference image is a GIF image; files must be JPEG, PNG or WebP images (Reference Image Binary Fields "style", style.bin)',
		],
		[
			'20 MB and a byte',
			'style',
			{ style: Buffer.concat([IMAGES.png, Buffer.alloc(TWENTY_MB + 1 - IMAGES.png.length)]) },
			'The reference image is 20.1 MB; the service takes up to 20 MB',
		],
		['a field that is not there', 'style, look', style, "no binary field 'look'"],
		[
			'five images',
			'a,b,c,d,e',
			style,
			'Reference Image URLs and Reference Image Binary Fields take at most 4 images together, but there are 5',
		],
	])('%s', async (_what, fields, files, message) => {
		const { error } = await editWith(fields, files);
		expect(error?.message).toContain(message);
		expect(error?.description).toContain('was not started');
		expect(bench.apiRequests).toEqual([]);
	});

	test('20 MB to the byte are taken', async () => {
		const largest = Buffer.concat([IMAGES.png, Buffer.alloc(TWENTY_MB - IMAGES.png.length)]);
		const { error } = await editWith('style', { style: largest });
		expect(error).toBeUndefined();
		expect(sentImages()).toHaveLength(1);
	});
});

describe('an upload that goes wrong', () => {
	test('for a passing reason is sent again', async () => {
		onUpload({ kind: 'status', status: 503 });
		onUpload({ kind: 'reset' });
		const { error } = await editWith('style', style);
		expect(error).toBeUndefined();
		expect(uploads()).toHaveLength(3);
		expect(bench.simulator.ledger.billed).toBe(1);
	});

	test.each<[string, FaultAction, number, string, string]>([
		[
			'413',
			{ kind: 'status', status: 413, body: { error: { message: 'too large' } } },
			1,
			'The reference image in Reference Image Binary Fields "style", style.bin could not be uploaded (HTTP 413: too large)',
			'Make the image smaller',
		],
		[
			'413 of a gateway, as a web page',
			{ kind: 'html', status: 413 },
			1,
			'could not be uploaded (HTTP 413',
			'Make the image smaller',
		],
		['401', { kind: 'status', status: 401 }, 1, 'could not be uploaded (HTTP 401', 'Check the key'],
		[
			'no end of 503',
			{ kind: 'status', status: 503 },
			4,
			'could not be uploaded (HTTP 503',
			'Reference Image URLs',
		],
		[
			'no address',
			{ kind: 'json', body: { ok: true } },
			1,
			'an answer without',
			'Reference Image URLs',
		],
	])('%s', async (_what, action, sent, message, next) => {
		onUpload(action, Infinity);
		const { error } = await editWith('style', style);
		expect(error?.message).toContain(message);
		expect(error?.description).toContain(next);
		expect(error?.description).toContain('not billed');
		expect(uploads()).toHaveLength(sent);
		expect(bench.submits).toEqual([]);
	});

	test('because the service has no image upload', async () => {
		bench.reset({ uploads: false });
		const { error } = await editWith('style', style);
		expect(error?.message).toBe('This service does not accept image files');
		expect(error?.description).toContain('Reference Image URLs');
		expect(uploads()).toHaveLength(1);
		expect(bench.submits).toEqual([]);
	});

	test('costs only its item under "On Error: Continue"', async () => {
		onUpload({ kind: 'status', status: 413 });
		const { items } = await editWith(
			'style',
			style,
			{},
			{
				files: [await binary(style), await binary({ style: IMAGES.jpg })],
				node: { onError: 'continueRegularOutput' },
			},
		);
		expect(items.map(({ json }) => 'error' in json).sort()).toEqual([false, true]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(bench.simulator.ledger.billed).toBe(1);
	});
});

describe('once per purchase', () => {
	const onceMore = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };

	test('a retry sends the same addresses', async () => {
		bench.simulator.addFault({ on: 'submit', action: { kind: 'loseAnswer' } });
		const { error } = await editWith(
			'style',
			style,
			{},
			{ files: [await binary(style)], node: onceMore },
		);
		expect(error).toBeUndefined();
		expect(uploads()).toHaveLength(1);
		expect(bench.submits).toHaveLength(2);
		expect(bench.submits[1].body).toEqual(bench.submits[0].body);
		expect(bench.simulator.ledger.billed).toBe(1);
	});

	test('a retry after the first of two images was taken uploads the second only', async () => {
		bench.simulator.addFault({ on: 'upload', after: 1, action: { kind: 'status', status: 413 } });
		const files = [await binary({ style: IMAGES.png, outfit: IMAGES.jpg })];
		const { error } = await editWith('style, outfit', {}, {}, { files, node: onceMore });
		expect(error).toBeUndefined();
		expect(uploads()).toHaveLength(3);
		expect(sentImages()).toHaveLength(2);
	});

	test('a retry that goes on with a bought task uploads nothing', async () => {
		bench.simulator.addFault({ on: 'task', action: { kind: 'status', status: 401 } });
		const { error } = await editWith(
			'style',
			style,
			{},
			{ files: [await binary(style)], node: onceMore },
		);
		expect(error).toBeUndefined();
		expect(uploads()).toHaveLength(1);
		expect(bench.simulator.ledger.billed).toBe(1);
	});

	test('another image is another edit', async () => {
		bench.simulator.addFault({ on: 'task', action: { kind: 'status', status: 401 } });
		const files = [await binary({ style: IMAGES.png, other: IMAGES.jpg })];
		const parameters = (referenceImageBinaryFields: string) => ({
			options: { referenceImageBinaryFields },
		});
		const failed = await bench.edit(parameters('style'), { files });
		await bench.retry(failed, parameters('other'));
		expect(bench.simulator.ledger.billed).toBe(2);
	});
});
