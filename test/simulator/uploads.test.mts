import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AxiosResponse } from 'axios';
import { errorMessage, startBench, type Bench } from './client.mts';

let bench: Bench;
beforeEach(async () => {
	bench = await startBench();
});
afterEach(() => bench.simulator.close());

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

function upload(bytes: Buffer, type = 'image/png', field = 'file'): Promise<AxiosResponse> {
	const form = new FormData();
	form.append(field, new Blob([bytes], { type }), 'my picture.bin');
	return bench.http.post('/v1/uploads/images', form);
}

describe('an upload', () => {
	test.each([
		['image/jpeg', Buffer.from('ffd8ffe000104a46', 'hex')],
		['image/png', PNG],
		['image/webp', Buffer.from('RIFF\0\0\0\0WEBPVP8 ', 'latin1')],
		['image/gif', Buffer.from('GIF89a', 'latin1')],
	])('of %s is told by its content and can be fetched', async (contentType, bytes) => {
		const answer = await upload(bytes, contentType);
		expect(answer.status).toBe(200);
		expect(answer.data).toEqual({
			url: expect.stringMatching(new RegExp(`^${bench.simulator.filesUrl}/f/image/`)),
			filename: 'my picture.bin',
			content_type: contentType,
			bytes: bytes.length,
			created_at: expect.any(Number),
		});
		const file = await bench.bytes((answer.data as { url: string }).url);
		expect(file.headers['content-type']).toBe(contentType);
		expect(file.data.equals(bytes)).toBe(true);
	});

	test('is not idempotent, and its link dies', async () => {
		const { url } = (await upload(PNG)).data as { url: string };
		expect((await upload(PNG)).data).not.toMatchObject({ url });
		expect((await bench.bytes(url)).status).toBe(200);
		bench.simulator.settings.uploadLifetimeMs = 0;
		const dead = (await upload(PNG)).data as { url: string };
		expect((await bench.bytes(dead.url)).status).toBe(403);
	});

	test('of something else is refused', async () => {
		const answer = await upload(Buffer.from('<svg></svg>'));
		expect(answer.status).toBe(400);
		expect(errorMessage(answer)).toBe('file must be a JPEG, PNG, WebP or GIF image');
	});

	test('with another label than its content is refused', async () => {
		const answer = await upload(PNG, 'application/octet-stream');
		expect(answer.status).toBe(400);
		expect(errorMessage(answer)).toBe(
			'file is labelled application/octet-stream, but it is image/png',
		);
	});

	test('in another field is refused', async () => {
		const answer = await upload(PNG, 'image/png', 'image');
		expect(answer.status).toBe(400);
		expect(errorMessage(answer)).toMatch(/^unknown field image/);
	});

	test('without a file is refused', async () => {
		const answer = await bench.http.post('/v1/uploads/images', new FormData());
		expect(answer.status).toBe(400);
		const json = await bench.http.post('/v1/uploads/images', { file: 'x' });
		expect(errorMessage(json)).toBe('the body must be multipart/form-data');
	});

	test('of more than 20 MB is refused', async () => {
		const large = Buffer.concat([PNG, Buffer.alloc(20 * 1024 * 1024 - PNG.length)]);
		expect((await upload(large)).status).toBe(200);
		const answer = await upload(Buffer.concat([large, PNG]));
		expect(answer.status).toBe(413);
		expect(errorMessage(answer)).toBe('file must be at most 20 MB');
	});

	test('is unknown to a service without uploads', async () => {
		bench.simulator.settings.uploads = false;
		expect((await upload(PNG)).status).toBe(404);
	});

	test('wants the key', async () => {
		const answer = await bench.http.post('/v1/uploads/images', new FormData(), {
			headers: { Authorization: 'Bearer wrong' },
		});
		expect(answer.status).toBe(401);
	});
});
