import { setTimeout as delay } from 'node:timers/promises';

import { describe, expect, test } from '@jest/globals';

import type { Task } from '../../../nodes/WanVideoEdit/task/task';
import { Watch } from '../../../nodes/WanVideoEdit/wait/watch';

const task = (about: Partial<Task>): Task => ({
	id: 'task_1',
	status: 'processing',
	state: 'running',
	...about,
});
const secondsAgo = (s: number) => Date.now() / 1000 - s;

describe('the age of a task', () => {
	test('that has just been submitted is that of the wait', async () => {
		const watch = new Watch(task({}));
		await delay(50);
		const { ageMs } = watch.outlook;
		expect(ageMs).toBeGreaterThanOrEqual(48);
		expect(ageMs).toBeLessThanOrEqual(watch.elapsedMs);
	});

	test('that tells when it began counts from then', () => {
		const { ageMs } = new Watch(task({ createdAtS: secondsAgo(90) })).outlook;
		expect(Math.round(ageMs / 1000)).toBe(90);
	});

	test.each([
		['in the future', -3_600],
		['years ago', 1e8],
	])('that began %s, by its own account, is not known', (_when, ago) => {
		const { outlook } = new Watch(task({ createdAtS: secondsAgo(ago), progress: 60 }));
		expect(outlook.ageMs).toBeLessThan(10_000);
		expect(outlook.forecast).toBeUndefined();
	});
});

describe('the forecast', () => {
	test('of a task found at work counts from when it began', () => {
		const { forecast } = new Watch(task({ createdAtS: secondsAgo(60), progress: 50 })).outlook;
		expect(Math.round(forecast!.endsAtMs / 1000)).toBe(120);
	});

	test('follows the answers', async () => {
		const watch = new Watch(task({}));
		await delay(100);
		watch.see(task({ progress: 50 }));
		expect(watch.outlook.forecast!.endsAtMs).toBeLessThan(10_000);
	});

	test('is left out as long as questions have no answer', () => {
		const watch = new Watch(task({ createdAtS: secondsAgo(60), progress: 50 }));
		watch.miss();
		expect(watch.outlook.forecast).toBeUndefined();
		watch.see(task({ progress: 50 }));
		expect(watch.outlook.forecast).toBeDefined();
	});
});

test("the service's estimate is kept when an answer leaves it out", () => {
	const watch = new Watch(task({ estimatedS: 600 }));
	watch.see(task({}));
	expect(watch.outlook.estimateMs).toBe(600_000);
});
