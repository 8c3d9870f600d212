import { describe, expect, test } from '@jest/globals';

import { readSubmit } from '../../../../nodes/WanVideoEdit/service/modelStudio/readSubmit';
import { networkFault } from '../../../../nodes/WanVideoEdit/service/networkFault';
import { ERROR_ROWS } from '../../../../simulator/index.mts';

const read = (statusCode: number, body: unknown, broken?: string) =>
	readSubmit({ value: { statusCode, headers: {}, body, broken } });

const TASK = { task_status: 'PENDING', task_id: 'task-1' };

test('an answer with a task names it', () => {
	const body = { output: TASK, request_id: 'r-1' };
	expect(read(200, body)).toEqual({
		value: {
			id: 'task-1',
			status: 'PENDING',
			state: 'running',
			raw: { ...TASK, request_id: 'r-1' },
		},
	});
	for (const output of [{ task_id: 'task-1' }, { ...TASK, task_status: 'strange' }]) {
		expect(read(202, { output }).value).toMatchObject({ id: 'task-1', state: 'running' });
	}
});

test('a task that has failed at once is a task', () => {
	const output = { ...TASK, task_status: 'FAILED', code: 'InternalError', message: 'why' };
	expect(read(200, { output }).value).toMatchObject({ state: 'failed', failureReason: 'why' });
});

describe('every error of the reference buys nothing; only too many requests are sent again', () => {
	const UNCLEAR = /^InternalError/;
	const AGAIN = ['Throttling', 'Throttling.RateQuota', 'Throttling.BurstRate'];

	test.each(ERROR_ROWS.map(({ status, code, message }) => [status, code, message] as const))(
		'%i %s',
		(status, code, message) => {
			expect(read(status, { code, message, request_id: 'r-1' }).fault).toMatchObject({
				isRepeatable: AGAIN.includes(code),
				mayBeBilled: UNCLEAR.test(code),
				reason: `HTTP ${status}: ${code}, ${message}`,
			});
		},
	);
});

describe('what kind of refusal it is', () => {
	test.each<[code: string, message: string, kind: string | undefined]>([
		['InvalidURL', 'Required URL is missing', 'sourceNotFetched'],
		['InvalidParameter', 'url error, please check url!', 'sourceNotFetched'],
		['DataInspectionFailed', 'Input data may contain inappropriate content.', 'moderated'],
		['InvalidFile.FPS', 'Invalid file fps.', 'sourceLimit'],
		['InvalidParameter', 'parameters.duration must be at most 10', undefined],
		['InvalidParameter', 'The prompt is too long', undefined],
		['InvalidParameter', 'Please try again with another seed', undefined],
		['UnsupportedOperation', 'Not supported', undefined],
	])('%s "%s": %p', (code, message, kind) => {
		expect(read(400, { code, message }).fault?.kind).toBe(kind);
	});

	test('is left open where it is no refusal of the edit', () => {
		expect(read(429, { code: 'Throttling', message: 'the url' }).fault?.kind).toBeUndefined();
		expect(read(400, { code: 'Arrearage', message: 'the url' }).fault?.kind).toBeUndefined();
	});
});

describe('a submit answered with', () => {
	test.each<[number, unknown, repeat: boolean, billed: boolean]>([
		[302, '', false, true],
		[307, { code: 'InvalidParameter' }, false, true],
		[400, '', false, false],
		[400, { code: 'InternalError.Algo' }, false, true],
		[401, '', false, false],
		[402, '', false, false],
		[403, '', false, false],
		[404, '<html>', false, false],
		[405, '<html>', false, false],
		[408, '', false, true],
		[408, { code: 'InvalidParameter' }, false, true],
		[409, '', false, true],
		[409, { code: 'Throttling' }, false, true],
		[413, '<html>', false, false],
		[422, '', false, false],
		[425, '', false, true],
		[429, '', true, false],
		[429, '<html>', true, false],
		[429, { code: 'limit_requests', message: 'x' }, true, false],
		[499, '', false, true],
		[500, '', false, true],
		[500, { code: 'InvalidApiKey' }, false, true],
		[502, '<html>', false, true],
		[503, { code: 'Throttling' }, false, true],
		[504, '', false, true],
		[200, '', false, true],
		[200, '<html>', false, true],
		[200, 'OK', false, true],
		[200, { request_id: 'r-1' }, false, true],
		[200, { output: {}, request_id: 'r-1' }, false, true],
		[200, { output: { task_status: 'PENDING' } }, false, true],
		[200, { output: { task_id: '' } }, false, true],
		[200, { output: { task_id: 0 } }, false, true],
		[200, { output: { task_id: null } }, false, true],
		[200, { output: { task_id: {} } }, false, true],
		[200, { output: [TASK] }, false, true],
		[200, { code: 'SystemBusy', message: 'x' }, false, true],
		[200, { code: 'InternalError', message: 'x' }, false, true],
		[200, { code: 500, message: 'x' }, false, true],
		[200, { error: { message: 'x' } }, false, true],
		[200, { code: 'InvalidApiKey', message: 'x' }, false, false],
		[200, { code: 'Arrearage', message: 'x' }, false, false],
		[200, { code: 'InvalidParameter', message: 'x' }, false, false],
		[200, { code: 'InvalidParameters', message: 'x' }, false, true],
		[200, { code: 'Throttling.RateQuota', message: 'x' }, true, false],
	])('%i %j: send it again %p, may be billed %p', (status, body, repeat, billed) => {
		const { value, fault } = read(status, body);
		expect(value).toBeUndefined();
		expect(fault).toMatchObject({ isRepeatable: repeat, mayBeBilled: billed });
	});

	test.each<[string, string, repeat: boolean, billed: boolean]>([
		['nobody there', 'ECONNREFUSED', true, false],
		['an unknown host', 'ENOTFOUND', true, false],
		['a wrong certificate', 'CERT_HAS_EXPIRED', false, false],
		['a connection that broke', 'ECONNRESET', false, true],
		['nothing in time', 'ETIMEDOUT', false, true],
	])('%s (%s): send it again %p, may be billed %p', (_what, code, repeat, billed) => {
		const lost = networkFault(Object.assign(new Error('no answer'), { code }));
		expect(readSubmit({ fault: lost })).toEqual({
			fault: { ...lost, isRepeatable: repeat, mayBeBilled: billed },
		});
	});
});

