import { describe, expect, jest, test } from '@jest/globals';

import { uploads } from '../../../../nodes/WanVideoEdit/service/modelStudio/uploads';
import type { Exchange, Upload } from '../../../../nodes/WanVideoEdit/service/upload';

const CLOUD = 'https://dashscope-intl.aliyuncs.com';
const HERE = 'http://127.0.0.1:4010';
const STORAGE = 'https://dashscope-file.oss-ap-southeast-1.aliyuncs.com';

const DATA = {
	policy: 'cG9saWN5',
	signature: 'c2ln+/=',
	upload_dir: 'dashscope-instant/abc/2026-11-26',
	upload_host: STORAGE,
	expire_in_seconds: 300,
	max_file_size_mb: 1024,
	oss_access_key_id: 'LTAI5t',
	x_oss_object_acl: 'private',
	x_oss_forbid_overwrite: 'true',
};

const answered = (statusCode: number, body: unknown) =>
	Promise.resolve({ value: { statusCode, headers: {}, body } });

const refusal = (code: string, message: string) =>
	`<?xml version="1.0" encoding="UTF-8"?>\n<Error>\n  <Code>${code}</Code>\n  <Message>${message}</Message>\n</Error>`;

/** Uploads three bytes, and tells what came of it. */
async function upload({
	data = {},
	taken = answered(200, ''),
	address = CLOUD,
	fileName = 'video.mov',
}: {
	data?: object;
	taken?: ReturnType<Exchange>;
	address?: string;
	fileName?: string;
} = {}) {
	const close = jest.fn();
	const stalled = new AbortController().signal;
	let form = Buffer.alloc(0);
	const between: Upload['between'] = async (before, after) => {
		form = Buffer.concat([before, Buffer.from('abc'), after]);
		return await Promise.resolve({ body: form, stalled, close });
	};
	const whole = async () => await Promise.resolve(Buffer.from('abc'));
	const exchange = jest.fn<Exchange>(async (_request, to) =>
		to === 'service' ? await answered(200, { data: { ...DATA, ...data } }) : await taken,
	);
	const file = { fileName, type: 'video/quicktime', bytes: 3, whole, between };
	const result = await uploads.upload(file, exchange, address);
	return { ...result, exchange, close, stalled, form: form.toString() };
}

test('asks for a policy with the key, and sends the form without it', async () => {
	const { exchange, stalled, close } = await upload();
	expect(close).toHaveBeenCalledTimes(1);
	expect(exchange.mock.calls.map(([{ method, url }, to]) => [method, url, to])).toEqual([
		['GET', '/api/v1/uploads', 'service'],
		['POST', `${STORAGE}/`, 'host'],
	]);
	expect(exchange.mock.calls[0][0].qs).toEqual({ action: 'getPolicy', model: 'wan2.7-videoedit' });
	expect(exchange.mock.calls[1][2]).toBe(stalled);
});

test('names the fields in the documented order, and the file last', async () => {
	const { form, value, exchange } = await upload();
	const parts = [
		...form.matchAll(/name="([^"]+)"[^\r]*\r\n(?:Content-Type: [^\r]+\r\n)?\r\n([^\r]*)/g),
	];
	const [key] = parts.flatMap(([, name, text]) => (name === 'key' ? text : []));
	expect(parts.map(([, name, text]) => [name, text])).toEqual([
		['OSSAccessKeyId', 'LTAI5t'],
		['Signature', 'c2ln+/='],
		['policy', 'cG9saWN5'],
		['x-oss-object-acl', 'private'],
		['x-oss-forbid-overwrite', 'true'],
		['key', key],
		['success_action_status', '200'],
		['file', 'abc'],
	]);
	expect(key).toMatch(/^dashscope-instant\/abc\/2026-11-26\/[\w-]{36}-video\.mov$/);
	expect(value).toBe(`oss://${key}`);
	expect(form).toContain(`filename="${key.split('/').at(-1)}"\r\nContent-Type: video/quicktime`);

	const { 'Content-Type': type, 'Content-Length': length } = exchange.mock.calls[1][0].headers!;
	const boundary = /^multipart\/form-data; boundary=(\S+)$/.exec(type as string)![1];
	expect(form.startsWith(`--${boundary}\r\n`)).toBe(true);
	expect(form.endsWith(`\r\n--${boundary}--\r\n`)).toBe(true);
	expect(length).toBe(form.length);
});

