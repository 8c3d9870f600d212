import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import axios from 'axios';
import { errorMessage, minimalBody, startBench, type Bench } from './client.mts';

let bench: Bench;
beforeAll(async () => {
	bench = await startBench({ taskTimeMs: 60_000 });
});
afterAll(() => bench.simulator.close());

const long = (length: number) => 'é'.repeat(length);
const url = 'http://127.0.0.1/picture.png';

describe('a submit that is refused', () => {
	test.each<[what: string, extra: Record<string, unknown>, message: RegExp]>([
		['a wrong model', { model: 'wan2.7' }, /^model must be wan2\.7-videoedit$/],
		['no model', { model: undefined }, /^model is required$/],
		['no video', { video_urls: undefined }, /^video_urls is required$/],
		['a video as a string', { video_urls: url }, /^video_urls must be array$/],
		['an empty video list', { video_urls: [] }, /^video_urls must NOT have fewer than 1 items$/],
		['two videos', { video_urls: [url, url] }, /^video_urls must NOT have more than 1 items$/],
		['an ftp video', { video_urls: ['ftp://a/b.mp4'] }, /^video_urls\[0\] must be an http or/],
		['a video that is no URL', { video_urls: ['a.mp4'] }, /^video_urls\[0\] must be an http or/],
		['a data: video', { video_urls: ['data:video/mp4;base64,AA'] }, /^video_urls\[0\].*data: URI/],
		['an empty video', { video_urls: [''] }, /^video_urls\[0\] must not be empty/],
		['a long prompt', { prompt: long(5001) }, /^prompt must NOT have more than 5000 char/],
		['an empty prompt', { prompt: '' }, /^prompt must not be empty/],
		['a prompt of null', { prompt: null }, /^prompt must not be empty or null/],
		['a number as prompt', { prompt: 7 }, /^prompt must be string$/],
		['a long negative_prompt', { negative_prompt: long(501) }, /^negative_prompt .* 500 char/],
		['no image in the list', { image_urls: [] }, /^image_urls must NOT have fewer than 1/],
		['five images', { image_urls: [url, url, url, url, url] }, /^image_urls .* more than 4 items/],
		['a data: image', { image_urls: [url, 'data:image/png;base64,AA'] }, /^image_urls\[1\].*data:/],
		['a small p', { resolution: '720p' }, /^resolution must be one of 720P, 1080P$/],
		['a duration of 1', { duration: 1 }, /^duration must be one of 0, 2, 3/],
		['a duration of 11', { duration: 11 }, /^duration must be one of 0, 2, 3/],
		['a duration of 2.5', { duration: 2.5 }, /^duration must be integer/],
		['a duration as text', { duration: '5' }, /^duration must be integer/],
		['an unknown size', { size: '2:1' }, /^size must be one of 16:9, 9:16, 1:1, 4:3, 3:4$/],
		['text for prompt_extend', { prompt_extend: 'true' }, /^prompt_extend must be boolean$/],
		['a number for watermark', { watermark: 1 }, /^watermark must be boolean$/],
		['a negative seed', { seed: -1 }, /^seed must be >= 0$/],
		['a large seed', { seed: 2 ** 31 }, /^seed must be <= 2147483647$/],
		['a seed as text', { seed: '1' }, /^seed must be integer$/],
		['text for metadata', { metadata: 'origin' }, /^metadata must be object$/],
		[
			'an unknown audio_setting',
			{ metadata: { audio_setting: 'mute' } },
			/^metadata\.audio_setting must be one of auto, origin$/,
		],
		['null deep inside', { metadata: { a: [{ b: null }] } }, /^metadata\.a\[0\]\.b must not be/],
		['a webhook that is no URL', { webhook: 'here' }, /^webhook must be an http or https URL$/],
		['a misspelled field', { aspect_ratio: '16:9' }, /^unknown field aspect_ratio$/],
		['a field that belongs inside', { audio_setting: 'auto' }, /^unknown field audio_setting$/],
		['two mistakes', { seed: -1, ratio: '1:1' }, /^unknown field ratio; seed must be >= 0$/],
	])('for %s', async (_what, extra, message) => {
		const answer = await bench.submit(extra);
		expect(errorMessage(answer)).toMatch(message);
		expect(answer.status).toBe(400);
		expect(answer.data).toMatchObject({ error: { code: 400, type: 'invalid_request_error' } });
		expect(bench.simulator.ledger.billed).toBe(0);
	});

	test.each([
		['text/plain', '{}', /^Content-Type must be application\/json$/],
		['multipart/form-data; boundary=x', '--x--', /^Content-Type must be application\/json$/],
		['application/json', '{"model":', /JSON/],
		['application/json', '', /empty/],
		['application/json', '[]', /^the body must be object$/],
	])('for Content-Type %s and body %j', async (contentType, body, message) => {
		const answer = await bench.http.post('/v1/videos/generations', body, {
			headers: { 'Content-Type': contentType },
			transformRequest: [(data: string) => data],
		});
		expect(answer.status).toBe(400);
		expect(errorMessage(answer)).toMatch(message);
	});

	test('for a large data: URI, by name and not for its size', async () => {
		const answer = await bench.submit({ video_urls: [`data:video/mp4;base64,${long(2e6)}`] });
		expect(errorMessage(answer)).toMatch(/^video_urls\[0\] is a data: URI/);
	});

	test.each([undefined, 'Bearer', 'Bearer wrong', 'sim-key-0123456789'])(
		'with 401 for the key %s, and never looked at',
		async (authorization) => {
			const { simulator } = bench;
			const { submits } = simulator.ledger;
			for (const path of ['/v1/videos/generations', '/v1/anything']) {
				const answer = await axios.post(simulator.url + path, minimalBody(simulator), {
					headers: authorization === undefined ? {} : { Authorization: authorization },
					validateStatus: () => true,
				});
				expect(answer.status).toBe(401);
				expect(answer.data).toEqual({
					error: {
						code: '',
						message: expect.stringMatching(/^invalid API key \(request id: .+\)$/),
						param: '',
						type: 'apimart_error',
					},
				});
			}
			expect(simulator.ledger.submits).toBe(submits);
		},
	);

	test('with 401 even when its body is not JSON', async () => {
		const answer = await axios.post(`${bench.simulator.url}/v1/videos/generations`, '{"a', {
			headers: { 'Content-Type': 'application/json' },
			validateStatus: () => true,
		});
		expect(answer.status).toBe(401);
	});
});

