import { readFile } from 'node:fs/promises';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { SAMPLE_PATH } from '../support/media.mts';
import { Workbench } from '../support/workbench.mts';

const PNG = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

let bench: Workbench;
let sample: Buffer;
beforeAll(async () => {
	bench = await Workbench.start();
	sample = await readFile(SAMPLE_PATH);
});
beforeEach(() => bench.reset());
afterAll(async () => await bench.close());

const store = async (content: Buffer, fileName: string, mimeType: string) =>
	await bench.engine.storeFile({ content, fileName, mimeType });

describe('a binary field may be named, or be an expression for what is in it', () => {
	test.each<[string, string]>([
		['its name', 'clip'],
		['the file of the item', '={{ $binary.clip }}'],
		['the file of a node before', '={{ $("Trigger").item.binary.clip }}'],
	])('%s', async (_what, binaryPropertyName) => {
		const clip = await store(sample, 'street.mp4', 'video/mp4');
		const style = await store(PNG, 'style.png', 'image/png');
		const outfit = await store(PNG, 'outfit.png', 'image/png');
		const { error, items } = await bench.edit(
			{
				videoSource: 'binary',
				binaryPropertyName,
				options: { referenceImageBinaryFields: '={{ [$binary.style, $binary.outfit] }}' },
			},
			{ files: [{ clip, style, outfit }] },
		);
		expect(error).toBeUndefined();
		expect(items[0].json.status).toBe('completed');
		const { image_urls } = bench.submits[0].body as { image_urls: string[] };
		expect(image_urls).toHaveLength(2);
	});

	test('what n8n keeps in memory is not in an expression, and its name is asked for', async () => {
		const style = { data: PNG.toString('base64'), fileName: 'a.png', mimeType: 'image/png' };
		const edit = async (referenceImageBinaryFields: string) =>
			await bench.edit({ options: { referenceImageBinaryFields } }, { files: [{ style }] });
		const { error } = await edit('={{ $binary.style }}');
		expect(error?.message).toMatch(
			/^Reference Image Binary Fields takes the name of a field, e\.g\. data, because n8n keeps/,
		);
		expect((await edit('style')).error).toBeUndefined();
	});

	test('a message about it names the file', async () => {
		const clip = await store(PNG, 'street.mp4', 'video/mp4');
		const { error } = await bench.edit(
			{ videoSource: 'binary', binaryPropertyName: '={{ $binary.clip }}' },
			{ files: [{ clip }] },
		);
		expect(error?.message).toContain('(Input Binary Field, street.mp4)');
	});
});

test('n8n’s own words end before those of the node begin', async () => {
	const clip = await store(sample, 'street.mp4', 'video/mp4');
	const { error } = await bench.edit(
		{ videoSource: 'binary', binaryPropertyName: 'video' },
		{ files: [{ clip }] },
	);
	expect(error?.description).toMatch(/in the binary input\. This edit was not started/);
});