describe('an error and a task in one answer leave open which of them holds', () => {
	const code = 'Arrearage';

	test.each<[string, number, object, string]>([
		['a code', 200, { code, message: 'no money', output: TASK }, 'HTTP 200: Arrearage, no money'],
		['an error', 200, { error: { message: 'no' }, output: TASK }, 'not the expected answer: no'],
		['a refusal', 200, { success: false, output: TASK }, 'not the expected answer'],
		['a code within', 200, { output: { ...TASK, code } }, 'HTTP 200: Arrearage, no reason given'],
		['a status', 400, { code, output: TASK }, 'HTTP 400: Arrearage, no reason given'],
		['a status alone', 500, { output: TASK }, 'HTTP 500: no reason given'],
		['a redirect', 302, { output: TASK }, 'HTTP 302: no reason given'],
	])('%s', (_what, status, body, words) => {
		const { fault } = read(status, body);
		expect(fault).toMatchObject({
			cause: 'contradiction',
			isRepeatable: false,
			mayBeBilled: true,
		});
		expect(fault?.reason).toMatch(/^task ID task-1, and /);
		expect(fault?.reason).toContain(words);
	});

	test('but a good code is none, nor is an empty place of one', () => {
		for (const good of [undefined, null, '', 0, '0', 200, '200', 'ok', 'Success']) {
			const body = { code: good, message: good, error: null, success: true, output: TASK };
			expect(read(200, body).value?.id).toBe('task-1');
		}
	});
});

describe('the ID of a task', () => {
	test.each(['a/b', 'a b', 'a%2Fb', '任务', 'x'.repeat(1_000)])('may be %s', (id) => {
		expect(read(200, { output: { task_id: id } }).value?.id).toBe(id);
	});

	test('may be a number', () => {
		expect(read(200, { output: { task_id: 17 } }).value?.id).toBe('17');
	});

	test.each(['.', '..', '\ud800', 'x'.repeat(8_000)])(
		'that no task can be asked for by leaves the submit open: %p',
		(id) => {
			expect(read(200, { output: { task_id: id } }).fault).toMatchObject({
				cause: 'noResult',
				reason: expect.stringMatching(/^an answer without a task ID that can be asked for: /),
				isRepeatable: false,
				mayBeBilled: true,
			});
		},
	);
});

describe('an answer that broke off', () => {
	const cut = (body: string, status = 200) => read(status, body, 'the answer broke off');

	test.each([
		'{"output":{"task_status":"PENDING","task_id":"task-1"',
		'{"output":{"task_id":"task-1","task_sta',
		'{"request_id":"r-1","output":{"task_id": "task-1" , "x',
		'{"output":{"task_status":"PENDING","task_id":"task-1"},"request_id":"r',
		'{"output":{"task_id":"task-1","orig_prompt":"a } \\" [ b"',
		'{"output":{"task_id":"task-1"}} and more',
	])('still names the task when its ID had arrived: %s', (body) => {
		expect(cut(body).value).toMatchObject({ id: 'task-1', state: 'running' });
	});

	test.each([
		'{"output":{"task_status":"PENDING","task_id":"task-',
		'{"output":{"task_status":"PENDING","task_id"',
		'{"output":{"task_status":"PEND',
		'{"output":{"input":{"task_id":"old"},"ta',
		'{"message":"\\"output\\":{\\"task_id\\":\\"old\\"","da',
		'{"output":{"task_id":123',
		'{"request_id":"task-1","outp',
		'{"code":"Throttling.RateQuota","mess',
		'{',
		'',
	])('names none when the ID may be cut: %s', (body) => {
		expect(cut(body)).toMatchObject({
			fault: { isTransient: true, isRepeatable: false, mayBeBilled: true },
		});
	});

	test('with an error beside the task is a contradiction', () => {
		expect(cut('{"code":"Arrearage","output":{"task_id":"task-1","x').fault).toMatchObject({
			cause: 'contradiction',
			mayBeBilled: true,
		});
	});

	test('keeps its status', () => {
		expect(cut('{"code":"Arrear', 400).fault).toMatchObject({ status: 400, mayBeBilled: false });
		expect(cut('{"output":{"task_id":"t"', 502).fault).toMatchObject({ mayBeBilled: true });
	});

	test('is read in time that grows no faster than the text, or this one would take minutes', () => {
		for (const part of ['"output":{', '"task_id" ', '"task_id":1', '{', '[{},', '"\\', ',']) {
			cut(`{"output"  :${part.repeat(300_000 / part.length)}`);
		}
	});
});
