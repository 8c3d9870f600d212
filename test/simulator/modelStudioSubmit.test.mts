import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import axios from 'axios';
import type { SimulatorSettings } from '../../simulator/index.mts';
import { smallPng } from './modelStudioImages.mts';
import {
	acceptedId,
	ModelStudioBench,
	MODEL,
	SUBMIT,
	UUID,
	type BodyParts,
	type FlatError,
} from './modelStudioClient.mts';

let bench: ModelStudioBench;
beforeAll(async () => {
	bench = await ModelStudioBench.start({ taskTimeMs: 60_000, unlimitedQuota: true });
});
afterAll(() => bench.simulator.close());

const long = (length: number) => 'é'.repeat(length);
const url = 'http://127.0.0.1/picture.png';
const png = `data:image/png;base64,${smallPng.toString('base64')}`;
const video = { type: 'video', url };
const image = { type: 'reference_image', url };
const media = (...entries: unknown[]): BodyParts => ({ input: { media: entries } });
const input = (more: object): BodyParts => ({ input: { media: [video], ...more } });
const parameters = (more: object): BodyParts => ({ parameters: { ...more } });

describe('a submit that is refused', () => {
	test.each<[what: string, parts: BodyParts, message: RegExp]>([
		['no model', { model: undefined }, /^model is required$/],
		['a model of null', { model: null }, /^model must not be empty or null/],
		['no media', input({ media: undefined }), /^input\.media is required$/],
		['an empty list of media', media(), /^input\.media must NOT have fewer than 1 items$/],
		['six media', media(video, image, image, image, image, image), /^input\.media .* more than 5/],
		['media as a string', input({ media: url }), /^input\.media must be array$/],
		['an image first', media(image, video), /^input\.media\[0\]\.type must be video$/],
		['no video', media(image), /^input\.media\[0\]\.type must be video$/],
		['two videos', media(video, video), /^input\.media\[1\]\.type must be reference_image/],
		['an unknown type', media({ type: 'image', url }), /^input\.media\[0\]\.type must be one of/],
		['a medium without type', media({ url }), /^input\.media\[0\]\.type is required$/],
		['a medium without url', media({ type: 'video' }), /^input\.media\[0\]\.url is required$/],
		['a medium with more', media({ ...video, a: 1 }), /^unknown field input\.media\[0\]\.a$/],
		['an ftp video', media({ ...video, url: 'ftp://a/b.mp4' }), /^input\.media\[0\]\.url must be/],
		['a data: video', media({ ...video, url: png }), /^input\.media\[0\]\.url is a data: URI/],
		[
			'a data: image of something else',
			media(video, { ...image, url: 'data:image/png;base64,AAAA' }),
			/^input\.media\[1\]\.url must be an http, https or oss:\/\/ URL/,
		],
		[
			'a data: image with a wrong label',
			media(video, { ...image, url: png.replace('png', 'jpeg') }),
			/^input\.media\[1\]\.url must be/,
		],
		['an empty address', media({ ...video, url: '' }), /^input\.media\[0\]\.url must not be empty/],
		['a long prompt', input({ prompt: long(5001) }), /^input\.prompt .* more than 5000 char/],
		['an empty prompt', input({ prompt: '' }), /^input\.prompt must not be empty or null/],
		['a prompt of null', input({ prompt: null }), /^input\.prompt must not be empty or null/],
		['a number as prompt', input({ prompt: 7 }), /^input\.prompt must be string$/],
		[
			'a long negative_prompt',
			input({ negative_prompt: long(501) }),
			/^input\.negative.* 500 char/,
		],
		['an unknown field inside', input({ duration: 2 }), /^unknown field input\.duration$/],
		['a webhook', { webhook: url }, /^unknown field webhook$/],
		['the fields of another service', { video_urls: [url] }, /^unknown field video_urls$/],
		['parameters as text', { parameters: 'x' }, /^parameters must be object$/],
		['a small p', parameters({ resolution: '720p' }), /^parameters\.resolution must be one of/],
		['size', parameters({ size: '16:9' }), /^unknown field parameters\.size$/],
		['an unknown ratio', parameters({ ratio: '2:1' }), /^parameters\.ratio must be one of/],
		['a duration of 1', parameters({ duration: 1 }), /^parameters\.duration must be one of 0, 2/],
		['a duration of 11', parameters({ duration: 11 }), /^parameters\.duration must be one of/],
		['a duration as text', parameters({ duration: '5' }), /^parameters\.duration must be integer/],
		['an unknown sound', parameters({ audio_setting: 'mute' }), /^parameters\.audio_setting must/],
		['text for prompt_extend', parameters({ prompt_extend: 'true' }), /prompt_extend must be bool/],
		['a number for watermark', parameters({ watermark: 1 }), /^parameters\.watermark must be bool/],
		['a large seed', parameters({ seed: 2 ** 31 }), /^parameters\.seed must be <= 2147483647$/],
		['a negative seed', parameters({ seed: -1 }), /^parameters\.seed must be >= 0$/],
		['a parameter of null', parameters({ seed: null }), /^parameters\.seed must not be empty/],
	])('for %s', async (_what, parts, message) => {
		const answer = await bench.submit(parts);
		expect((answer.data as FlatError).message).toMatch(message);
		expect(answer.status).toBe(400);
		expect(answer.data).toEqual({
			code: 'InvalidParameter',
			message: expect.any(String),
			request_id: expect.stringMatching(UUID),
		});
		expect(bench.simulator.ledger.billed).toBe(0);
	});

	test.each([
		['text/plain', '{}', /^Content-Type must be application\/json$/],
		['application/json', '{"model":', /JSON/],
		['application/json', '[]', /^the body must be object$/],
	])('for Content-Type %s and body %j', async (contentType, body, message) => {
		const answer = await bench.http.post<FlatError>(SUBMIT, body, {
			headers: { 'Content-Type': contentType, 'X-DashScope-Async': 'enable' },
			transformRequest: [(data: string) => data],
		});
		expect(answer).toMatchObject({ status: 400, data: { code: 'InvalidParameter' } });
		expect(answer.data.message).toMatch(message);
	});

	test('for a query', async () => {
		const answer = await bench.http.post(
			`${SUBMIT}?a=1`,
			{ model: MODEL, ...media(video) },
			{
				headers: { 'X-DashScope-Async': 'enable' },
			},
		);
		expect(answer).toMatchObject({ status: 400, data: { message: 'unknown parameter a' } });
	});

	test('with 404 for another model', async () => {
		const answer = await bench.submit({ model: 'wan2.6-videoedit' });
		expect(answer).toMatchObject({ status: 404, data: { code: 'ModelNotFound' } });
	});

	test.each([{}, { 'X-DashScope-Async': 'true' }])(
		'with 403 when it does not ask for a task: %j',
		async (headers) => {
			const body = { model: MODEL, ...media(video) };
			const answer = await bench.http.post(SUBMIT, body, { headers });
			expect(answer).toMatchObject({ status: 403, data: { code: 'AccessDenied' } });
		},
	);

	test.each([undefined, 'Bearer', 'Bearer wrong', 'sim-key-0123456789'])(
		'with 401 for the key %s, and never looked at',
		async (authorization) => {
			const { simulator } = bench;
			const { submits } = simulator.ledger;
			for (const path of [SUBMIT, '/api/v1/anything']) {
				const answer = await axios.post(simulator.url + path, '{"a', {
					headers: {
						'Content-Type': 'application/json',
						...(authorization !== undefined && { Authorization: authorization }),
					},
					validateStatus: () => true,
				});
				expect(answer.status).toBe(401);
				expect(answer.data).toEqual({
					code: 'InvalidApiKey',
					message: 'Invalid API-key provided.',
					request_id: expect.stringMatching(UUID),
				});
			}
			expect(simulator.ledger.submits).toBe(submits);
		},
	);

	test('with 400 when the balance is too low', async () => {
		bench.simulator.settings.unlimitedQuota = false;
		bench.simulator.settings.balanceUsd = 2;
		const [dear, cheap] = [
			await bench.submit(),
			await bench.submit(parameters({ resolution: '720P' })),
		];
		bench.simulator.settings.unlimitedQuota = true;
		expect(dear).toMatchObject({ status: 400, data: { code: 'Arrearage' } });
		expect(cheap.status).toBe(200);
		expect(bench.simulator.ledger.billedUsd).toBe(2);
	});
});

