import { describe, expect, test } from '@jest/globals';

import {
	readTaskAnswer,
	readUpload,
} from '../../../../nodes/WanVideoEdit/service/apimart/readAnswer';
import { networkFault } from '../../../../nodes/WanVideoEdit/service/networkFault';

/** The object of task_1 in an answer to its status check, or the fault. */
function read(statusCode: number, body: unknown) {
	const answer = { value: { statusCode, headers: {}, body } };
	const { value: task, fault } = readTaskAnswer('task_1', answer);
	return fault ? { fault } : { value: task.raw };
}
const PERMANENT = { isTransient: false, isRepeatable: false };
const TRANSIENT = { isTransient: true, isRepeatable: true };

describe('an answer with a task', () => {
	const submitted = { status: 'submitted', task_id: 'task_1' };
	const queued = { id: 'task_1', status: 'queued' };
	const failed = { id: 'task_1', status: 'failed', error: { code: 500, message: 'why' } };

	test.each<[string, number, unknown, unknown]>([
		['submit', 200, { code: 200, data: [submitted] }, submitted],
		['newer submit', 202, { code: 200, data: queued }, queued],
		['code as text', 200, { code: 'success', data: [submitted] }, submitted],
		['code "200"', 200, { code: '200', data: queued }, queued],
		['code 0', 200, { code: 0, data: queued }, queued],
		['no code', 200, { data: queued }, queued],
		['success: true', 200, { success: true, data: queued }, queued],
		['missing wrapper', 200, queued, queued],
		['a failed task is a task, too', 200, { code: 200, data: failed }, failed],
		['a failed task without wrapper', 200, failed, failed],
	])('%s', (_what, status, body, data) => {
		expect(read(status, body)).toEqual({ value: data });
	});
});

describe('an answer that says no', () => {
	const invalidKey = 'invalid API key (request id: 20251203)';
	test.each<[string, number, unknown, string]>([
		[
			'with a number as code',
			402,
			{ error: { code: 402, message: 'Insufficient balance', type: 'payment_required' } },
			'HTTP 402: Insufficient balance',
		],
		[
			'with an empty code',
			401,
			{ error: { code: '', message: invalidKey, param: '', type: 'apimart_error' } },
			`HTTP 401: ${invalidKey}`,
		],
		[
			'with a word as code',
			403,
			{ error: { code: 'quota_exceeded', message: 'Quota used up' } },
			'HTTP 403: Quota used up',
		],
		['a bad parameter', 400, { error: { message: 'seed: bad' } }, 'HTTP 400: seed: bad'],
		[
			'an unknown task',
			400,
			{ error: { message: 'invalid task id' } },
			'HTTP 400: invalid task id',
		],
		['a plain message', 404, { message: 'Not Found' }, 'HTTP 404: Not Found'],
		['only in its code', 200, { error: { code: 402, message: 'no money' } }, 'HTTP 402: no money'],
		[
			'only in words about the balance',
			200,
			{ success: false, message: 'Insufficient balance' },
			'HTTP 402: Insufficient balance',
		],
		[
			'only in words about the key',
			200,
			{ success: false, message: 'Token Not Found' },
			'HTTP 401: Token Not Found',
		],
		['error as text', 400, { error: 'bad request' }, 'HTTP 400: bad request'],
		['only a type', 403, { error: { type: 'forbidden' } }, 'HTTP 403: forbidden'],
		['only a code', 409, { error: { code: 'conflict' } }, 'HTTP 409: conflict'],
		['an empty message', 401, { error: { message: ' ', type: 'auth' } }, 'HTTP 401: auth'],
		['an empty object', 400, {}, 'HTTP 400: no reason given'],
		['an array', 400, [], 'HTTP 400: an empty answer'],
		['plain text', 400, ' Bad Request\n', 'HTTP 400: Bad Request'],
		['an empty body', 401, '', 'HTTP 401: an empty answer'],
		['no body', 403, undefined, 'HTTP 403: an empty answer'],
		['a web page', 403, '\n<!DOCTYPE html><h1>x</h1>', 'HTTP 403: a web page instead of data'],
		['200 with code 401', 200, { code: 401, message: 'Bad key' }, 'HTTP 401: Bad key'],
		['200 with code "402"', 200, { code: '402', message: 'No money' }, 'HTTP 402: No money'],
		['200 with code 403, data null', 200, { code: 403, data: null }, 'HTTP 403: no reason given'],
	])('%s', (_what, statusCode, body, reason) => {
		const status = Number(/^HTTP (\d+)/.exec(reason)?.[1]);
		expect(read(statusCode, body)).toMatchObject({ fault: { ...PERMANENT, status, reason } });
	});

	test('success: false with HTTP 200 is no task, unless there is one with an ID and a status', () => {
		const body = { success: false, message: 'Insufficient balance' };
		const { fault } = read(200, body);
		expect(fault).toMatchObject(PERMANENT);
		expect(fault?.reason).toContain('Insufficient balance');
		expect(read(200, { ...body, data: { status: 'queued' } })).toMatchObject({ fault: PERMANENT });
		const data = { id: 'task_1', status: 'queued' };
		expect(read(200, { ...body, data }).value).toEqual(data);
	});

	test.each([
		['in_progress', 'keyInProgress'],
		['key_reused', 'keyReused'],
		['result_indeterminate', 'keyIndeterminate'],
	])('409 idempotency_%s is permanent and tells what is wrong with the key', (word, cause) => {
		const error = { code: `idempotency_${word}`, message: 'Conflict' };
		expect(read(409, { error })).toMatchObject({
			fault: { ...PERMANENT, cause, reason: 'HTTP 409: Conflict' },
		});
	});

	test.each<[string, unknown]>([
		['in the message', { error: { code: '', message: 'build_request_failed: seed: bad' } }],
		['as the code', { error: { code: 'build_request_failed', message: 'seed: bad' } }],
		['as a plain message', { message: 'build_request_failed: seed: bad' }],
		['as text', 'build_request_failed: seed: bad'],
	])('500 with build_request_failed is permanent: %s', (_where, body) => {
		const { fault } = read(500, body);
		expect(fault).toMatchObject({ ...PERMANENT, cause: 'badRequest', status: 500 });
		expect(fault?.reason).toContain('seed: bad');
	});

	test('a code is a word: a number only repeats the status', () => {
		const error = { code: 409, type: 'idempotency_in_progress' };
		expect(read(409, { error }).fault?.cause).toBe('keyInProgress');
		expect(read(403, { error: { code: 402 } }).fault?.cause).toBe('notAllowed');
	});
});

