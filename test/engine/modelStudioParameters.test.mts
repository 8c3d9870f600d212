import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { Workbench } from '../support/workbench.mts';

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
beforeEach(() => bench.reset());
afterAll(async () => await bench.close());

const options = () => ({ credential: { ...bench.credential, apiStyle: 'modelStudio' } });
const submits = () => bench.requests('POST', /\/video-synthesis$/);

const model = 'wan2.7-videoedit';
const image = 'https://example.com/style.jpg';

interface Sent {
	input: object;
	parameters: object;
}

/** What the service got, apart from the model and the video. */
async function sent(parameters: INodeParameters): Promise<Sent> {
	const { error } = await bench.edit({ waitForCompletion: false, ...parameters }, options());
	// The simulator refuses every field that the API does not know and every value out of bounds.
	expect(error).toBeUndefined();
	expect(submits()).toHaveLength(1);
	return submits()[0].body as Sent;
}

/** The input with the sample as its video. */
const input = (fields: object = {}, ...images: string[]) => ({
	...fields,
	media: [
		{ type: 'video', url: bench.simulator.sampleUrl },
		...images.map((url) => ({ type: 'reference_image', url })),
	],
});

describe('what is sent', () => {
	test('only the required parameters', async () => {
		expect(await sent({})).toEqual({
			model,
			input: input(),
			parameters: { resolution: '1080P' },
		});
		expect(submits()[0].headers).toMatchObject({
			authorization: `Bearer ${bench.simulator.apiKey}`,
			'content-type': expect.stringContaining('application/json'),
			'x-dashscope-async': 'enable',
		});
		const names = Object.keys(submits()[0].headers);
		expect(names).not.toContain('idempotency-key');
		expect(names).not.toContain('x-dashscope-ossresourceresolve');
	});

	test('all parameters', async () => {
		const body = await sent({
			prompt: 'Make it snow',
			audioSetting: 'origin',
			referenceImageUrls: `${image}, https://example.com/a,b.png\nhttps://example.com/c.png`,
			resolution: '720P',
			duration: 5,
			options: {
				aspectRatio: '9:16',
				language: 'zh',
				metadata: '{"seed": 7, "watermark": false}',
				negativePrompt: 'blurry',
				onTimeout: 'returnTask',
				promptExtend: false,
				seed: 0,
				timeout: 5,
				watermark: true,
			},
		});
		expect(body).toEqual({
			model,
			input: input(
				{ prompt: 'Make it snow', negative_prompt: 'blurry' },
				image,
				'https://example.com/a,b.png',
				'https://example.com/c.png',
			),
			parameters: {
				resolution: '720P',
				ratio: '9:16',
				duration: 5,
				audio_setting: 'origin',
				prompt_extend: false,
				watermark: true,
				seed: 0,
			},
		});
	});

	test('Extra Metadata adds what has no value of its own', async () => {
		const metadata = '{"ratio": "1:1", "audio_setting": "origin", "seed": 7, "resolution": "720P"}';
		const { parameters } = await sent({ options: { metadata, seed: 3 } });
		expect(parameters).toEqual({
			resolution: '1080P',
			ratio: '1:1',
			audio_setting: 'origin',
			seed: 3,
		});
	});

	test.each<[string, INodeParameters, prompt: string, images: string[], parameters: object]>([
		['basic editing', { prompt: 'Make it snow' }, 'Make it snow', [], {}],
		[
			'style transfer with a reference image',
			{ prompt: 'In this style', referenceImageUrls: image },
			'In this style',
			[image],
			{},
		],
		[
			'keeping the original audio',
			{ prompt: 'A red gown', audioSetting: 'origin' },
			'A red gown',
			[],
			{ audio_setting: 'origin' },
		],
	])('use case of the model’s page: %s', async (_name, fields, prompt, images, parameters) => {
		expect(await sent(fields)).toEqual({
			model,
			input: input({ prompt }, ...images),
			parameters: { resolution: '1080P', ...parameters },
		});
	});

	test('options that were added but left empty are not sent', async () => {
		const empty = { callbackUrl: '', metadata: '{}', negativePrompt: '', idempotencyKey: '' };
		expect(await sent({ prompt: '', referenceImageUrls: '', options: empty })).toEqual({
			model,
			input: input(),
			parameters: { resolution: '1080P' },
		});
	});

	test('values of expressions are read as what they mean', async () => {
		const body = await sent({
			duration: '={{ "5" }}',
			resolution: '={{ "720p" }}',
			referenceImageUrls: `={{ ["${image}", "${image}"] }}`,
			options: {
				seed: '={{ "12" }}',
				watermark: '={{ "true" }}',
				metadata: '={{ ({ ratio: "4:3" }) }}',
			},
		});
		expect(body).toEqual({
			model,
			input: input({}, image, image),
			parameters: { duration: 5, resolution: '720P', seed: 12, watermark: true, ratio: '4:3' },
		});
	});
});

describe('what the service has no place for is refused by name, before anything is sent', () => {
	test.each<[string, INodeParameters]>([
		['Callback URL', { callbackUrl: 'https://example.com/hook' }],
		['Idempotency Key', { idempotencyKey: 'order-17' }],
	])('%s', async (field, given) => {
		const { error, items } = await bench.edit({ options: given }, options());
		expect(items).toEqual([]);
		expect(error?.message).toContain(`${field} does not exist at Alibaba Cloud Model Studio`);
		expect(error?.message).toContain('leave it empty');
		expect(error?.description).toContain('This edit was not started and is not billed.');
		expect(bench.apiRequests).toEqual([]);
	});

	test('for one item, nothing is bought for the others either', async () => {
		const { error } = await bench.edit(
			{ options: { callbackUrl: '={{ $json.hook }}' } },
			{ ...options(), items: [{}, { hook: 'https://example.com/hook' }] },
		);
		expect(error?.message).toContain('Callback URL does not exist');
		expect(submits()).toEqual([]);
	});
});

test('a status check has no language', async () => {
	const given = { language: 'ko', pollInterval: 1 };
	const { error } = await bench.edit({ options: given }, options());
	expect(error).toBeUndefined();
	const checks = bench.requests('GET', /^\/api\/v1\/tasks\//);
	expect(checks.length).toBeGreaterThan(0);
	for (const { query } of checks) expect(query).toEqual({});
});
