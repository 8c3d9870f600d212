import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { ExecuteSingleContext } from 'n8n-core';
import type { IBinaryKeyData, INodeParameters } from 'n8n-workflow';

import { Workbench } from '../support/workbench.mts';

/*
 * Some fields have moved. A saved workflow has its values in the old places, and some have been written by hand, with
 * values in both.
 */

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
beforeEach(() => bench.reset({ uploads: true }));
afterAll(async () => await bench.close());

const items = [{ no: false, yes: true, nothing: '', keep: 'origin', field: 'edited' }];

describe('what stands in Options now, and stood among the parameters', () => {
	async function item(parameters: INodeParameters) {
		const outcome = await bench.edit(parameters, { items });
		expect(outcome.error).toBeUndefined();
		return outcome.items[0];
	}

	test.each<[string, INodeParameters, INodeParameters]>([
		['fixed', { simplify: false }, { simplify: false }],
		['of an expression', { simplify: '={{ $json.no }}' }, { simplify: '={{ $json.no }}' }],
	])('Simplify, %s', async (_what, old, options) => {
		for (const parameters of [old, { options }]) {
			expect((await item(parameters)).json).toHaveProperty('result');
		}
	});

	test.each<[string, INodeParameters, INodeParameters]>([
		['fixed', { downloadVideo: false }, { downloadVideo: false }],
		[
			'of an expression',
			{ downloadVideo: '={{ $json.no }}' },
			{ downloadVideo: '={{ $json.no }}' },
		],
	])('Download Video, %s', async (_what, old, options) => {
		for (const parameters of [old, { options }]) {
			expect((await item(parameters)).binary).toBeUndefined();
		}
	});

	test.each<[string, INodeParameters]>([
		['fixed', { outputBinaryPropertyName: 'edited' }],
		['of an expression', { outputBinaryPropertyName: '={{ $json.field }}' }],
	])('Put Output File in Field, %s', async (_what, fields) => {
		for (const parameters of [fields, { options: fields }]) {
			expect(Object.keys((await item(parameters)).binary!)).toEqual(['edited']);
		}
	});

	test('in both, what the old place was set to counts', async () => {
		const { json, binary } = await item({
			simplify: false,
			outputBinaryPropertyName: 'edited',
			options: { simplify: true, outputBinaryPropertyName: 'other' },
		});
		expect(json).toHaveProperty('result');
		expect(Object.keys(binary!)).toEqual(['edited']);
		const old = { simplify: '={{ $json.no }}', downloadVideo: '={{ $json.no }}' };
		const both = await item({ ...old, options: { simplify: true, downloadVideo: true } });
		expect(both.json).toHaveProperty('result');
		expect(both.binary).toBeUndefined();
	});

	test('an old place at its default is none', async () => {
		const { json, binary } = await item({
			simplify: true,
			downloadVideo: true,
			outputBinaryPropertyName: 'data',
			options: { simplify: false, outputBinaryPropertyName: 'edited' },
		});
		expect(json).toHaveProperty('result');
		expect(Object.keys(binary!)).toEqual(['edited']);
	});

	test('an expression that gives nothing is a field that nobody touched', async () => {
		for (const parameters of [
			{ simplify: '={{ $json.nothing }}', downloadVideo: '={{ $json.nothing }}' },
			{ options: { simplify: '={{ $json.nothing }}', downloadVideo: '={{ $json.nothing }}' } },
		] as INodeParameters[]) {
			const { json, binary } = await item(parameters);
			expect(json).not.toHaveProperty('result');
			expect(binary).toHaveProperty('data');
		}
	});

	test('whether an edit is waited for may be an expression, too', async () => {
		const waitForCompletion = '={{ $json.yes }}';
		for (const parameters of [
			{ downloadVideo: false },
			{ options: { downloadVideo: false } },
		] as INodeParameters[]) {
			const { json, binary } = await item({ waitForCompletion, ...parameters });
			expect(json.status).toBe('completed');
			expect(binary).toBeUndefined();
		}
	});
});

describe('what stands among the parameters now, and stood in Options', () => {
	const image = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
	let files: IBinaryKeyData[];
	beforeAll(async () => {
		const file = await bench.engine.storeFile({ content: image, mimeType: 'image/png' });
		files = [{ style: file, outfit: file }];
	});

	/** What is sent of the body's field. */
	async function sent(field: 'metadata' | 'image_urls', parameters: INodeParameters) {
		bench.reset();
		const whole = { waitForCompletion: false, ...parameters };
		const { error } = await bench.edit(whole, { items, files });
		expect(error).toBeUndefined();
		return (bench.submits[0].body as Record<string, unknown>)[field];
	}

	test('Audio', async () => {
		for (const audioSetting of ['origin', '={{ $json.keep }}']) {
			for (const parameters of [{ audioSetting }, { options: { audioSetting } }]) {
				expect(await sent('metadata', parameters)).toEqual({ audio_setting: 'origin' });
			}
		}
	});

	test('Audio in both: what the old place was set to counts', async () => {
		const both = (audioSetting: string, old: string) => ({
			audioSetting,
			options: { audioSetting: old },
		});
		expect(await sent('metadata', both('origin', 'auto'))).toEqual({ audio_setting: 'auto' });
		expect(await sent('metadata', both('auto', 'origin'))).toEqual({ audio_setting: 'origin' });
	});

	test('Extra Metadata counts where nobody chose anything in Audio', async () => {
		const metadata = '{"audio_setting": "origin"}';
		expect(await sent('metadata', { options: { metadata } })).toEqual({ audio_setting: 'origin' });
		const other = '{"audio_setting": "auto"}';
		const chosen = { audioSetting: 'origin', options: { metadata: other } };
		expect(await sent('metadata', chosen)).toEqual({ audio_setting: 'origin' });
		const old = { options: { audioSetting: 'auto', metadata } };
		expect(await sent('metadata', old)).toEqual({ audio_setting: 'auto' });
	});

	test('Reference Image Binary Fields', async () => {
		const referenceImageBinaryFields = 'style, outfit';
		for (const parameters of [
			{ referenceImageBinaryFields },
			{ options: { referenceImageBinaryFields } },
			{ options: { referenceImageBinaryFields: '={{ [$binary.style, $binary.outfit] }}' } },
		] as INodeParameters[]) {
			expect(await sent('image_urls', parameters)).toHaveLength(2);
		}
	});

	test('Reference Image Binary Fields in both: what the old place was set to counts', async () => {
		const options = { referenceImageBinaryFields: 'style' };
		const parameters = { referenceImageBinaryFields: 'style, outfit', options };
		expect(await sent('image_urls', parameters)).toHaveLength(1);
		const empty = { ...parameters, options: { referenceImageBinaryFields: '' } };
		expect(await sent('image_urls', empty)).toHaveLength(2);
	});
});

test('the options are read once for an item, wherever its fields stand', async () => {
	const { prototype } = ExecuteSingleContext;
	const read = jest.spyOn(prototype, 'getNodeParameter');
	const { error } = await bench.edit({ waitForCompletion: false }, { items });
	const names = read.mock.calls.map(([name]) => name);
	read.mockRestore();
	expect(error).toBeUndefined();
	expect(names.filter((name) => name === 'options')).toHaveLength(1);
});