describe('a transient fault', () => {
	const html = '<html><body>Bad Gateway</body></html>';
	test.each<[string, number, unknown, string]>([
		['408', 408, '', 'HTTP 408: an empty answer'],
		['429', 429, { error: { message: 'Slow down' } }, 'HTTP 429: Slow down'],
		['500', 500, { error: { code: 500, message: 'Oops' } }, 'HTTP 500: Oops'],
		['502 with a page', 502, html, 'HTTP 502: a web page instead of data'],
		['a page of a gateway', 404, html, 'HTTP 404: a web page instead of data'],
		['a redirect', 302, '', 'HTTP 302: an empty answer'],
		['503 with text', 503, 'Service Unavailable', 'HTTP 503: Service Unavailable'],
		['504 with nothing', 504, undefined, 'HTTP 504: an empty answer'],
		['520 of a gateway', 520, null, 'HTTP 520: an empty answer'],
		['200 with code 429', 200, { code: 429, message: 'Slow down' }, 'HTTP 429: Slow down'],
		['200 with code "503"', 200, { code: '503', message: 'Busy' }, 'HTTP 503: Busy'],
		[
			'400 with get_channel_failed',
			400,
			{ error: { code: 'get_channel_failed', message: 'No channel' } },
			'HTTP 400: No channel',
		],
		[
			'get_channel_failed outside',
			400,
			{ code: 'get_channel_failed' },
			'HTTP 400: no reason given',
		],
	])('%s', (_what, statusCode, body, reason) => {
		const status = Number(/^HTTP (\d+)/.exec(reason)?.[1]);
		expect(read(statusCode, body)).toMatchObject({ fault: { ...TRANSIENT, status, reason } });
	});

	test('503 idempotency_unavailable tells that the request was not executed', () => {
		const error = { code: 'idempotency_unavailable', message: 'Try again' };
		expect(read(503, { error })).toMatchObject({
			fault: { ...TRANSIENT, cause: 'notExecuted', reason: 'HTTP 503: Try again' },
		});
	});

	test.each<[string, unknown, string]>([
		['a page', html, 'a web page instead of data'],
		['nothing', '', 'an empty answer'],
		['text', 'OK', 'OK'],
		['no data', { code: 200 }, '{"code":200}'],
		['data null', { code: 200, data: null }, '{"code":200,"data":null}'],
		['an ID alone', { code: 200, data: 'task_1' }, '{"code":200,"data":"task_1"}'],
		['an object without a task', { code: 200, data: {}, message: 'fine' }, 'fine'],
	])('200 without a task: %s', (_what, body, words) => {
		expect(read(200, body)).toEqual({
			fault: {
				...TRANSIENT,
				cause: 'noResult',
				status: 200,
				reason: `an answer without a task: ${words}`,
			},
		});
	});
});

