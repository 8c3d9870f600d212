import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { readMedia } from '../support/media.mts';
import { Workbench } from '../support/workbench.mts';

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
beforeEach(() => bench.reset({ submitShape: 'array', videoUrlShape: 'array', wrapped: true }));
afterAll(async () => await bench.close());

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

test('a video URL and an instruction give one item with the edited video', async () => {
	const { items, error } = await bench.edit({ prompt: 'Make it snow', duration: 3 });
	expect(error).toBeUndefined();
	expect(items).toHaveLength(1);

	const [{ json, binary, pairedItem }] = items;
	const id = await bench.taskId();
	expect(json).toEqual({
		taskId: id,
		status: 'completed',
		progress: 100,
		videoUrl: expect.stringMatching(/^http:.*\.mp4$/),
		videoUrlExpiresAt: expect.stringMatching(ISO),
		cost: bench.simulator.ledger.billedUsd,
		creditsCost: expect.any(Number),
		createdAt: expect.stringMatching(ISO),
		completedAt: expect.stringMatching(ISO),
		processingSeconds: expect.any(Number),
	});
	expect(pairedItem).toEqual({ item: 0 });

	expect(Object.keys(binary!)).toEqual(['data']);
	expect(binary!.data).toMatchObject({ mimeType: 'video/mp4', fileName: `wan-edit-${id}.mp4` });
	expect(binary!.data.id).toMatch(/^filesystem/);
	const video = await readMedia(await bench.readFile(items[0]));
	expect(video).toMatchObject({ width: 640, height: 360 });
	expect(video.seconds).toBeCloseTo(3, 0);
	expect(bench.simulator.ledger.billed).toBe(1);
});

test('both answer shapes, a plain URL, no wrapper and progress as text are understood', async () => {
	bench.reset({
		submitShape: 'object',
		videoUrlShape: 'string',
		wrapped: false,
		progressShape: 'percent',
	});
	const { items, error } = await bench.edit();
	expect(error).toBeUndefined();
	expect(items[0].json).toMatchObject({ taskId: await bench.taskId(), progress: 100 });
	expect(items[0].binary!.data.mimeType).toBe('video/mp4');
	bench.reset({ progressShape: 'number' });
});

test('without waiting, the item has the task and no file', async () => {
	const { items } = await bench.edit({ waitForCompletion: false });
	expect(items).toEqual([
		{ json: { taskId: await bench.taskId(), status: 'submitted' }, pairedItem: { item: 0 } },
	]);
	expect(bench.questions).toEqual([]);
});

test('without Download Video, the item has the link and no file', async () => {
	const { items } = await bench.edit({ options: { downloadVideo: false } });
	expect(items[0].json.videoUrl).toMatch(/\.mp4$/);
	expect(items[0].binary).toBeUndefined();
	expect(bench.requests('GET', /^\/f\/video/)).toEqual([]);
});

test('the file goes into the field that the user named', async () => {
	const { items } = await bench.edit({ options: { outputBinaryPropertyName: 'edited' } });
	expect(Object.keys(items[0].binary!)).toEqual(['edited']);
});

test('with Simplify off, the item is the service’s own object plus taskId', async () => {
	const { items } = await bench.edit({ options: { simplify: false } });
	const id = await bench.taskId();
	expect(items[0].json).toMatchObject({
		taskId: id,
		id,
		status: 'completed',
		actual_time: expect.any(Number),
		result: { videos: [{ url: [expect.any(String)], expires_at: expect.any(Number) }] },
	});
});

test('with Simplify off, an empty error of the service does not make n8n buy again', async () => {
	const data = {
		status: 'completed',
		error: '',
		result: { videos: [{ url: bench.simulator.sampleUrl }] },
	};
	bench.simulator.addFault({
		on: 'task',
		times: Infinity,
		action: { kind: 'json', body: { data } },
	});
	const { items } = await bench.edit(
		{ options: { simplify: false, downloadVideo: false } },
		{ node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } },
	);
	expect(items[0].json).toEqual({
		taskId: await bench.taskId(),
		status: 'completed',
		result: data.result,
	});
	expect(bench.submits).toHaveLength(1);
});

describe('what is sent', () => {
	const image = 'https://example.com/style.jpg';
	const model = 'wan2.7-videoedit';

	async function sent(parameters: INodeParameters): Promise<unknown> {
		const { error } = await bench.edit({ waitForCompletion: false, ...parameters });
		// The simulator refuses every field that the API does not know and every value out of bounds.
		expect(error).toBeUndefined();
		return bench.submits[0].body;
	}

	test('only the required parameters', async () => {
		expect(await sent({})).toEqual({
			model,
			video_urls: [bench.simulator.sampleUrl],
			resolution: '1080P',
		});
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
				callbackUrl: 'https://example.com/hook',
				idempotencyKey: 'order-17',
				language: 'zh',
				metadata: '{"style": "film"}',
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
			video_urls: [bench.simulator.sampleUrl],
			prompt: 'Make it snow',
			image_urls: [image, 'https://example.com/a,b.png', 'https://example.com/c.png'],
			resolution: '720P',
			duration: 5,
			size: '9:16',
			metadata: { style: 'film', audio_setting: 'origin' },
			webhook: 'https://example.com/hook',
			negative_prompt: 'blurry',
			prompt_extend: false,
			seed: 0,
			watermark: true,
		});
		expect(bench.submits[0].headers).toMatchObject({
			'idempotency-key': 'order-17',
			authorization: `Bearer ${bench.simulator.apiKey}`,
			'content-type': expect.stringContaining('application/json'),
		});
	});

	test.each<[string, INodeParameters, object]>([
		['basic editing', { prompt: 'Make it snow' }, { prompt: 'Make it snow' }],
		[
			'style transfer with a reference image',
			{ prompt: 'In this style', referenceImageUrls: image },
			{ prompt: 'In this style', image_urls: [image] },
		],
		[
			'keeping the original audio',
			{ prompt: 'A red gown', audioSetting: 'origin' },
			{ prompt: 'A red gown', metadata: { audio_setting: 'origin' } },
		],
		[
			'full parameters',
			{
				prompt: 'A red gown',
				referenceImageUrls: image,
				resolution: '1080P',
				duration: 5,
				options: {
					negativePrompt: 'blurry',
					aspectRatio: '16:9',
					promptExtend: true,
					watermark: false,
					seed: 42,
					audioSetting: 'auto',
				},
			},
			{
				prompt: 'A red gown',
				image_urls: [image],
				duration: 5,
				negative_prompt: 'blurry',
				size: '16:9',
				prompt_extend: true,
				watermark: false,
				seed: 42,
				metadata: { audio_setting: 'auto' },
			},
		],
	])('use case of the model’s page: %s', async (_name, parameters, fields) => {
		expect(await sent(parameters)).toEqual({
			model,
			video_urls: [bench.simulator.sampleUrl],
			resolution: '1080P',
			...fields,
		});
	});

	test('options that were added but left empty are not sent', async () => {
		const options = { callbackUrl: '', metadata: '{}', negativePrompt: '', idempotencyKey: '' };
		expect(await sent({ prompt: '', referenceImageUrls: '', options })).toEqual({
			model,
			video_urls: [bench.simulator.sampleUrl],
			resolution: '1080P',
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
				metadata: '={{ ({ style: "film" }) }}',
			},
		});
		expect(body).toMatchObject({
			duration: 5,
			resolution: '720P',
			image_urls: [image, image],
			seed: 12,
			watermark: true,
			metadata: { style: 'film' },
		});
	});
});
