import { describe, expect, test } from '@jest/globals';

import { simplify } from '../../../nodes/WanVideoEdit/item/toItem';
import { readTask } from '../../../nodes/WanVideoEdit/service/apimart/readTask';
import type { Task } from '../../../nodes/WanVideoEdit/service/service';

const COMPLETED: Task = {
	id: 'task_1',
	status: 'completed',
	state: 'completed',
	progress: 100,
	videoUrl: 'https://host.example/a.mp4',
	videoUrlExpiresAtS: 1765087446,
	createdAtS: 1765000891,
	completedAtS: 1765001046,
	processingS: 155,
	costUsd: 0.15,
	costCredits: 1.5,
	raw: {},
};

test('a completed task', () => {
	expect(simplify(COMPLETED)).toEqual({
		taskId: 'task_1',
		status: 'completed',
		progress: 100,
		videoUrl: 'https://host.example/a.mp4',
		videoUrlExpiresAt: '2025-12-07T06:04:06.000Z',
		cost: 0.15,
		creditsCost: 1.5,
		createdAt: '2025-12-06T06:01:31.000Z',
		completedAt: '2025-12-06T06:04:06.000Z',
		processingSeconds: 155,
	});
});

test('the seconds that are billed, where the service tells them', () => {
	expect(simplify({ ...COMPLETED, billedS: 10.04 })).toMatchObject({ billedSeconds: 10.04 });
	expect(simplify({ ...COMPLETED, billedS: 0 })).toMatchObject({ billedSeconds: 0 });
	expect(Object.keys(simplify(COMPLETED))).not.toContain('billedSeconds');
});

test('a task that was just submitted has two keys', () => {
	const item = simplify({ id: 'task_1', status: 'submitted', state: 'running', raw: {} });
	expect(Object.keys(item)).toEqual(['taskId', 'status']);
});

test('a running task', () => {
	const raw = { status: 'in_progress', progress: 0, queue: 7 };
	const running: Task = { id: 'task_1', status: 'in_progress', state: 'running', progress: 0, raw };
	expect(simplify(running)).toEqual({ taskId: 'task_1', status: 'in_progress', progress: 0 });
});

describe('a failed task', () => {
	const failed = readTask('task_1', {
		status: 'cancelled',
		progress: 100,
		error: { code: 500, message: 'why' },
	});

	test('says why, under no key that n8n takes for its own', () => {
		const item = simplify(failed);
		expect(item).toEqual({
			taskId: 'task_1',
			status: 'cancelled',
			progress: 100,
			failureReason: 'why',
			failureCode: '500',
		});
		expect(Object.keys(item)).not.toContain('error');
	});

	test('without a reason leaves the keys out', () => {
		expect(Object.keys(simplify(readTask('task_1', { status: 'expired' })))).toEqual([
			'taskId',
			'status',
		]);
	});

	test('has no link, even if the service gave one', () => {
		const item = simplify({ ...COMPLETED, status: 'failed', state: 'failed' });
		expect(item).not.toHaveProperty('videoUrl');
		expect(item).not.toHaveProperty('videoUrlExpiresAt');
	});
});

test('only a failed task says why', () => {
	const item = simplify({ ...COMPLETED, failureReason: 'left over', failureCode: '1' });
	expect(item).not.toHaveProperty('failureReason');
	expect(item).not.toHaveProperty('failureCode');
});

test('a cost of 0 is told', () => {
	expect(simplify({ ...COMPLETED, costUsd: 0, costCredits: 0 })).toMatchObject({
		cost: 0,
		creditsCost: 0,
	});
});

test('every item is flat: text and numbers only', () => {
	for (const value of Object.values(simplify(COMPLETED))) {
		expect(['string', 'number']).toContain(typeof value);
	}
});