describe('what is wrong, by status', () => {
	test.each([
		[302, 'redirect'],
		[400, 'badRequest'],
		[401, 'badKey'],
		[402, 'noBalance'],
		[403, 'notAllowed'],
		[404, 'notFound'],
		[405, 'notFound'],
		[408, 'serviceFailed'],
		[409, 'keyKnown'],
		[413, 'tooLarge'],
		[422, 'badRequest'],
		[429, 'tooManyRequests'],
		[500, 'serviceFailed'],
		[502, 'serviceFailed'],
	])('%i: %s', (status, cause) => {
		expect(read(status, {}).fault).toMatchObject({ cause, status });
	});

	test('400 with get_channel_failed: no room', () => {
		expect(read(400, { error: { code: 'get_channel_failed' } }).fault?.cause).toBe('noRoom');
	});
});

describe('the answer to a status check', () => {
	const body = { data: { id: 'task_1', status: 'completed', progress: 100 } };
	const check = (about: object) =>
		readTaskAnswer('task_1', { value: { statusCode: 200, headers: {}, body, ...about } });

	test('is the task that was asked for', () => {
		expect(check({}).value).toMatchObject({ id: 'task_1', state: 'completed', raw: body.data });
	});

	test('is taken from a list in which it is not the first', () => {
		const list = {
			data: [
				{ id: 'task_2', status: 'failed' },
				{ task_id: 'task_1', status: 'queued' },
			],
		};
		expect(check({ body: list }).value).toMatchObject({ id: 'task_1', status: 'queued' });
	});

	test('is about the task when either of its IDs is the one', () => {
		for (const ids of [
			{ id: 7, task_id: 'task_1' },
			{ id: 7, taskId: 'task_1' },
			{ id: 'task_1', task_id: 'upstream-1' },
		]) {
			const data = { ...ids, status: 'completed' };
			expect(check({ body: { data } }).value?.state).toBe('completed');
		}
		const data = { id: 7, task_id: 'task_1', status: 'failed' };
		expect(check({ body: { data } }).value?.state).toBe('failed');
	});

	test.each<[string, unknown]>([
		['data: null', { id: 'task_1', status: 'completed', data: null }],
		['data: {}', { id: 'task_1', status: 'completed', data: {} }],
		['data: []', { id: 'task_1', status: 'completed', data: [] }],
		['data that is no task', { id: 'task_1', status: 'completed', data: { progress: 100 } }],
		['an ID in the wrapper', { code: 200, task_id: 'task_1', data: { status: 'completed' } }],
	])('is the task also with %s', (_what, answer) => {
		expect(check({ body: answer }).value?.state).toBe('completed');
	});

	test.each<[string, unknown]>([
		['another ID', { data: { id: 'task_1', task_id: 'task_2', status: 'failed' } }],
		['another ID around it', { taskId: 'task_2', data: { id: 'task_1', status: 'failed' } }],
		['an error', { code: 500, message: 'internal', data: { id: 'task_1', status: 'error' } }],
		['success: false', { success: false, data: { id: 'task_1', status: 'failed' } }],
		['success: false, without the wrapper', { success: false, id: 'task_1', status: 'error' }],
		['a code, without the wrapper', { code: 500, task_id: 'task_1', status: 'error' }],
		['a status of the answer', { status: 'error', data: { id: 'task_1', status: 'error' } }],
	])('that calls the task failed beside %s is doubted', (_what, answer) => {
		expect(check({ body: answer })).toMatchObject({ fault: { ...PERMANENT, doubt: 'status' } });
	});

	test.each<[string, unknown]>([
		['error', { id: 'task_1', status: 'failed', error: { code: 'task_failed', message: 'why' } }],
		['code', { task_id: 'task_1', status: 'failed', code: 'task_failed', message: 'why' }],
	])("but a failed task's own %s is no doubt", (_what, task) => {
		for (const answer of [task, { code: 200, data: task }, { code: 'success', data: [task] }]) {
			expect(check({ body: answer }).value?.state).toBe('failed');
		}
	});

	test.each<[string, unknown, string]>([
		['', { task_id: 'task_1', error: { code: 'task_not_exist' } }, 'notFound'],
		['', { id: 'task_1', success: false, message: 'Token Not Found' }, 'badKey'],
		['', { code: 404, message: 'task not found', data: { id: 'task_1' } }, 'notFound'],
		['', { code: 500, data: [{ task_id: 'task_1' }] }, 'serviceFailed'],
		['', { code: 1001, msg: 'busy', data: { id: 'task_1' } }, 'serviceFailed'],
		['within', { data: { id: 'task_1', error: { code: 'task_not_exist' } } }, 'notFound'],
		['and a strange word', { code: 500, data: { id: 'task_1', status: 'x' } }, 'serviceFailed'],
	])('that only echoes the ID beside an error is the error %s: %j', (_what, answer, cause) => {
		expect(check({ body: answer })).toMatchObject({ fault: { cause } });
	});

	test('that has an error beside a task at work, or done, is the task', () => {
		for (const status of ['processing', 'completed']) {
			const answer = { code: 500, message: 'x', data: { id: 'task_1', status } };
			expect(check({ body: answer }).value?.status).toBe(status);
		}
	});

	test.each([
		{ fail_reason: 'task_not_exist' },
		{ error: { code: 'task_failed', message: 'This task does not exist' } },
		{ error: { code: '', message: 'The task was not found' } },
		{ error: { code: 'task_not_found' } },
	])('that calls the task failed because there is none is doubted: %j', (why) => {
		const { fault } = check({ body: { data: { id: 'task_1', status: 'failed', ...why } } });
		expect(fault).toMatchObject({ cause: 'notFound', doubt: 'status' });
	});

	test('that tells of something else that was not found is a failed task', () => {
		const error = { code: 'task_failed', message: 'a face was not found' };
		const { value } = check({ body: { data: { id: 'task_1', status: 'failed', error } } });
		expect(value).toMatchObject({ state: 'failed', failureReason: 'a face was not found' });
	});

	test.each<[string, unknown]>([
		['another task', { data: { id: 'task_2', status: 'failed' } }],
		['another task that is done', { data: { id: 'task_2', status: 'completed' } }],
		['another task, without the wrapper', { id: 'req-1', status: 'error' }],
		['a list of others', { data: [{ id: 'task_2', status: 'queued' }, { status: 'failed' }] }],
		['another task, by the wrapper', { task_id: 'task_2', data: { status: 'completed' } }],
		['another task, by the id of the wrapper', { id: 'task_2', data: { status: 'completed' } }],
		['another task, by its taskId', { data: { taskId: 'task_2', status: 'completed' } }],
		['another result', { data: { status: 'completed', result: { task_id: 'task_2' } } }],
		['no ID but a code', { code: 1001, data: { status: 'completed' } }],
		['no ID but an error', { data: { status: 'error', message: 'upstream' } }],
		['no ID but an end', { code: 200, data: { status: 'cancelled' } }],
	])('that has %s is not believed', (_what, other) => {
		expect(check({ body: other })).toMatchObject({ fault: TRANSIENT });
	});

	test.each<[string, number, unknown, doubt: string | undefined]>([
		['404', 404, { message: 'Not Found' }, 'words'],
		['invalid task id', 400, { error: { message: 'invalid task id' } }, 'words'],
		['a code', 200, { code: 'task_not_exist', message: 'task_not_exist' }, 'words'],
		['a status', 200, { data: { id: 'task_1', status: 'not_found' } }, 'status'],
		['a status', 200, { data: { status: 'UNKNOWN' } }, 'status'],
		["a firewall's page", 403, '<html>', 'page'],
		["a proxy's page", 401, '<html>', 'page'],
		["a firewall's text", 403, 'error code: 1020', 'page'],
		["a firewall's silence", 403, '', 'page'],
		["a firewall's empty object", 403, {}, 'page'],
		["a proxy's text", 401, 'Unauthorized', 'page'],
		['no money in plain text', 402, 'Payment Required', undefined],
		['a wrong key as text in JSON', 401, { error: 'no' }, undefined],
		['a right that is missing, by its code', 403, { error: { code: 'quota_exceeded' } }, undefined],
		['a right that is missing, under HTTP 200', 200, { code: 403, data: null }, undefined],
		['a right that is missing', 403, { message: 'no' }, undefined],
		['a wrong key', 401, { message: 'no' }, undefined],
		['no money', 402, { message: 'no' }, undefined],
	])('that is permanent but may be of a gateway is in doubt: %s', (_what, status, about, doubt) => {
		const { fault } = check({ statusCode: status, body: about });
		expect(fault).toMatchObject(PERMANENT);
		expect(fault?.doubt).toBe(doubt);
	});

	test('names the task by the ID that was asked for even when it leaves it out', () => {
		expect(check({ body: { data: { status: 'processing' } } }).value?.id).toBe('task_1');
	});

	test('that broke off says so and is worth another check', () => {
		const cut = '{"data":{"id":"task_1","status":"comp';
		expect(check({ body: cut, broken: 'the answer broke off' })).toMatchObject({
			fault: { ...TRANSIENT, reason: 'an answer without a task: the answer broke off' },
		});
	});

	test('is quoted and shortened where that leaves no half of a key', () => {
		const key = `sk-${'Ab1'.repeat(16)}`;
		const whole = (reason = '') => reason.replaceAll(key, '***');
		for (let before = 100; before < 310; before += 7) {
			const header = `${'x'.repeat(before)} Bearer ${key}`;
			const other = check({ body: { data: { id: 'other', header } } }).fault?.reason;
			const said = `${'words '.repeat(317)}${'x'.repeat(before / 3)} ${key}`;
			const refused = check({ statusCode: 400, body: { message: said } }).fault?.reason;
			const text = check({ statusCode: 400, body: said }).fault?.reason;
			const task = check({ body: { data: { id: 'task_1', status: 'failed', message: said } } });
			for (const reason of [other, refused, text, task.value?.failureReason]) {
				expect(reason).toBeDefined();
				expect(whole(reason)).not.toContain('sk-A');
			}
		}
	});

	test('is kept short, however long its words', () => {
		const long = 'a word '.repeat(150_000);
		const data = { id: 'task_1', status: long, message: long, error_code: long, completed: 1e9 };
		const { status, failureReason, failureCode } = check({ body: { data } }).value!;
		for (const said of [status, failureReason, failureCode]) {
			expect(said!.length).toBeLessThan(3_000);
		}
	});

	test('that never came is the fault of the network', () => {
		const fault = networkFault(new Error('socket hang up'));
		expect(readTaskAnswer('task_1', { fault })).toEqual({ fault });
	});
});