describe('a submit that is accepted', () => {
	test('with every parameter at its limit, and is found by its prompt', async () => {
		const prompt = '\u{1F600}'.repeat(5000);
		const answer = await bench.submit({
			input: {
				prompt,
				negative_prompt: long(500),
				media: [video, image, image, image, { type: 'reference_image', url: png }],
			},
			parameters: {
				resolution: '720P',
				ratio: '3:4',
				duration: 10,
				audio_setting: 'origin',
				prompt_extend: false,
				watermark: true,
				seed: 2_147_483_647,
			},
		});
		expect(answer.status).toBe(200);
		expect(answer.data).toEqual({
			output: { task_status: 'PENDING', task_id: expect.stringMatching(UUID) },
			request_id: expect.stringMatching(UUID),
		});
		const task = bench.simulator.tasks.get(acceptedId(answer));
		expect(task).toMatchObject({
			service: 'modelStudio',
			isForeign: false,
			body: {
				model: MODEL,
				video_urls: [url],
				image_urls: [url, url, url, png],
				prompt,
				negative_prompt: long(500),
				resolution: '720P',
				size: '3:4',
				duration: 10,
				metadata: { audio_setting: 'origin' },
				prompt_extend: false,
				watermark: true,
				seed: 2_147_483_647,
			},
		});
	});

	test('twice under one Idempotency-Key is bought twice', async () => {
		const headers = { 'Idempotency-Key': 'one' };
		const [first, second] = [await bench.submit({}, headers), await bench.submit({}, headers)];
		expect(acceptedId(first)).not.toBe(acceptedId(second));
	});
});

test('more submits than five a second get a 429, unless more are allowed', async () => {
	const { simulator, submit } = await startOther({ modelStudioSubmitsPerSecond: 5 });
	const answers = await Promise.all(Array.from({ length: 30 }, submit));
	const refused = answers.filter(({ status }) => status !== 200);
	expect(refused.length).toBeGreaterThan(0);
	expect(refused.length).toBeLessThanOrEqual(25);
	for (const answer of refused)
		expect(answer).toMatchObject({ status: 429, data: { code: 'Throttling.RateQuota' } });
	expect(simulator.ledger).toMatchObject({ submits: 30, billed: 30 - refused.length });
	simulator.settings.modelStudioSubmitsPerSecond = 0;
	expect((await submit()).status).toBe(200);
	await simulator.close();
});

async function startOther(settings: Partial<SimulatorSettings>) {
	const other = await ModelStudioBench.start({ taskTimeMs: 60_000, ...settings });
	return { simulator: other.simulator, submit: () => other.submit() };
}

test('an unknown path answers 404 with a flat error', async () => {
	const answer = await bench.http.get('/api/v1/models');
	expect(answer).toMatchObject({
		status: 404,
		data: { message: 'Invalid URL (GET /api/v1/models)' },
	});
});
