import { describe, expect, test } from '@jest/globals';

import { readSubmit } from '../../../../nodes/WanVideoEdit/service/apimart/readSubmit';
import { networkFault } from '../../../../nodes/WanVideoEdit/service/networkFault';

const read = (statusCode: number, body: unknown, broken?: string) =>
	readSubmit({ value: { statusCode, headers: {}, body, broken } });

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
		[302, '', false, false],
		[400, '', false, false],
		[400, 'get_channel_failed', false, false],
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
			expect(readSubmit({ fault: lost })).toEqual({
				fault: { ...lost, isRepeatable: repeat, mayBeBilled: billed },
			});
		},
	);
});

describe('an answer with a task', () => {
	test.each<[string, number, unknown]>([
		['in an array', 200, { code: 200, data: [{ status: 'submitted', task_id: 'task_1' }] }],
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

describe('an answer that broke off', () => {
	const cut = (statusCode: number, body: string) => read(statusCode, body, 'the answer broke off');

	test('still names the task when its ID had arrived', () => {
		for (const body of [
			'{"code":200,"data":[{"status":"submitted","task_id":"task_1"',
			'{"code":200,"data":{"id": "task_1","stat',
			'{"id":"r1","data":[{"task_id":"task_1"',
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
