import { describe, expect, test } from '@jest/globals';

import { readSubmit } from '../../../../nodes/WanVideoEdit/service/apimart/readSubmit';
import { networkFault } from '../../../../nodes/WanVideoEdit/service/networkFault';

const ADDRESS = 'https://api.example';
const read = (statusCode: number, body: unknown, broken?: string) =>
	readSubmit({ value: { statusCode, headers: {}, body, broken } }, ADDRESS);

/** An answer to a submit: its status, and the code of its error. */
const fault = (statusCode: number, code: string, message = 'words') =>
	read(statusCode, { error: { code, message } }).fault;

describe('a submit', () => {
	test.each<[number, string, repeat: boolean, billed: boolean]>([
		[429, '', true, false],
		[503, 'idempotency_unavailable', true, false],
		[409, 'idempotency_in_progress', true, true],
		[409, 'idempotency_key_reused', false, false],
		[409, 'idempotency_result_indeterminate', false, true],
		[409, '', false, true],
		[302, '', false, true],
		[400, '', false, false],
		[400, 'get_channel_failed', true, true],
		[500, 'get_channel_failed', true, true],
		[200, 'get_channel_failed', true, true],
		[401, '', false, false],
		[402, '', false, false],
		[403, '', false, false],
		[404, '', false, false],
		[408, '', false, true],
		[500, '', false, true],
		[500, 'build_request_failed', false, false],
		[502, '', false, true],
		[503, '', false, true],
		[504, '', false, true],
		[425, '', false, true],
		[499, '', false, true],
		[200, '', false, true],
		[409, 'get_channel_failed', false, true],
		[408, 'idempotency_key_reused', false, true],
		[422, 'idempotency_key_reused', false, false],
		[500, 'idempotency_key_reused', false, true],
		[200, 'idempotency_key_reused', false, true],
		[429, 'idempotency_in_progress', true, false],
		[429, 'idempotency_key_reused', true, false],
	])('answered with %i %s: send it again %p, may be billed %p', (status, code, repeat, billed) => {
		expect(fault(status, code)).toMatchObject({ isRepeatable: repeat, mayBeBilled: billed });
	});

	test.each([400, 500, 200])(
		'answered with %i and get_channel_failed in words only is sent again',
		(status) => {
			const words = 'get_channel_failed: no available channel';
			const said = { isRepeatable: true, mayBeBilled: true };
			expect(fault(status, '', words)).toMatchObject(said);
			if (status >= 400) expect(read(status, words).fault).toMatchObject(said);
		},
	);

	test('answered with a web page is judged by its status', () => {
		const pages = [404, 405, 502, 200].map((status) => read(status, '<html>').fault);
		expect(pages.map((page) => page?.mayBeBilled)).toEqual([false, false, true, true]);
	});

	test.each<[string, string, repeat: boolean, billed: boolean]>([
		['with nobody there', 'ECONNREFUSED', true, false],
		['with a wrong certificate', 'CERT_HAS_EXPIRED', false, false],
		['that broke', 'ECONNRESET', false, true],
		['that took too long', 'ETIMEDOUT', false, true],
	])(
		'on a connection %s: %s, send it again %p, may be billed %p',
		(_what, code, repeat, billed) => {
			const lost = networkFault(Object.assign(new Error('no answer'), { code }));
			expect(readSubmit({ fault: lost }, ADDRESS)).toEqual({
				fault: { ...lost, isRepeatable: repeat, mayBeBilled: billed },
			});
		},
	);
});

describe('an answer with a task', () => {
	test.each<[string, number, unknown]>([
		['in an array', 200, { code: 200, data: [{ status: 'submitted', task_id: 'task_1' }] }],
		['beside data: null', 200, { task_id: 'task_1', status: 'submitted', data: null }],
		['beside data: {}', 200, { code: 200, task_id: 'task_1', status: 'submitted', data: {} }],
		['beside data: []', 200, { id: 'task_1', status: 'submitted', data: [] }],
		['as taskId', 200, { code: 200, data: { taskId: 'task_1', status: 'submitted' } }],
		['in the wrapper', 200, { task_id: 'task_1', data: { status: 'submitted' } }],
		['in the newer shape', 202, { code: 200, data: { id: 'task_1', status: 'submitted' } }],
	])('names it: %s', (_where, status, body) => {
		expect(read(status, body).value).toMatchObject({
			id: 'task_1',
			status: 'submitted',
			state: 'running',
		});
	});

	test('that has no ID may be billed, and is not sent again', () => {
		expect(read(200, { data: [{ status: 'submitted' }] }).fault).toMatchObject({
			cause: 'noResult',
			reason: 'an answer without a task ID: {"status":"submitted"}',
			isRepeatable: false,
			mayBeBilled: true,
		});
	});
});