test('leaves out a field that the policy does not have, and a slash too much', async () => {
	const { form, value } = await upload({
		data: { x_oss_object_acl: undefined, upload_dir: 'instant/abc/' },
	});
	expect(form).not.toContain('x-oss-object-acl');
	expect(value).toMatch(/^oss:\/\/instant\/abc\/[^/]+$/);
});

test('two uploads never have one name', async () => {
	const [one, other] = [await upload(), await upload()];
	expect(one.value).not.toBe(other.value);
});

describe('where a file may go to', () => {
	test.each([
		['the storage, for the service in the cloud', CLOUD, STORAGE],
		['the storage, for a service on this machine', HERE, STORAGE],
		['this machine, for a service on it', HERE, 'http://127.0.0.1:4011'],
		['this machine by name, for a service on it', 'http://localhost:4010', 'http://[::1]:4011'],
	])('%s', async (_what, address, upload_host) => {
		const { value, fault } = await upload({ address, data: { upload_host } });
		expect(fault).toBeUndefined();
		expect(value).toMatch(/^oss:/);
	});

	test.each([
		['this machine, for the service in the cloud', CLOUD, 'http://127.0.0.1:4011'],
		['the storage without encryption', CLOUD, STORAGE.replace('https', 'http')],
		['another host', HERE, 'https://aliyuncs.com.example.com'],
		['a host whose name ends alike', CLOUD, 'https://otheraliyuncs.com'],
	])('not %s', async (_what, address, upload_host) => {
		const { fault, exchange } = await upload({ address, data: { upload_host } });
		expect(fault).toMatchObject({ cause: 'redirect', isRepeatable: false });
		expect(fault!.reason).toContain(new URL(upload_host).host);
		expect(exchange).toHaveBeenCalledTimes(1);
	});
});

test.each([
	[0.000001, false],
	['0.000001', false],
	[1, true],
	['1024', true],
	[undefined, true],
	['unlimited', true],
])('a largest size of %p MB takes three bytes: %p', async (max_file_size_mb, isTaken) => {
	const { value, fault } = await upload({ data: { max_file_size_mb } });
	expect(value !== undefined).toBe(isTaken);
	expect(fault?.cause).toBe(isTaken ? undefined : 'tooLarge');
});

test.each([
	[
		'an expired policy',
		403,
		refusal('AccessDenied', 'Invalid according to Policy: Policy expired.'),
		'serviceFailed',
		true,
	],
	[
		'another policy',
		403,
		refusal('AccessDenied', 'Invalid according to Policy'),
		'serviceFailed',
		false,
	],
	[
		'a slow line',
		400,
		refusal('RequestTimeout', 'not read within the timeout'),
		'serviceFailed',
		true,
	],
	[
		'a file that is too large',
		400,
		refusal('EntityTooLarge', 'exceeds the size'),
		'tooLarge',
		false,
	],
	['trouble of the storage', 500, refusal('InternalError', 'try again'), 'serviceFailed', true],
	['a gateway', 502, '<html><body>Bad Gateway</body></html>', 'serviceFailed', true],
	['a redirect', 307, '', 'redirect', true],
])('refused: %s', async (_what, status, body, cause, isRepeatable) => {
	const { fault, close } = await upload({ taken: answered(status, body) });
	expect(fault).toMatchObject({ cause, isRepeatable, status });
	expect(fault!.reason).toContain(`HTTP ${status}`);
	expect(close).toHaveBeenCalledTimes(1);
});
