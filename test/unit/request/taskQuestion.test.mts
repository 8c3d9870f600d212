import { expect, test } from '@jest/globals';

import { taskQuestion } from '../../../nodes/WanVideoEdit/request/taskQuestion';

test('asks for the task by its ID', () => {
	expect(taskQuestion('task_01J9HA7JPQ9A0Z6JZ3V8M9W6PZ')).toMatchObject({
		method: 'GET',
		url: '/v1/tasks/task_01J9HA7JPQ9A0Z6JZ3V8M9W6PZ',
		qs: {},
	});
});

test('names the language of error messages', () => {
	expect(taskQuestion('task_1', 'zh').qs).toEqual({ language: 'zh' });
	expect(taskQuestion('task_1', '').qs).toEqual({});
});

test.each([
	['a/../b', 'a%2F..%2Fb'],
	['a?b#c', 'a%3Fb%23c'],
	['a%2Fb', 'a%252Fb'],
	['ü 1', '%C3%BC%201'],
])('an ID from outside stays within its path segment: %s', (id, segment) => {
	expect(taskQuestion(id).url).toBe(`/v1/tasks/${segment}`);
});