describe('the answer to an upload', () => {
	const URL = 'https://cdn.example/style.jpg';
	const upload = (statusCode: number, body: unknown, broken?: string) =>
		readUpload({ value: { statusCode, headers: {}, body, broken } });

	test.each<[string, unknown]>([
		['in the body itself', { url: URL }],
		['in its data', { code: 200, data: { url: URL } }],
	])('has the address %s', (_where, body) => {
		expect(upload(200, body)).toEqual({ value: URL });
	});

	test.each<[unknown]>([
		[{}],
		[{ url: '' }],
		[{ url: 'style.jpg' }],
		[{ data: { id: 7 } }],
		['OK'],
	])('without an address would be the same again: %j', (body) => {
		expect(upload(200, body)).toMatchObject({
			fault: { ...PERMANENT, reason: 'an answer without an address' },
		});
	});

	test.each<[number, string, unknown, boolean]>([
		[500, 'with words', { message: 'Oops' }, true],
		[502, 'with a page', '<html>', true],
		[429, 'with nothing', '', true],
		[401, 'with words', { message: 'Bad key' }, false],
		[404, 'with a page', '<html>', false],
		[405, 'with a page', '<html>', false],
		[413, 'with a page', '<html>', false],
	])('%i %s: upload it again %p', (status, _what, body, isRepeatable) => {
		expect(upload(status, body).fault).toMatchObject({ status, isRepeatable });
	});

	test('that broke off is worth another upload', () => {
		expect(upload(200, '{"url":"https://cdn', 'the answer broke off').fault).toMatchObject({
			isRepeatable: true,
		});
	});

	test('that never came is the fault of the network', () => {
		const fault = networkFault(new Error('socket hang up'));
		expect(readUpload({ fault })).toEqual({ fault });
	});
});
