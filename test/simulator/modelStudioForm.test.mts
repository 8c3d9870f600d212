import { readdir, stat } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import axios from 'axios';
import { sleep } from './client.mts';
import {
	acceptedId,
	fieldsOf,
	formOf,
	ModelStudioBench,
	sample,
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
