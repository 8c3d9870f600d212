import { describe, expect, test } from '@jest/globals';

import { checkEdit } from '../../../../nodes/WanVideoEdit/checks/edit';
import { BrokenRule } from '../../../../nodes/WanVideoEdit/checks/rules';
import { modelStudio } from '../../../../nodes/WanVideoEdit/service/modelStudio/modelStudio';
import { networkFault } from '../../../../nodes/WanVideoEdit/service/networkFault';
import type { Answer } from '../../../../nodes/WanVideoEdit/service/exchange';
import type { Task } from '../../../../nodes/WanVideoEdit/service/service';

const RAW = { video_urls: 'https://example.com/street.mp4', prompt: 'Snow' };
const answered = (statusCode: number, body: unknown): Answer => ({
	value: { statusCode, headers: {}, body },
});
const lost: Answer = { fault: networkFault(new Error('socket hang up')) };

describe('a status check', () => {
	test('goes to the task by its ID, in no language', () => {
		expect(modelStudio.getTask('6e7d04b1-8d61-4b19-a1d6-1b2a0b8b2a4a', 'zh')).toEqual({
			method: 'GET',
			url: '/api/v1/tasks/6e7d04b1-8d61-4b19-a1d6-1b2a0b8b2a4a',
			json: true,
		});
	});

	test.each([
		['a/../b', 'a%2F..%2Fb'],
		['a?b#c', 'a%3Fb%23c'],
		['a%2Fb', 'a%252Fb'],
		['ü 1', '%C3%BC%201'],
	])('with an ID from outside stays within its path segment: %s', (id, segment) => {
		expect(modelStudio.getTask(id).url).toBe(`/api/v1/tasks/${segment}`);
		expect(modelStudio.cancellation!.request(id).url).toBe(`/api/v1/tasks/${segment}/cancel`);
	});
});

test('a submit carries the edit, and no Idempotency-Key', () => {
	expect(modelStudio.submit(checkEdit(RAW), 'n8n-1')).toEqual({
		method: 'POST',
		url: '/api/v1/services/aigc/video-generation/video-synthesis',
		headers: { 'X-DashScope-Async': 'enable' },
		body: {
			model: 'wan2.7-videoedit',
			input: { prompt: 'Snow', media: [{ type: 'video', url: RAW.video_urls }] },
			parameters: { resolution: '1080P' },
		},
		json: true,
	});
});

describe('an edit is another purchase', () => {
	const identity = (raw: Record<string, unknown>) =>
		JSON.stringify(modelStudio.identityOf(checkEdit({ ...RAW, ...raw })));

	test.each<[string, Record<string, unknown>]>([
		['video', { video_urls: 'https://example.com/lake.mp4' }],
		['prompt', { prompt: 'Rain' }],
		['option', { seed: 7 }],
	])('with another %s', (_what, raw) => {
		expect(identity(raw)).not.toBe(identity({}));
	});

	test('but not when a default of the service is set', () => {
		expect(identity({ resolution: '1080P', duration: 0 })).toBe(identity({}));
	});
});

describe('what the service has no place for is refused by name', () => {
	const refusal = (raw: Record<string, unknown>, ownKey?: string) => () =>
		modelStudio.refuse(checkEdit({ ...RAW, ...raw }), ownKey);

	test('a Callback URL', () => {
		const refuse = refusal({ webhook: 'https://example.com/hook' });
		expect(refuse).toThrow(BrokenRule);
		expect(refuse).toThrow(
			/^Callback URL does not exist at Alibaba Cloud Model Studio.*"Get Task"$/,
		);
	});

	test('an Idempotency Key', () => {
		expect(refusal({}, 'order-17')).toThrow(BrokenRule);
		expect(refusal({}, 'order-17')).toThrow(
			/^Idempotency Key does not exist at Alibaba Cloud Model Studio: leave it empty/,
		);
	});

	test('and nothing else', () => {
		expect(refusal({ seed: 7, size: '9:16', resolution: '720P', duration: 5 })).not.toThrow();
	});
});

describe('taking a task back', () => {
	const cancellation = modelStudio.cancellation!;

	test.each([
		['PENDING', true],
		['pending', true],
		['RUNNING', false],
		['SUCCEEDED', false],
		['CANCELED', false],
		['unknown', false],
	])('can be tried when it is "%s": %p', (status, may) => {
		expect(cancellation.mayBe({ status } as Task)).toBe(may);
	});

	test('is one request, without a body', () => {
		expect(cancellation.request('task-1')).toEqual({
			method: 'POST',
			url: '/api/v1/tasks/task-1/cancel',
			json: true,
		});
	});

	test.each<[string, Answer, boolean | undefined]>([
		['a good answer', answered(200, { request_id: 'r-1' }), true],
		['a task that runs', answered(400, { code: 'UnsupportedOperation', message: 'no' }), false],
		['a page under 200', answered(200, '<html>'), undefined],
		['an empty answer', answered(200, ''), undefined],
		['a redirect', answered(302, {}), undefined],
		['a fault of the service', answered(500, { code: 'InternalError' }), undefined],
		['too many requests', answered(429, { code: 'Throttling' }), undefined],
		['no answer', lost, undefined],
	])('has worked, as far as it is known, after %s: %p', (_what, answer, isTakenBack) => {
		expect(cancellation.read(answer)).toBe(isTakenBack);
	});
});

describe('the check of the credential', () => {
	const { credentialCheck } = modelStudio;

	test('asks for the policy of an upload, which costs nothing', () => {
		expect(credentialCheck.request).toEqual({
			method: 'GET',
			url: '/api/v1/uploads',
			qs: { action: 'getPolicy', model: 'wan2.7-videoedit' },
			json: true,
		});
	});

	test('is content with a policy', () => {
		const policy = { request_id: 'r-1', data: { policy: 'p' } };
		expect(credentialCheck.read(answered(200, policy))).toBeUndefined();
	});

	test.each<[string, Answer, string]>([
		['a wrong key', answered(401, { code: 'InvalidApiKey', message: 'Invalid' }), 'badKey'],
		['a balance', answered(400, { code: 'Arrearage', message: 'Access denied' }), 'noBalance'],
		['another region', answered(404, { code: 'ModelNotFound', message: 'no' }), 'wrongRegion'],
		['no workspace', answered(404, { code: 'WorkSpaceNotFound', message: 'no' }), 'wrongRegion'],
		['not activated', answered(403, { code: 'Model.AccessDenied', message: 'no' }), 'notActivated'],
		['a bill', answered(429, { code: 'PostpaidBillOverdue', message: 'due' }), 'billDue'],
		['another API', answered(404, '<html>'), 'notFound'],
		['a page', answered(200, '<html>'), 'notFound'],
		['another API under 200', answered(200, { success: true }), 'notFound'],
		['an error under 200', answered(200, { code: 'InvalidApiKey', data: {} }), 'badKey'],
		['no answer', lost, 'noAnswer'],
	])('says what is wrong: %s', (_what, answer, cause) => {
		expect(credentialCheck.read(answer)).toMatchObject({ cause });
	});
});

test('the limits are those of an account (Model Studio, list and cancel)', () => {
	expect(modelStudio.limits).toEqual({ submitsPerSecond: 5, checksPerSecond: 20 });
});
