import { describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { readTaskAnswer } from '../../../../nodes/WanVideoEdit/service/modelStudio/readAnswer';
import { networkFault } from '../../../../nodes/WanVideoEdit/service/networkFault';
import { ERROR_ROWS } from '../../../../simulator/index.mts';

const PERMANENT = { isTransient: false, isRepeatable: false };
const TRANSIENT = { isTransient: true, isRepeatable: true };
const html = '<html><body>Bad Gateway</body></html>';

/** What an answer to the status check of task-1 means. */
const check = (
	body: unknown,
	statusCode = 200,
	about: { broken?: string; headers?: IDataObject } = {},
) => readTaskAnswer('task-1', { value: { statusCode, headers: {}, body, ...about } });

const output = (task_status: unknown, more: object = {}) => ({
	task_id: 'task-1',
	task_status,
	...more,
});

describe('the answer to a status check', () => {
	test('is the task that was asked for', () => {
		for (const [word, state] of [
			['PENDING', 'running'],
			['RUNNING', 'running'],
			['SUCCEEDED', 'completed'],
			['FAILED', 'failed'],
			['CANCELED', 'failed'],
		]) {
			const { value } = check({ request_id: 'r-1', output: output(word) });
			expect(value).toMatchObject({ id: 'task-1', status: word, state });
		}
	});

	test.each([202, 203])('may come with status %i', (status) => {
		expect(check({ output: output('RUNNING') }, status).value?.state).toBe('running');
	});

	test('names the task by the ID that was asked for even when it leaves it out', () => {
		for (const word of ['RUNNING', 'SUCCEEDED', 'strange']) {
			expect(check({ output: { task_status: word } }).value?.id).toBe('task-1');
		}
	});

	test('may have the ID as a number', () => {
		const answer = { value: { statusCode: 200, headers: {}, body: { output: { task_id: 17 } } } };
		expect(readTaskAnswer('17', answer).value?.id).toBe('17');
	});

	test('without a status is a task at work, and not one that does not exist', () => {
		expect(check({ output: { task_id: 'task-1' } }).value).toMatchObject({ state: 'running' });
	});

	test.each<[string, unknown]>([
		['another task', { output: { task_id: 'task-2', task_status: 'FAILED' } }],
		['another task that is done', { output: { task_id: 'task-2', task_status: 'SUCCEEDED' } }],
		['another task that does not exist', { output: { task_id: 'task-2', task_status: 'UNKNOWN' } }],
		['another task beside an error', { code: 'InvalidApiKey', output: { task_id: 'task-2' } }],
		['no ID but a failure', { output: { task_status: 'FAILED', code: 'InternalError' } }],
		['no ID but an end', { output: { task_status: 'CANCELED' } }],
		['a task that is no object', { output: 'task-1' }],
		['a list of tasks', { output: [output('SUCCEEDED')] }],
		['an empty task', { request_id: 'r-1', output: {} }],
	])('that has %s is not believed', (_what, body) => {
		const { fault } = check(body);
		expect(fault).toMatchObject(TRANSIENT);
		expect(fault?.doubt).toBeUndefined();
	});

	test('says that there is no such task, as the service words it', () => {
		for (const word of ['UNKNOWN', 'unknown', ' Unknown ']) {
			expect(check({ request_id: 'r-1', output: output(word) })).toEqual({
				fault: {
					...PERMANENT,
					cause: 'notFound',
					status: 200,
					reason: 'status "UNKNOWN": there is no such task, or it is older than a day',
					doubt: 'words',
				},
			});
		}
		expect(check({ output: { task_status: 'UNKNOWN' } }).fault).toMatchObject({ doubt: 'words' });
	});
});

describe('an error beside a task', () => {
	const error = { code: 'Throttling', message: 'later' };

	test('counts for less than a task at work, or done', () => {
		for (const word of ['PENDING', 'RUNNING', 'SUCCEEDED']) {
			expect(check({ ...error, output: output(word) }).value?.status).toBe(word);
			expect(check({ output: output(word, error) }).value?.status).toBe(word);
		}
	});

	test.each<[string, object, string]>([
		['around it', { ...error, output: output(undefined) }, 'tooManyRequests'],
		['in it', { output: output(undefined, error) }, 'tooManyRequests'],
		['and a strange word', { ...error, output: output('x') }, 'tooManyRequests'],
		['of a gateway', { error: { message: 'busy' }, output: output('x') }, 'noResult'],
	])('counts for more than one without a known status: %s', (_what, body, cause) => {
		expect(check(body).fault).toMatchObject({ ...TRANSIENT, cause });
	});

	test.each<[string, object]>([
		['a code', { ...error, output: output('FAILED') }],
		['another code', { ...error, output: output('FAILED', { code: 'InternalError' }) }],
		['an error', { error: { message: 'upstream' }, output: output('FAILED') }],
		['a refusal', { success: false, output: output('CANCELED') }],
	])('makes a failure one that is doubted: %s', (_what, body) => {
		expect(check(body).fault).toMatchObject({ ...PERMANENT, doubt: 'status' });
	});

	test('is no doubt when it is that of the failed task', () => {
		const own = { code: 'InternalError', message: 'why' };
		expect(check({ ...own, output: output('FAILED', own) }).value?.failureReason).toBe('why');
		expect(check({ output: output('FAILED', own) }).value?.failureReason).toBe('why');
	});

	test('is none where all is well', () => {
		for (const code of ['', null, 0, 200, '200', 'Success', 'OK']) {
			const body = { code, message: '', error: null, output: output('FAILED') };
			expect(check(body).value?.state).toBe('failed');
		}
	});
});

describe('every error of the reference, as the answer to a status check', () => {
	const CAUSES: Record<string, string> = {
		Arrearage: 'noBalance',
		InvalidApiKey: 'badKey',
		AccessDenied: 'notAllowed',
		'AccessDenied.Unpurchased': 'notActivated',
		'Model.AccessDenied': 'notActivated',
		'Workspace.AccessDenied': 'notAllowed',
		'AllocationQuota.FreeTierOnly': 'quotaUsedUp',
		ModelNotFound: 'wrongRegion',
		WorkSpaceNotFound: 'wrongRegion',
		Throttling: 'tooManyRequests',
		'Throttling.RateQuota': 'tooManyRequests',
		'Throttling.BurstRate': 'tooManyRequests',
		'Throttling.AllocationQuota': 'quotaUsedUp',
		CommodityNotPurchased: 'billDue',
		PrepaidBillOverdue: 'billDue',
		PostpaidBillOverdue: 'billDue',
		InternalError: 'serviceFailed',
		'InternalError.Timeout': 'serviceFailed',
	};
	const PASSING = ['tooManyRequests', 'serviceFailed'];

	test.each(ERROR_ROWS.map(({ status, code, message }) => [status, code, message] as const))(
		'%i %s',
		(status, code, message) => {
			const cause = CAUSES[code] ?? 'badRequest';
			const isTransient = PASSING.includes(cause);
			const { fault } = check({ code, message, request_id: 'r-1' }, status);
			expect(fault).toMatchObject({
				cause,
				status,
				isTransient,
				isRepeatable: isTransient,
				reason: `HTTP ${status}: ${code}, ${message}`,
			});
			// What it says of the account counts at once, what it says of the task need not be true.
			expect(fault?.doubt).toBe(cause === 'badRequest' ? 'words' : undefined);
		},
	);
});

describe('an answer without a task', () => {
	test.each<[string, number, unknown, string, object]>([
		['408', 408, '', 'serviceFailed', TRANSIENT],
		['409', 409, { code: 'x' }, 'serviceFailed', TRANSIENT],
		['425', 425, '', 'serviceFailed', TRANSIENT],
		['429 with words', 429, { message: 'Slow down' }, 'tooManyRequests', TRANSIENT],
		['429 with a page', 429, html, 'tooManyRequests', TRANSIENT],
		['500 with words', 500, { message: 'Oops' }, 'serviceFailed', TRANSIENT],
		['500 with a code of refusals', 500, { code: 'InvalidApiKey' }, 'serviceFailed', TRANSIENT],
		['502 with a page', 502, html, 'serviceFailed', TRANSIENT],
		['504 with nothing', 504, undefined, 'serviceFailed', TRANSIENT],
		['404 with a page', 404, html, 'notFound', TRANSIENT],
		['400 with a page', 400, html, 'badRequest', TRANSIENT],
		['a redirect', 302, '', 'redirect', TRANSIENT],
		['a redirect with a code', 302, { code: 'InvalidApiKey' }, 'redirect', TRANSIENT],
		['400 of a failure inside', 400, { code: 'InternalError.Algo' }, 'serviceFailed', TRANSIENT],
		['404 with words', 404, { message: 'no' }, 'notFound', PERMANENT],
		['405', 405, { message: 'no' }, 'notFound', PERMANENT],
		['401 with words', 401, { message: 'no' }, 'badKey', PERMANENT],
		['402 with words', 402, { message: 'no' }, 'noBalance', PERMANENT],
		['403 with words', 403, { message: 'no' }, 'notAllowed', PERMANENT],
		['422', 422, { message: 'no' }, 'badRequest', PERMANENT],
		['200 with a page', 200, html, 'noResult', TRANSIENT],
		['200 with nothing', 200, '', 'noResult', TRANSIENT],
		['200 with text', 200, 'OK', 'noResult', TRANSIENT],
		['200 with a request ID', 200, { request_id: 'r-1' }, 'noResult', TRANSIENT],
		['200 with output null', 200, { request_id: 'r-1', output: null }, 'noResult', TRANSIENT],
		['200 with Throttling', 200, { code: 'Throttling' }, 'tooManyRequests', TRANSIENT],
		['200 with another code', 200, { code: 'SystemBusy' }, 'serviceFailed', TRANSIENT],
		['200 with InvalidApiKey', 200, { code: 'InvalidApiKey' }, 'badKey', PERMANENT],
		['200 with InvalidParameter', 200, { code: 'InvalidParameter' }, 'badRequest', PERMANENT],
	])('%s', (_what, status, body, cause, about) => {
		expect(check(body, status).fault).toMatchObject({ ...about, cause, status });
	});

	test.each<[string, number, unknown, doubt: string | undefined]>([
		["a firewall's page", 403, html, 'page'],
		["a proxy's page", 401, html, 'page'],
		["a firewall's text", 403, 'error code: 1020', 'page'],
		["a firewall's silence", 403, '', 'page'],
		["a firewall's empty object", 403, {}, 'page'],
		["a proxy's text", 401, 'Unauthorized', 'page'],
		['404', 404, { message: 'no' }, 'words'],
		['a wrong key', 401, { code: 'InvalidApiKey' }, undefined],
		['a bill', 429, { code: 'PrepaidBillOverdue' }, undefined],
	])('that is permanent but may be of a gateway is in doubt: %s', (_what, status, body, doubt) => {
		const { fault } = check(body, status);
		expect(fault).toMatchObject(PERMANENT);
		expect(fault?.doubt).toBe(doubt);
	});

	test('asks for a pause', () => {
		const asked = (status: number) =>
			check({ code: 'x' }, status, { headers: { 'retry-after': '7' } }).fault?.retryAfterMs;
		expect([429, 500, 503].map(asked)).toEqual([7_000, 7_000, 7_000]);
	});

	test('that broke off says so and is worth another check', () => {
		const cut = '{"request_id":"r-1","output":{"task_id":"task-1","task_status":"SUCC';
		expect(check(cut, 200, { broken: 'the answer broke off' }).fault).toMatchObject({
			...TRANSIENT,
			reason: 'not the expected answer: the answer broke off',
		});
	});

	test('that never came is the fault of the network', () => {
		const fault = networkFault(new Error('socket hang up'));
		expect(readTaskAnswer('task-1', { fault })).toEqual({ fault });
	});
});

test('what is quoted is shortened where that leaves no half of a key', () => {
	const key = `sk-${'Ab1'.repeat(16)}`;
	const whole = (reason = '') => reason.replaceAll(key, '***');
	for (let before = 100; before < 310; before += 7) {
		const header = `${'x'.repeat(before)} Bearer ${key}`;
		const said = `${'words '.repeat(317)}${'x'.repeat(before / 3)} ${key}`;
		for (const reason of [
			check({ output: { task_id: 'other', header } }).fault?.reason,
			check({ message: said }, 400).fault?.reason,
			check(said, 400).fault?.reason,
			check({ output: output('FAILED', { message: said }) }).value?.failureReason,
		]) {
			expect(reason).toBeDefined();
			expect(whole(reason)).not.toContain('sk-A');
		}
	}
});
