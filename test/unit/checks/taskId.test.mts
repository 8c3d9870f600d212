import { describe, expect, test } from '@jest/globals';

import { checkTaskId } from '../../../nodes/WanVideoEdit/checks/taskId';

describe('Task ID', () => {
	test.each<[unknown, string]>([
		['task_01J9HA7JPQ9A0Z6JZ3V8M9W6PZ', 'task_01J9HA7JPQ9A0Z6JZ3V8M9W6PZ'],
		['  task_1\n', 'task_1'],
		['0385dc79-5ff8-4d82-bcb6-7a1e2b3c4d5e', '0385dc79-5ff8-4d82-bcb6-7a1e2b3c4d5e'],
		['a:b=c+d', 'a:b=c+d'],
		['a..b', 'a..b'],
		[12345, '12345'],
		['x'.repeat(200), 'x'.repeat(200)],
	])('%p is taken', (value, id) => {
		expect(checkTaskId(value)).toBe(id);
	});

	test.each([undefined, null, '', '   '])('is required: %p', (value) => {
		expect(() => checkTaskId(value)).toThrow(new Error('Task ID is required, but it is empty'));
	});

	test.each([
		'task 1',
		'task_1 task_2',
		'task_1\ntask_2',
		'a/b',
		'a\\b',
		'a?b',
		'a#b',
		'a%2Fb',
		'.',
		'..',
		'../balance',
		'https://api.example.com/v1/tasks/task_1',
	])('%p would lead out of the address and is refused', (value) => {
		expect(() => checkTaskId(value)).toThrow(
			new Error(
				`Task ID must be one word without spaces or slashes, but it is ${JSON.stringify(value)}`,
			),
		);
	});

	test('too long', () => {
		expect(() => checkTaskId('x'.repeat(201))).toThrow(
			new Error('Task ID takes at most 200 characters, but it has 201'),
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
