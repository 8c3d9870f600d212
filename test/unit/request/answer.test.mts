import { describe, expect, test } from '@jest/globals';

import { readAnswer, salvage, type Answer } from '../../../nodes/WanVideoEdit/request/answer';

const read = (statusCode: number, body: unknown, headers = {}): Answer =>
	readAnswer({ statusCode, headers, body });

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
		expect(read(status, body)).toEqual({ kind: 'task', data });
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
		['a redirect', 302, '', 'HTTP 302: an empty answer'],
		['200 with code 401', 200, { code: 401, message: 'Bad key' }, 'HTTP 401: Bad key'],
		['200 with code "402"', 200, { code: '402', message: 'No money' }, 'HTTP 402: No money'],
		['200 with code 403, data null', 200, { code: 403, data: null }, 'HTTP 403: no reason given'],
	])('%s', (_what, statusCode, body, reason) => {
		const status = Number(/^HTTP (\d+)/.exec(reason)?.[1]);
		expect(read(statusCode, body)).toMatchObject({ kind: 'refusal', status, reason });
	});

	test('success: false with HTTP 200 is no task, unless there is one with an ID', () => {
		const body = { success: false, message: 'Insufficient balance' };
		expect(read(200, body)).toMatchObject({
			kind: 'refusal',
			reason: expect.stringContaining('Insufficient balance'),
		});
		expect(read(200, { ...body, data: { status: 'queued' } }).kind).toBe('refusal');
		expect(read(200, { ...body, data: { id: 'task_1', status: 'queued' } }).kind).toBe('task');
		expect(read(200, { code: 500, data: [{ task_id: 'task_1' }] }).kind).toBe('task');
	});

	test.each(['in_progress', 'key_reused', 'result_indeterminate'])(
		'409 idempotency_%s is final and keeps its code',
		(word) => {
			const code = `idempotency_${word}`;
			expect(read(409, { error: { code, message: 'Conflict' } })).toMatchObject({
				kind: 'refusal',
				code,
				reason: 'HTTP 409: Conflict',
			});
		},
	);

	test.each<[string, unknown]>([
		['in the message', { error: { code: '', message: 'build_request_failed: seed: bad' } }],
		['as the code', { error: { code: 'build_request_failed', message: 'seed: bad' } }],
		['as a plain message', { message: 'build_request_failed: seed: bad' }],
		['as text', 'build_request_failed: seed: bad'],
	])('500 with build_request_failed is final: %s', (_where, body) => {
		const answer = read(500, body);
		expect(answer).toMatchObject({ kind: 'refusal', status: 500 });
		expect(answer).toHaveProperty('reason', expect.stringContaining('seed: bad'));
	});

	test('a code is a word: a number only repeats the status', () => {
		expect(read(409, { error: { code: 409, type: 'idempotency_in_progress' } })).toMatchObject({
			code: 'idempotency_in_progress',
		});
		expect(read(402, { error: { code: 402 } })).toMatchObject({ code: '' });
	});
});

describe('a passing fault', () => {
	const html = '<html><body>Bad Gateway</body></html>';
	test.each<[string, number, unknown, string]>([
		['408', 408, '', 'HTTP 408: an empty answer'],
		['429', 429, { error: { message: 'Slow down' } }, 'HTTP 429: Slow down'],
		['500', 500, { error: { code: 500, message: 'Oops' } }, 'HTTP 500: Oops'],
		['502 with a page', 502, html, 'HTTP 502: a web page instead of data'],
		['a page of a gateway', 404, html, 'HTTP 404: a web page instead of data'],
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
		expect(read(statusCode, body)).toMatchObject({ kind: 'passing', status, reason });
	});

	test('keeps its code, which tells whether an edit was started', () => {
		const code = 'idempotency_unavailable';
		const answer = read(503, { error: { code, message: 'Try again' } });
		expect(answer).toMatchObject({ kind: 'passing', code, reason: 'HTTP 503: Try again' });
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
		expect(read(200, body)).toMatchObject({
			kind: 'passing',
			status: 200,
			reason: `an answer without a task: ${words}`,
		});
	});
});

describe('an answer that broke off', () => {
	const cut = (statusCode: number, body: string) =>
		readAnswer(salvage({ statusCode, headers: {}, body, broken: 'the answer broke off' }));

	test('still names the task when its ID had arrived', () => {
		for (const body of [
			'{"code":200,"data":[{"status":"submitted","task_id":"task_1"',
			'{"code":200,"data":{"id": "task_1","stat',
			'{"id":"r1","data":[{"task_id":"task_1"',
		]) {
			expect(cut(200, body)).toEqual({
				kind: 'task',
				data: { task_id: 'task_1', status: 'submitted' },
			});
		}
	});

	test('names none when the ID may be cut', () => {
		expect(cut(200, '{"code":200,"data":[{"task_id":"task_')).toMatchObject({
			kind: 'passing',
			reason: 'an answer without a task: the answer broke off',
		});
		expect(cut(200, '{"request_id":"r1","da').kind).toBe('passing');
		expect(cut(200, '{"id":"r1","data":{').kind).toBe('passing');
		expect(cut(200, '{"error":{"id":"r1","mess').kind).toBe('passing');
	});

	test('keeps its status', () => {
		expect(cut(402, '{"error":{"mess')).toMatchObject({ kind: 'refusal', status: 402 });
		expect(cut(502, '<html>')).toMatchObject({ kind: 'passing', status: 502 });
	});
});
