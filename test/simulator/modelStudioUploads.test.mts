import { readdir, stat } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import axios from 'axios';
import { makeVideo } from '../support/media.mts';
import { sleep } from './client.mts';
import { smallBmp, smallGif, smallJpeg, smallPng, smallWebp } from './modelStudioImages.mts';
import {
	acceptedId,
	fieldsOf,
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
let policy: PolicyData;
beforeAll(async () => {
	bench = await ModelStudioBench.start({ unlimitedQuota: true });
});
beforeEach(async () => {
	policy = await bench.policy();
});
afterAll(() => bench.simulator.close());

const bytes = Buffer.from('some bytes');
const RESOLVE = { 'X-DashScope-OssResourceResolve': 'enable' };

/** Sends a form of these fields and the file behind them; returns status, code and message of the answer. */
async function refusal(
	fields: [name: string, value: string][],
	headers: Record<string, string> = {},
	finish = (form: FormData) => form.append('file', new Blob([bytes]), 'a.mp4'),
) {
	const form = new FormData();
	for (const [name, value] of fields) form.append(name, value);
	finish(form);
	const answer = await bench.send(policy.upload_host, form, headers);
	const xml = String(answer.data);
	return [
		answer.status,
		/<Code>(.*)<\/Code>/.exec(xml)?.[1],
		/<Message>(.*)<\/Message>/.exec(xml)?.[1],
	];
}

const changed = (name: string, value: string) =>
	fieldsOf(policy, 'a.mp4').map(
		([field, old]) => [field, field === name ? value : old] as [string, string],
	);

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
		const { upload_dir } = await bench.policy();
		expect(upload_dir).not.toBe(policy.upload_dir);
		expect(new URL(policy.upload_host).origin).not.toBe(bench.simulator.url);
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

describe('a form', () => {
	test('as documented is accepted, and its file can be edited', async () => {
		const file = await sample();
		const form = formOf(policy, { name: 'a.mp4', bytes: file });
		const answer = await bench.send(policy.upload_host, form);
		expect([answer.status, answer.data]).toEqual([200, '']);
		const key = `${policy.upload_dir}/a.mp4`;
		expect(bench.simulator.uploadedFiles.get(key)).toMatchObject({
			key,
			bytes: file.length,
			contentType: 'video/mp4',
		});
		const id = acceptedId(await bench.submitUrl(`oss://${key}`, { parameters: { duration: 2 } }));
		expect(await bench.ended(id)).toMatchObject({
			output: { task_status: 'SUCCEEDED' },
			usage: { input_video_duration: 6, output_video_duration: 2, duration: 8 },
		});
	});

	test.each([
		'OSSAccessKeyId',
		'Signature',
		'policy',
		'x-oss-object-acl',
		'x-oss-forbid-overwrite',
		'key',
		'success_action_status',
	])('without %s is refused', async (name) => {
		const fields = fieldsOf(policy, 'a.mp4').filter(([field]) => field !== name);
		const message = `The form field ${name} is missing before the file.`;
		expect(await refusal(fields)).toEqual([400, 'MalformedPOSTRequest', message]);
	});

	test.each([
		['OSSAccessKeyId', 'LTAI', 403, 'InvalidAccessKeyId'],
		['Signature', 'AAAA', 403, 'SignatureDoesNotMatch'],
		['policy', 'e30=', 403, 'AccessDenied'],
		['x-oss-object-acl', 'public-read', 403, 'AccessDenied'],
		['x-oss-forbid-overwrite', 'false', 403, 'AccessDenied'],
		['key', 'elsewhere/a.mp4', 403, 'AccessDenied'],
		['success_action_status', '204', 400, 'InvalidArgument'],
	])('with another %s is refused', async (name, value, status, code) => {
		expect(await refusal(changed(name, value))).toEqual([status, code, expect.any(String)]);
	});

	test.each(['', 'a/b.mp4', 'a b.mp4'])('with the name "%s" is refused', async (name) => {
		const fields = changed('key', `${policy.upload_dir}/${name}`);
		expect(await refusal(fields)).toEqual([403, 'AccessDenied', expect.any(String)]);
	});

	test('in another order is refused', async () => {
		const fields = fieldsOf(policy, 'a.mp4').reverse();
		const message = expect.stringContaining('in this order');
		expect(await refusal(fields)).toEqual([400, 'MalformedPOSTRequest', message]);
	});

	test('with more fields is refused', async () => {
		const fields = [...fieldsOf(policy, 'a.mp4'), ['a', 'b'] as [string, string]];
		expect(await refusal(fields)).toEqual([403, 'AccessDenied', expect.stringContaining(': a')]);
	});

	test.each([
		['a field', (form: FormData) => form.append('a', 'b')],
		['another file', (form: FormData) => form.append('file', new Blob([bytes]), 'b.mp4')],
	])('with %s behind the file is refused, and nothing is kept', async (_what, addMore) => {
		const finish = (form: FormData) => {
			form.append('file', new Blob([bytes]), 'a.mp4');
			addMore(form);
		};
		const answer = await refusal(fieldsOf(policy, 'a.mp4'), {}, finish);
		expect(answer).toEqual([400, 'MalformedPOSTRequest', expect.any(String)]);
		expect(bench.simulator.uploadedFiles.has(`${policy.upload_dir}/a.mp4`)).toBe(false);
	});

	test.each([
		['no file', () => {}],
		['the file as text', (form: FormData) => form.append('file', 'some bytes')],
	])('with %s is refused', async (_what, finish) => {
		const answer = await refusal(fieldsOf(policy, 'a.mp4'), {}, finish);
		expect(answer).toEqual([400, expect.any(String), expect.any(String)]);
	});

	test('with the key is refused', async () => {
		const headers = { Authorization: `Bearer ${bench.simulator.apiKey}` };
		const answer = await refusal(fieldsOf(policy, 'a.mp4'), headers);
		expect(answer).toEqual([400, 'InvalidArgument', 'Only one auth mechanism allowed.']);
	});

	test('that is none is refused', async () => {
		const answer = await axios.post(policy.upload_host, { a: 1 }, { validateStatus: () => true });
		expect(answer.status).toBe(412);
		expect(answer.headers['content-type']).toBe('application/xml');
	});

	test('with a policy that has expired is refused', async () => {
		bench.simulator.settings.policyLifetimeMs = 200;
		policy = await bench.policy();
		bench.simulator.settings.policyLifetimeMs = 300_000;
		await sleep(250);
		const message = 'Invalid according to Policy: Policy expired.';
		expect(await refusal(fieldsOf(policy, 'a.mp4'))).toEqual([403, 'AccessDenied', message]);
	});

	test('overwrites nothing', async () => {
		const file = { name: 'a.mp4', bytes };
		expect((await bench.send(policy.upload_host, formOf(policy, file))).status).toBe(200);
		const [status, code] = await refusal(fieldsOf(policy, 'a.mp4'));
		expect([status, code]).toEqual([409, 'FileAlreadyExists']);
		const other = { name: 'b.mp4', bytes };
		expect((await bench.send(policy.upload_host, formOf(policy, other))).status).toBe(200);
	});
});

test('a file goes to disk while it comes in, and away when its sender does', async () => {
	const known = await bench.upload('known.mp4', bytes);
	const directory = dirname(bench.simulator.uploadedFiles.get(known.slice(6))?.path ?? '');
	const others = await readdir(directory);
	const newFile = async () => (await readdir(directory)).find((name) => !others.includes(name));
	const form = formOf(policy, { name: 'a.mp4', bytes: Buffer.alloc(8 * 1024 * 1024) });
	const { body, headers } = new Request(policy.upload_host, { method: 'POST', body: form });
	const request = httpRequest(policy.upload_host, {
		method: 'POST',
		headers: Object.fromEntries(headers),
	});
	request.on('error', () => {});
	let sent = 0;
	for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
		request.write(chunk);
		sent += chunk.length;
		if (sent > 4 * 1024 * 1024) break;
	}
	const isOnDisk = async () => {
		const name = await newFile();
		return name !== undefined && (await stat(join(directory, name))).size > 3 * 1024 * 1024;
	};
	while (!(await isOnDisk())) await sleep(10);
	request.destroy();
	while ((await newFile()) !== undefined) await sleep(10);
	expect(bench.simulator.uploadedFiles.has(`${policy.upload_dir}/a.mp4`)).toBe(false);
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