describe('a submit that is accepted', () => {
	test('with every parameter at its limit', async () => {
		const answer = await bench.submit({
			prompt: '\u{1F600}'.repeat(5000),
			negative_prompt: long(500),
			image_urls: [url, url, url, 'https://example.com/ö bc.webp'.replace(' ', '%20')],
			resolution: '720P',
			duration: 10,
			size: '3:4',
			prompt_extend: false,
			watermark: true,
			seed: 2_147_483_647,
			metadata: { audio_setting: 'origin', anything: { else: 0 } },
			webhook: 'https://example.com/hook?signature=1',
		});
		expect(answer.status).toBe(200);
		expect(answer.data).toEqual({
			code: 200,
			data: [{ status: 'submitted', task_id: expect.stringMatching(/^task_01[0-9A-Z]{24}$/) }],
		});
	});

	test.each([0, 2])('with duration %s', async (duration) => {
		expect((await bench.submit({ duration })).status).toBe(200);
	});

	test('in the newer shape', async () => {
		const { settings } = bench.simulator;
		settings.submitShape = 'object';
		settings.codeShape = 'string';
		const answer = await bench.submit();
		settings.submitShape = 'array';
		settings.codeShape = 'number';
		expect(answer.status).toBe(202);
		expect(answer.data).toEqual({
			code: 'success',
			data: { id: expect.stringMatching(/^task_01/), status: 'queued' },
		});
	});
});

test('an unknown path answers 404 with an error body', async () => {
	const answer = await bench.http.get('/v1/videos');
	expect(answer.status).toBe(404);
	expect(errorMessage(answer)).toBe('Invalid URL (GET /v1/videos)');
});
