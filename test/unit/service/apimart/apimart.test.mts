import { describe, expect, test } from '@jest/globals';

import { checkEdit } from '../../../../nodes/WanVideoEdit/checks/edit';
import { hashOf } from '../../../../nodes/WanVideoEdit/purchase/idempotencyKey';
import { apimart } from '../../../../nodes/WanVideoEdit/service/apimart/apimart';

const RAW = { video_urls: 'https://example.com/street.mp4', prompt: 'Snow' };

describe('a status check', () => {
	test('goes to the task by its ID', () => {
		expect(apimart.getTask('task_01J9HA7JPQ9A0Z6JZ3V8M9W6PZ')).toMatchObject({
			method: 'GET',
			url: '/v1/tasks/task_01J9HA7JPQ9A0Z6JZ3V8M9W6PZ',
			qs: {},
		});
	});

	test('names the language of error messages', () => {
		expect(apimart.getTask('task_1', 'zh').qs).toEqual({ language: 'zh' });
		expect(apimart.getTask('task_1', '').qs).toEqual({});
	});

	test('has neither a body nor the key of a submit', () => {
		const { body, headers } = apimart.getTask('task_1');
		expect([body, headers]).toEqual([undefined, undefined]);
	});

	test.each([
		['a/../b', 'a%2F..%2Fb'],
		['a?b#c', 'a%3Fb%23c'],
		['a%2Fb', 'a%252Fb'],
		['ü 1', '%C3%BC%201'],
	])('with an ID from outside stays within its path segment: %s', (id, segment) => {
		expect(apimart.getTask(id).url).toBe(`/v1/tasks/${segment}`);
	});
});

test('a submit carries the edit and its Idempotency-Key', () => {
	expect(apimart.submit(checkEdit(RAW), 'n8n-1')).toEqual({
		method: 'POST',
		url: '/v1/videos/generations',
		headers: { 'Idempotency-Key': 'n8n-1' },
		body: {
			model: 'wan2.7-videoedit',
			...RAW,
			video_urls: [RAW.video_urls],
			resolution: '1080P',
		},
		json: true,
	});
});

describe('an edit is another purchase', () => {
	const identity = (raw: Record<string, unknown>) =>
		JSON.stringify(apimart.identityOf(checkEdit({ ...RAW, ...raw })));

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

	test('nor with another version of the node: n8n stores it with a failed execution', () => {
		expect(hashOf(apimart.identityOf(checkEdit({ ...RAW, seed: 7, size: '9:16' })))).toBe(
			'85e1273eeff6e3ef2b4c2262848e52fb',
		);
	});

	test('but not with another Callback URL, which may name the execution', () => {
		expect(identity({ webhook: 'https://example.com/hook' })).toBe(identity({}));
	});
});