describe('an answer of 200 with an error is no task, whatever ID stands beside it', () => {
	const error = { code: 402, message: 'no money' };
	const task = { task_id: 'task_1', status: 'submitted' };

	test.each<[string, unknown, billed: boolean]>([
		['a request ID', { id: 'req-1', error }, false],
		['a request ID and words', { id: 'req-1', error: { message: 'overloaded' } }, true],
		['a request ID and text', { id: 'req-1', error: 'overloaded' }, true],
		['a request ID and a code', { id: 'req-1', code: 503, message: 'busy' }, true],
		['a request ID and a word', { id: 'req-1', code: 'insufficient_quota', message: 'no' }, true],
		['a request ID and success: false', { id: 'req-1', success: false, message: 'no' }, true],
		['a request ID and a status', { id: 'req-1', status: 'error', message: 'busy' }, true],
		['a request ID alone', { id: 'req-1' }, true],
		['a request ID and no data', { code: 200, id: 'req-1', data: null }, true],
		['a request ID in the wrapper', { id: 'req-1', data: { status: 'submitted' } }, true],
		['an error in the wrapper', { code: 200, data: { id: 'req-1', error } }, true],
		['a task as well', { error, data: [task] }, true],
		['a task as well, by its code', { code: 500, data: [task] }, true],
		['a task as well, without the wrapper', { ...task, success: false }, true],
		['a code with a dot', { code: 'Throttling.RateQuota', data: { id: 'req' } }, true],
		['a code that is a word', { code: 'task_quota_limit', data: { task_id: 't' } }, true],
		['a code of its own', { code: 1001, msg: 'quota used up', data: { id: 'req' } }, true],
		['a code below zero', { code: -1, message: 'no', data: { id: 'req' } }, true],
		['a status of the answer', { status: 'error', message: 'no', data: { id: 'req' } }, true],
		['a number as its status', { status: 500, message: 'no', data: { id: 'req' } }, true],
		['success: "false"', { code: 200, success: 'false', data: { id: 'req' } }, true],
		['ok: false', { ok: false, data: { id: 'req' } }, true],
		['errors', { errors: [{ message: 'no' }], data: { id: 'req' } }, true],
		['errors beside an ID', { errors: [{ message: 'no' }], id: 'req-1', status: 'x' }, true],
		[
			'a code within',
			{ code: 200, data: { id: 'req', message: 'blocked', code: 'Arrearage' } },
			true,
		],
	])('%s', (_what, body, mayBeBilled) => {
		expect(read(200, body)).toMatchObject({ fault: { mayBeBilled } });
	});

	test('but a good code is none', () => {
		for (const code of [0, '0', 200, '200', 202, 'ok', 'OK', 'success', 'Success', '', null]) {
			expect(read(200, { code, success: true, ok: true, data: [task] }).value?.id).toBe('task_1');
			expect(read(200, { ...task, code, errors: [] }).value?.id).toBe('task_1');
		}
	});

	test('but empty places of an error are none', () => {
		for (const nothing of [null, '', {}, false, 0]) {
			expect(read(200, { error: nothing, data: [task] }).value?.id).toBe('task_1');
			expect(read(200, { ...task, error: nothing }).value?.id).toBe('task_1');
		}
	});

	test('the one that is named most clearly is told', () => {
		expect(read(200, { error, data: [task] }).fault).toMatchObject({
			cause: 'contradiction',
			reason: 'task ID task_1, and HTTP 402: no money',
			isRepeatable: false,
		});
	});
});

describe('an answer of 200 with "success: false" is billed as little as its words say', () => {
	test.each<[string, billed: boolean]>([
		['Insufficient balance', false],
		['Your balance is used up', false],
		['Insufficient user quota', false],
		['余额不足', false],
		['Token Not Found', false],
		['Invalid API key', false],
		['Parameter "seed" is invalid', false],
		['unsupported resolution', false],
		['prompt must have 5000 characters at most', false],
		['upstream timeout', true],
		['upstream: invalid response for the prompt', true],
		['internal error in the parameters: missing', true],
		['load balancer gave up', true],
		['insufficient capacity', true],
		['cannot update the balance', true],
		['no', true],
		['', true],
	])('%s: may be billed %p', (message, mayBeBilled) => {
		const isRepeatable = false;
		for (const no of [{ success: false }, { success: 'false' }, { ok: false }]) {
			const { fault: said } = read(200, { ...no, message });
			expect(said).toMatchObject({ mayBeBilled, isRepeatable });
			if (mayBeBilled) expect(said?.cause).toBe('serviceFailed');
		}
	});
});

