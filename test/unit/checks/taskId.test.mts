import { describe, expect, test } from '@jest/globals';

import { checkTaskId } from '../../../nodes/WanVideoEdit/checks/taskId';

describe('Task ID', () => {
	test.each<[unknown, string]>([
		['task_01J9HA7JPQ9A0Z6JZ3V8M9W6PZ', 'task_01J9HA7JPQ9A0Z6JZ3V8M9W6PZ'],
		['  task_1\n', 'task_1'],
		['\u200btask_1\u200b', 'task_1'],
		['0385dc79-5ff8-4d82-bcb6-7a1e2b3c4d5e', '0385dc79-5ff8-4d82-bcb6-7a1e2b3c4d5e'],
		['a:b=c+d', 'a:b=c+d'],
		['a..b', 'a..b'],
		[12345, '12345'],
		['x'.repeat(1_000), 'x'.repeat(1_000)],
		['9007199254740993', '9007199254740993'],
		['task 1', 'task 1'],
		['a/b', 'a/b'],
		['a\\b', 'a\\b'],
		['a?b#c', 'a?b#c'],
		['a%2Fb', 'a%2Fb'],
		['%2E%2E', '%2E%2E'],
		['../balance', '../balance'],
		['任务/1', '任务/1'],
	])('%p is taken', (value, id) => {
		expect(checkTaskId(value)).toBe(id);
	});

	test.each([undefined, null, '', '   '])('is required: %p', (value) => {
		expect(() => checkTaskId(value)).toThrow(new Error('Task ID is required, but it is empty'));
	});

	test.each(['.', '..', 'a\ud800'])('%p can be no part of an address', (value) => {
		expect(() => checkTaskId(value)).toThrow('Task ID must be an ID that a service gives');
	});

	test('a number that has lost its last digits is refused, not asked for', () => {
		expect(() => checkTaskId(Number('9007199254740993'))).toThrow(
			'Task ID must be text, because a number this long loses its last digits',
		);
	});

	test('too long', () => {
		expect(() => checkTaskId('x'.repeat(7_001))).toThrow(
			new Error('Task ID takes at most 7000 characters, but it has 7001'),
		);
	});

	test.each<[unknown, string]>([
		[{ id: 'task_1' }, '{"id":"task_1"}'],
		[['task_1'], '["task_1"]'],
		[true, 'true'],
	])('%p is no text', (value, shown) => {
		expect(() => checkTaskId(value)).toThrow(new Error(`Task ID must be text, but it is ${shown}`));
	});
});
