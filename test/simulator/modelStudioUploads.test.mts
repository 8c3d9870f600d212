import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeVideo } from '../support/media.mts';
import { smallBmp, smallGif, smallJpeg, smallPng, smallWebp } from './modelStudioImages.mts';
import {
	acceptedId,
	formOf,
	ModelStudioBench,
	MODEL,
	POLICY,
	sample,
	UUID,
	type FlatError,
	type PolicyData,
} from './modelStudioClient.mts';

let bench: ModelStudioBench;
beforeAll(async () => {
	bench = await ModelStudioBench.start({ unlimitedQuota: true });
});
afterAll(() => bench.simulator.close());

const bytes = Buffer.from('some bytes');
const RESOLVE = { 'X-DashScope-OssResourceResolve': 'enable' };

describe('an upload policy', () => {
	test('is as documented, with a folder of its own', async () => {
		const answer = await bench.http.get(POLICY);
		expect(answer.data).toEqual({
			request_id: expect.stringMatching(UUID),
			data: {
				policy: expect.any(String),
				signature: expect.any(String),
				upload_dir: expect.stringMatching(/^dashscope-instant\//),
				upload_host: bench.simulator.filesUrl,
				expire_in_seconds: 300,
				max_file_size_mb: 1024,
				oss_access_key_id: expect.any(String),
				x_oss_object_acl: 'private',
				x_oss_forbid_overwrite: 'true',
			},
		});
		const [one, other] = [await bench.policy(), await bench.policy()];
		expect(one.upload_dir).not.toBe(other.upload_dir);
		expect(new URL(one.upload_host).origin).not.toBe(bench.simulator.url);
	});

	test.each([
		['?action=getPolicy&model=wan2.6-t2v', 404, 'ModelNotFound'],
		['?action=getPolicy', 400, 'InvalidParameter'],
		[`?model=${MODEL}`, 400, 'InvalidParameter'],
		[`?action=getpolicy&model=${MODEL}`, 400, 'InvalidParameter'],
		[`?action=getPolicy&model=${MODEL}&a=b`, 400, 'InvalidParameter'],
	])('is not given for %s', async (query, status, code) => {
		const answer = await bench.http.get(`/api/v1/uploads${query}`);
		expect(answer).toMatchObject({ status, data: { code } });
	});

	test('is not given for a wrong key, nor too often', async () => {
		const headers = { Authorization: 'Bearer wrong' };
		expect((await bench.http.get(POLICY, { headers })).status).toBe(401);
		const other = await ModelStudioBench.start({ modelStudioPoliciesPerSecond: 3 });
		const asked = Array.from({ length: 20 }, () => other.http.get<FlatError>(POLICY));
		const refused = (await Promise.all(asked)).filter(({ status }) => status === 429);
		expect(refused.length).toBeGreaterThan(0);
		expect(refused.length).toBeLessThanOrEqual(17);
		expect(refused[0]?.data.code).toBe('Throttling.RateQuota');
		await other.simulator.close();
	});

	test('tells its limits as the settings say', async () => {
		const { settings } = bench.simulator;
		Object.assign(settings, { maxFileSizeMb: '1', policyLifetimeMs: 60_000 });
		const { expire_in_seconds, max_file_size_mb, ...small } = await bench.policy();
		Object.assign(settings, { maxFileSizeMb: 1024, policyLifetimeMs: 300_000 });
		expect([expire_in_seconds, max_file_size_mb]).toEqual([60, '1']);
		const send = async (length: number, name: string) => {
			const file = { name, bytes: Buffer.alloc(length) };
			return await bench.send(small.upload_host, formOf(small as PolicyData, file));
		};
		expect((await send(1024 * 1024, 'whole.mp4')).status).toBe(200);
		const large = await send(1024 * 1024 + 1, 'large.mp4');
		expect(large.status).toBe(400);
		expect(large.data).toContain('<Code>EntityTooLarge</Code>');
		expect(bench.simulator.uploadedFiles.has(`${small.upload_dir}/large.mp4`)).toBe(false);
	});
});

describe('an uploaded file', () => {
	test('is refused without the header that resolves it', async () => {
		const url = await bench.upload('a.mp4', await sample());
		const media = [{ type: 'video', url }];
		for (const headers of [undefined, { 'X-DashScope-OssResourceResolve': 'true' }])
			expect(await bench.submit({ input: { media } }, headers)).toMatchObject({
				status: 400,
				data: { code: 'InvalidParameter.DataInspection' },
			});
	});

	test('is refused when it was never uploaded, by another account, or long ago', async () => {
		const { settings } = bench.simulator;
		const url = await bench.upload('a.mp4', await sample());
		const refused = { status: 400, data: { code: 'InvalidParameter.DataInspection' } };
		expect(await bench.submitUrl(url.replace('a.mp4', 'b.mp4'))).toMatchObject(refused);
		settings.apiKey = 'another-key';
		const media = [{ type: 'video', url }];
		const headers = { ...RESOLVE, Authorization: 'Bearer another-key' };
		expect(await bench.submit({ input: { media } }, headers)).toMatchObject(refused);
		settings.apiKey = bench.http.defaults.headers.Authorization!.toString().slice(7);
		settings.uploadedFileLifetimeMs = 0;
		expect(await bench.submitUrl(url)).toMatchObject(refused);
		settings.uploadedFileLifetimeMs = 48 * 3_600_000;
		expect((await bench.submitUrl(url)).status).toBe(200);
	});

	test.each([
		['a.mp4', 'mov', 'MOV'],
		['a.mov', 'mp4', 'MP4'],
		['a.bin', 'mp4', 'MP4'],
	] as const)('named %s, with a %s in it, fails', async (name, container, format) => {
		const url = await bench.upload(name, await makeVideo({ container }));
		const done = await bench.ended(acceptedId(await bench.submitUrl(url)));
		expect(done.output).toMatchObject({
			task_status: 'FAILED',
			code: 'InvalidFile.Format',
			message: expect.stringMatching(new RegExp(`does not fit its content: ${format}$`)),
		});
	});

	test('can be a MOV', async () => {
		const url = await bench.upload('a.MOV', await makeVideo({ container: 'mov' }));
		const done = await bench.ended(acceptedId(await bench.submitUrl(url)));
		expect(done.output.task_status).toBe('SUCCEEDED');
	});

	test.each([
		['a.png', smallPng, 'SUCCEEDED'],
		['a.jpg', smallJpeg, 'SUCCEEDED'],
		['a.jpeg', smallJpeg, 'SUCCEEDED'],
		['a.bmp', smallBmp, 'SUCCEEDED'],
		['a.webp', smallWebp, 'SUCCEEDED'],
		['a.jpg', smallPng, 'FAILED'],
		['a.gif', smallGif, 'FAILED'],
		['a.png', bytes, 'FAILED'],
	])('as an image named %s ends as it should', async (name, content, status) => {
		const media = [
			{ type: 'video', url: bench.simulator.sampleUrl },
			{ type: 'reference_image', url: await bench.upload(name, content) },
		];
		const id = acceptedId(await bench.submit({ input: { media } }, RESOLVE));
		const { output } = await bench.ended(id);
		expect(output.task_status).toBe(status);
		expect(output.code).toBe(status === 'FAILED' ? 'InvalidFile.Format' : undefined);
	});

	test('is larger than 100 MB, and fails', async () => {
		const large = await makeVideo({ padToBytes: 100 * 1024 * 1024 + 1 });
		const url = await bench.upload('large.mp4', large);
		const { output } = await bench.ended(acceptedId(await bench.submitUrl(url)));
		expect(output).toMatchObject({ task_status: 'FAILED', code: 'InvalidFile.Size' });
	});

	test('cannot be read back', async () => {
		const url = await bench.upload('a.mp4', bytes);
		const answer = await bench.fetch(url.replace('oss:/', bench.simulator.filesUrl));
		expect(answer.status).toBe(404);
	});
});