describe('an answer that leads to the task', () => {
	const led = (statusCode: number, location: string, address = ADDRESS) =>
		readSubmit({ value: { statusCode, headers: { location }, body: '' } }, address);

	test.each<[number, string]>([
		[303, '/v1/tasks/task_1'],
		[302, `${ADDRESS}/v1/tasks/task_1`],
		[301, 'tasks/task_1?language=en'],
		[202, '/v1/tasks/task_1'],
	])('%i to %s is a bought task', (status, location) => {
		expect(led(status, location).value).toMatchObject({ id: 'task_1', state: 'running' });
	});

	test('with signs that an address encodes, or below a path', () => {
		expect(led(303, '/v1/tasks/a%2Fb%20c').value?.id).toBe('a/b c');
		expect(led(303, '/api/v1/tasks/task_1', `${ADDRESS}/api`).value?.id).toBe('task_1');
	});

	test.each<[number, string]>([
		[303, 'https://evil.example/v1/tasks/task_1'],
		[303, '/login?next=/v1/tasks/task_1'],
		[303, '/v1/tasks/'],
		[303, '/v1/tasks/task_1/result'],
		[303, '/v1/tasks/%'],
		[303, '/v1/tasks/..'],
		[307, '/v1/tasks/task_1'],
		[308, '/v1/tasks/task_1'],
	])('%i to %s may be anything, and may be billed', (status, location) => {
		expect(led(status, location).fault).toMatchObject({ cause: 'redirect', mayBeBilled: true });
	});
});

describe('the ID of a task', () => {
	test.each(['a/b', 'a b', 'a%2Fb', '任务', 'x'.repeat(1_000)])('may be %s', (id) => {
		expect(read(200, { data: [{ task_id: id }] }).value?.id).toBe(id);
	});

	test.each(['.', '..', '\ud800', 'x'.repeat(8_000)])(
		'that no task can be asked for by leaves the submit open: %p',
		(id) => {
			expect(read(200, { data: [{ task_id: id }] }).fault).toMatchObject({
				reason: expect.stringMatching(/^an answer without a task ID that can be asked for: /),
				mayBeBilled: true,
			});
		},
	);
});

test('a broken answer is read in time that grows no faster than the text, or this one would take minutes', () => {
	for (const part of [
		'"data":[ ',
		'"data":{',
		'"id" ',
		' ',
		'"task_id":1',
		'bad ',
		'{',
		'[{},',
		'"\\',
		',',
	]) {
		const text = `{"data"  :${part.repeat(300_000 / part.length)}`;
		read(200, text, 'the answer broke off');
		read(200, { success: false, message: text });
	}
});

describe('an answer that broke off', () => {
	const cut = (statusCode: number, body: string) => read(statusCode, body, 'the answer broke off');

	test('still names the task when its ID had arrived', () => {
		for (const body of [
			'{"code":200,"data":[{"status":"submitted","task_id":"task_1"',
			'{"code":200,"data":{"id": "task_1","stat',
			'{"id":"r1","data":[{"task_id":"task_1"',
			'{"data" : [ { "status":"submitted", "task_id" : "task_1", "x',
			'{"code":200,"task_id":"task_1","status":"sub',
			'{"code":"success","request":{"task_id":"old"},"data":[{"task_id":"task_1","x":{"y":[1',
			'{"code":200,"data":[{"task_id":"task_1","prompt":"a } \\" [ b"',
			'{"code":200,"data":[{"task_id":"task_1"}]} and more',
		]) {
			expect(cut(200, body)).toEqual({
				value: {
					id: 'task_1',
					status: 'submitted',
					state: 'running',
					raw: { task_id: 'task_1', status: 'submitted' },
				},
			});
		}
	});

	test('names none when the ID may be cut', () => {
		expect(cut(200, '{"code":200,"data":[{"task_id":"task_').fault).toMatchObject({
			isTransient: true,
			reason: 'an answer without a task: the answer broke off',
			mayBeBilled: true,
		});
		for (const body of [
			'{"code":200,"request":{"task_id":"old"},"data":[{"task_id":"n',
			'{"code":200,"request":{"task_id":"old"},"data":[{"task_id"',
			'{"code":200,"message":"\\"data\\":[{\\"task_id\\":\\"old\\"","da',
			'{"code":200,"data":{"input":{"task_id":"old"},"ta',
			'{"code":200,"data":{"task_id":123',
			'{"code":1001,"data":{"task_id":"t"',
			'{"code":"Throttling.RateQuota","data":[{"id":"r1"',
			'{"success":false,"data":[{"task_id":"t"',
			'{"code":200,"data":{"id":"r1","code":"Arrearage","mes',
			'{"id":"r1","status":"ok"',
			'{"request_id":"r1","da',
			'{"id":"r1","data":{',
			'{"error":{"id":"r1","mess',
			'{"error":{"message":"no money"},"data":{"id":"r1"',
		]) {
			expect(cut(200, body)).toMatchObject({ fault: { isTransient: true, mayBeBilled: true } });
		}
	});

	test('keeps its status', () => {
		expect(cut(402, '{"error":{"mess').fault).toMatchObject({ isTransient: false, status: 402 });
		expect(cut(502, '<html>').fault).toMatchObject({ isTransient: true, status: 502 });
	});
});
