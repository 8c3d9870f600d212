import { describe, expect, test } from '@jest/globals';

import { findTasks, idOf } from '../../../../nodes/WanVideoEdit/service/apimart/readTask';

describe('the task in an answer', () => {
	const submitted = { status: 'submitted', task_id: 'task_1' };
	const queued = { id: 'task_1', status: 'queued' };

	test.each<[string, unknown, unknown]>([
		['submit: an array', { code: 200, data: [submitted] }, submitted],
		['newer submit: an object', { data: queued }, queued],
		['an object with task_id', { data: submitted }, submitted],
		['the first of several', { data: [submitted, queued] }, submitted],
		['no wrapper', queued, queued],
		['an ID without a status', { data: { id: 'task_1' } }, { id: 'task_1' }],
		['a status without an ID', { data: { status: 'processing' } }, { status: 'processing' }],
	])('%s', (_what, body, task) => {
		expect(findTasks(body)[0].task).toEqual(task);
	});

	test.each<[unknown]>([
		[undefined],
		[null],
		[''],
		['task_1'],
		[7],
		[[]],
		[{}],
		[{ code: 200 }],
		[{ code: 200, data: null }],
		[{ code: 200, data: [] }],
		[{ code: 200, data: 'task_1' }],
		[{ code: 200, data: ['task_1'] }],
		[{ code: 200, data: {} }],
		[{ code: 200, data: { status: 7 } }],
		[{ success: true, message: 'ok' }],
	])('%j holds none', (body) => {
		expect(findTasks(body)).toEqual([]);
	});
});

describe('the ID of a task', () => {
	test.each<[Record<string, string | number>, string]>([
		[{ task_id: 'task_1', status: 'submitted' }, 'task_1'],
		[{ id: 'task_1', status: 'queued' }, 'task_1'],
		[{ task_id: 'task_1', id: 'other' }, 'task_1'],
		[{ id: 42 }, '42'],
		[{ task_id: '', id: 'task_1' }, 'task_1'],
	])('%j', (task, id) => {
		expect(idOf(task)).toBe(id);
	});

	test.each<[Record<string, string | boolean | null>]>([
		[{}],
		[{ id: '' }],
		[{ task_id: '' }],
		[{ id: null }],
		[{ id: true }],
	])('%j has none', (task) => {
		expect(idOf(task)).toBeUndefined();
	});
});
