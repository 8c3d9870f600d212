import { setTimeout as delay } from 'node:timers/promises';

import {
	afterAll,
	afterEach,
	beforeAll,
	beforeEach,
	describe,
	expect,
	jest,
	test,
} from '@jest/globals';

import type { FaultAction } from '../../simulator/index.mts';
import { timeLimitsOfBuiltNode } from '../support/builtNode.mts';
import { finish, NEVER_MS } from '../support/endlessTasks.mts';
import { outcomeOf, Workbench } from '../support/workbench.mts';

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
beforeEach(() =>
	bench.reset({
		taskTimeMs: 200,
		outcome: 'completed',
		runningWords: ['submitted', 'queued', 'processing'],
		completedWord: 'completed',
		failedWord: 'failed',
		failureMessage: '',
	}),
);
afterEach(() => void jest.restoreAllMocks());
afterAll(async () => await bench.close());

test('unknown status words mean "not yet"', async () => {
	bench.reset({ taskTimeMs: NEVER_MS, runningWords: ['brewing', 'almost_there'] });
	const execution = bench.begin(bench.submitParameters());
	while (bench.questions.length < 2) await delay(20);
	finish(bench);
	const { items, error } = await outcomeOf(execution);
	expect(error).toBeUndefined();
	expect(items[0].json.status).toBe('completed');
});

describe('without a Poll Interval', () => {
	const automatic = { options: { pollInterval: 0 } };

	test('progress says when to ask, so that the workflow goes on soon after few questions', async () => {
		bench.reset({ taskTimeMs: 15_000 });
		const { error } = await bench.edit(automatic);
		expect(error).toBeUndefined();
		const [task] = bench.simulator.tasks.values();
		expect(bench.questions.at(-1)!.atMs - task.finishedAtMs!).toBeLessThan(15_000);
		expect(bench.questions.length).toBeLessThanOrEqual(10);
	});

	test('a task found at work is judged by when it began', async () => {
		bench.reset({ taskTimeMs: NEVER_MS });
		await bench.edit({ waitForCompletion: false });
		const taskId = await bench.taskId();
		// As if it had begun 20 s ago, and took 40.
		const task = bench.simulator.tasks.get(taskId)!;
		const beganMs = Date.now() - 20_000;
		Object.assign(task, { acceptedAtMs: beganMs, startedAtMs: beganMs, taskTimeMs: 40_000 });
		const parameters = { ...automatic, operation: 'getTask', taskId, waitForCompletion: true };
		const execution = bench.begin(parameters);
		while (bench.questions.length < 2) await delay(20);
		finish(bench);
		expect((await outcomeOf(execution)).error).toBeUndefined();
		const [first, second] = bench.questions.map(({ atMs }) => atMs);
		// Without its age it would be 6 s, without its progress half a minute.
		expect(second - first).toBeGreaterThan(0.4 * (beganMs + 40_000 - first));
		expect(second - first).toBeLessThan(22_000);
	});
});

test('however many items ask, the service gets 20 questions a second at most', async () => {
	bench.reset({ taskTimeMs: NEVER_MS });
	const rows = Array.from({ length: 60 }, (_, row) => ({ row }));
	const submitted = await bench.edit({ waitForCompletion: false }, { items: rows });
	const items = submitted.items.map(({ json }) => ({ taskId: json.taskId }));
	// The simulator looks at all the videos before it has time for questions.
	await delay(3_000);

	const options = { pollInterval: 1, timeout: 0.05, onTimeout: 'returnTask' };
	const asked = { taskId: '={{ $json.taskId }}', waitForCompletion: true, options };
	const { error } = await bench.getTask(asked, { items });
	expect(error).toBeUndefined();
	const times = bench.questions.map(({ atMs }) => atMs);
	expect(times.length).toBeGreaterThanOrEqual(items.length);
	const within = times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length);
	expect(Math.max(...within)).toBeLessThanOrEqual(20);
});

test.each(['completed', 'success', 'SUCCEEDED'])('"%s" means done', async (completedWord) => {
	bench.reset({ completedWord });
	const { items } = await bench.edit();
	expect(items[0].json.status).toBe(completedWord);
	expect(items[0].binary!.data.mimeType).toBe('video/mp4');
});

describe('a task that ended without a video is an error that names it and its reason', () => {
	test('the kind of failure, in the words of the service, and what helps', async () => {
		const [dead, moderated] = [
			'download of the video timed out during data inspection',
			'Green net check failed',
		];
		bench.reset({ outcome: 'failed', failureMessage: dead });
		const source = (await bench.edit()).error;
		expect(source?.message).toContain(`the service could not fetch the video or an image: ${dead}`);
		expect(source?.description).toContain('where anybody can fetch it');
		bench.reset({ outcome: 'failed', failureMessage: moderated });
		const refused = (await bench.edit()).error;
		expect(refused?.message).toContain(`moderation refused it: ${moderated}`);
		expect(refused?.description).toContain('Change the prompt');
	});

	test.each(['failed', 'failure', 'error', 'rejected', 'timed_out'])('"%s"', async (failedWord) => {
		bench.reset({ outcome: 'failed', failedWord, failureMessage: 'a face was not found' });
		const { error, items } = await bench.edit();
		expect(items).toEqual([]);
		expect(error?.message).toBe(
			`The edit failed: a face was not found (task ${await bench.taskId()}, "${failedWord}")`,
		);
		expect(error?.description).toContain('run the node again');
	});

	test.each(['cancelled', 'expired'] as const)('%s', async (outcome) => {
		bench.reset({ outcome });
		const { error } = await bench.edit();
		expect(error?.message).toContain(`(task ${await bench.taskId()}, "${outcome}")`);
	});

	test('the words of a code such as ENOTFOUND do not push the task out of the message', async () => {
		bench.reset({ outcome: 'failed', failureMessage: 'getaddrinfo ENOTFOUND example.com' });
		const { error } = await bench.edit();
		expect(error?.message).toContain(await bench.taskId());
		expect(error?.message).toContain('name lookup: host unknown example.com');
	});

	test('completed, but without a video', async () => {
		bench.reset({ outcome: 'completedWithoutUrl' });
		const { error } = await bench.edit();
		expect(error?.message).toBe(
			`Task ${await bench.taskId()} is "completed", but the service gave no video`,
		);
	});

	test('in the language that the user asked for', async () => {
		bench.reset({ outcome: 'failed' });
		const { error } = await bench.edit({ options: { language: 'zh' } });
		expect(bench.questions[0].query).toMatchObject({ language: 'zh' });
		expect(error?.message).toMatch(/[\u4e00-\u9fff]/);
	});
});

describe('passing faults of a question', () => {
	const faults: FaultAction[] = [
		{ kind: 'reset' },
		{ kind: 'status', status: 408 },
		{ kind: 'status', status: 429, headers: { 'retry-after': '1' } },
		{ kind: 'status', status: 500 },
		{ kind: 'html', status: 502 },
		{ kind: 'status', status: 503 },
		{ kind: 'empty', status: 504 },
		{ kind: 'html', status: 200 },
		{ kind: 'truncatedJson' },
		{ kind: 'json', body: { error: { code: 'get_channel_failed', message: '' } } },
		{ kind: 'redirect', to: '/login' },
		{ kind: 'status', status: 404, body: { code: 'task_not_exist', message: 'task_not_exist' } },
		{ kind: 'status', status: 400, body: { error: { message: 'invalid task id' } } },
		{ kind: 'json', body: { code: 200, data: { id: '{taskId}', status: 'not_found' } } },
		{ kind: 'json', body: { code: 200, data: { id: '{taskId}', status: 'unknown' } } },
		{ kind: 'html', status: 403 },
		{ kind: 'json', body: { code: 200, data: { id: 'task_of_another', status: 'failed' } } },
		{ kind: 'json', body: { code: 200, data: { id: 'task_of_another', status: 'completed' } } },
		{ kind: 'json', body: { id: 'req-1', status: 'error', message: 'overloaded' } },
		{ kind: 'json', body: { code: 200, data: { status: 'error' } } },
		{
			kind: 'json',
			body: {
				data: [
					{ id: 'task_of_another', status: 'failed' },
					{ id: '{taskId}', status: 'processing' },
				],
			},
		},
	];

	test('are ridden out, each of them', async () => {
		// One item per fault: the first question of each item meets one.
		for (const action of faults) bench.simulator.addFault({ on: 'task', action });
		const { error, items } = await bench.edit({}, { items: faults.map((_, fault) => ({ fault })) });
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.status)).toEqual(faults.map(() => 'completed'));
		expect(bench.questions.length).toBeGreaterThanOrEqual(2 * faults.length);
		expect(bench.simulator.ledger.billed).toBe(faults.length);
	});

	test('are ridden out several in a row', async () => {
		for (const action of faults.slice(0, 3)) bench.simulator.addFault({ on: 'task', action });
		const { items } = await bench.edit();
		expect(items[0].json.status).toBe('completed');
		expect(bench.questions).toHaveLength(4);
	});

	test('Retry-After is honoured', async () => {
		bench.simulator.addFault({
			on: 'task',
			action: { kind: 'status', status: 429, headers: { 'retry-after': '3' } },
		});
		await bench.edit();
		const [first, second] = bench.questions;
		expect(second.atMs - first.atMs).toBeGreaterThanOrEqual(2900);
	});

	test('429 never ends the wait: the account is busy, not the task', async () => {
		bench.simulator.addFault({ on: 'task', times: 21, action: { kind: 'status', status: 429 } });
		const { items, error } = await bench.edit();
		expect(error).toBeUndefined();
		expect(items[0].json.status).toBe('completed');
	});

	test('but twenty in a row end the wait, and the message names the task', async () => {
		bench.simulator.addFault({
			on: 'task',
			times: Infinity,
			action: { kind: 'status', status: 503, body: { message: 'under maintenance' } },
		});
		const { error } = await bench.edit();
		expect(error?.message).toBe(
			`No answer from the service about task ${await bench.taskId()} after 20 attempts (HTTP 503: under maintenance)`,
		);
		expect(error?.description).toContain('Get Task');
		expect(bench.questions).toHaveLength(20);
	});
});

test('a refusal about the account ends the wait at once, and the message names the task', async () => {
	bench.reset({ taskTimeMs: NEVER_MS });
	const statuses = [401, 402, 403];
	for (const status of statuses) {
		bench.simulator.addFault({
			on: 'task',
			action: { kind: 'status', status, body: { message: 'no' } },
		});
	}
	const { items } = await bench.edit(
		{},
		{ items: statuses.map((status) => ({ status })), node: { onError: 'continueRegularOutput' } },
	);
	const ids = bench.questions.map(({ path }) => path.split('/').at(-1));
	expect(items.map(({ json }) => json.error).sort()).toEqual(
		statuses
			.map(
				(status, i) => `The service gave no information about task ${ids[i]} (HTTP ${status}: no)`,
			)
			.sort(),
	);
	expect(new Set(ids).size).toBe(statuses.length);
});

describe('“no such task”, about one that the service has named in this run,', () => {
	beforeEach(() => bench.reset({ taskTimeMs: NEVER_MS }));

	test.each<[string, FaultAction, reason: string, next: string]>([
		['404', { kind: 'status', status: 404, body: { message: 'no' } }, 'HTTP 404: no', 'is paid'],
		[
			'the word "not_found"',
			{ kind: 'json', body: { data: { id: '{taskId}', status: 'not_found' } } },
			'status "not_found"',
			'is paid',
		],
		[
			'the page of a firewall',
			{ kind: 'html', status: 403 },
			'HTTP 403: a web page instead of data',
			'A firewall',
		],
	])('is believed at the third in a row: %s', async (_what, action, reason, next) => {
		bench.simulator.addFault({ on: 'task', times: 2, action });
		bench.simulator.addFault({ on: 'task', action: { kind: 'status', status: 503 } });
		bench.simulator.addFault({ on: 'task', times: 4, action });
		const { error } = await bench.edit();
		expect(error?.message).toBe(
			`The service gave no information about task ${await bench.taskId()} (${reason})`,
		);
		expect(error?.description).toContain(next);
		expect(error?.description).toContain('Get Task');
		expect(bench.questions).toHaveLength(6);
	});

	test('nor does Retry of the execution believe it at once', async () => {
		const action = { kind: 'status', status: 404, body: { message: 'no' } } as const;
		bench.simulator.addFault({ on: 'task', times: 5, action });
		const failed = await bench.edit();
		[...bench.simulator.tasks.values()][0].taskTimeMs = 0;
		const again = await bench.retry(failed, { waitForCompletion: false });
		expect(again.error).toBeUndefined();
		expect(again.items[0].json.taskId).toBe(await bench.taskId());
		expect(bench.questions).toHaveLength(6);
		expect(bench.submits).toHaveLength(1);
	});
});

test('an answer about another task never ends this one, and Retry On Fail buys nothing', async () => {
	bench.reset({ taskTimeMs: 2_500 });
	const other = { id: 'task_of_another', status: 'failed', error: { message: 'no' } };
	for (const data of [other, [other], { status: 'error' }]) {
		bench.simulator.addFault({ on: 'task', action: { kind: 'json', body: { code: 200, data } } });
	}
	const { items, error } = await bench.edit({}, { node: { retryOnFail: true, maxTries: 3 } });
	expect(error).toBeUndefined();
	expect(items[0].json).toMatchObject({ taskId: await bench.taskId(), status: 'completed' });
	expect(bench.submits).toHaveLength(1);
});

test('a redirect of a question is not followed: it could carry the key away', async () => {
	bench.reset({ taskTimeMs: NEVER_MS });
	const to = `${bench.simulator.filesUrl}/v1/tasks/task_1`;
	bench.simulator.addFault({ on: 'task', times: Infinity, action: { kind: 'redirect', to } });
	const { error } = await bench.edit();
	expect(error?.message).toContain(
		`about task ${await bench.taskId()} after 20 attempts (HTTP 302`,
	);
	expect(error?.description).toContain('Base URL');
	const elsewhere = bench.simulator.requests.filter(({ listener }) => listener === 'files');
	expect(new Set(elsewhere.map(({ path }) => path))).toEqual(new Set(['/samples/sample.mp4']));
	expect(JSON.stringify(elsewhere)).not.toContain(bench.simulator.apiKey);
});

test('settings are read once: an expression that changes later costs nothing', async () => {
	// A slow computer has as long to begin.
	bench.reset({ taskTimeMs: 15_000 });
	const deadline = Date.now() + 12_000;
	const { items, error } = await bench.edit({
		downloadVideo: `={{ Date.now() < ${deadline} ? "true" : "never" }}`,
	});
	expect(error).toBeUndefined();
	expect(items[0].binary!.data.mimeType).toBe('video/mp4');
});

describe('when the time is up', () => {
	beforeEach(() => bench.reset({ taskTimeMs: NEVER_MS }));
	/** The word of the last status check: a slow computer may have had time for one only. */
	const lastStatus = () => ['submitted', 'queued'][Math.min(bench.questions.length, 2) - 1];

	test('the error names the task, its last status and the way on', async () => {
		const { error, ms } = await bench.edit({ options: { timeout: 0.1, pollInterval: 4 } });
		expect(error?.message).toBe(
			`Task ${await bench.taskId()} was still "${lastStatus()}" after 0.1 minutes`,
		);
		expect(error?.description).toContain('Get Task');
		expect(ms).toBeGreaterThanOrEqual(6_000);
		expect(ms).toBeLessThan(60_000);
		// One question at the interval, unless the computer was too slow for it, and one last at the deadline.
		expect(bench.questions.length).toBeLessThanOrEqual(2);
		const [task] = bench.simulator.tasks.values();
		expect(bench.questions.at(-1)!.atMs - task.acceptedAtMs).toBeGreaterThan(5_000);
	});

	test('or the item has the unfinished task', async () => {
		const { items, error } = await bench.edit({
			options: { timeout: 0.02, onTimeout: 'returnTask' },
		});
		expect(error).toBeUndefined();
		expect(items[0].json).toMatchObject({ taskId: await bench.taskId(), status: lastStatus() });
		expect(items[0].json.progress).toBeLessThan(1);
		expect(items[0].binary).toBeUndefined();
	});
});

describe('Stop, which is also what the workflow’s time limit does,', () => {
	test('during the wait ends it at once and leaves no request behind', async () => {
		bench.reset({ taskTimeMs: NEVER_MS });
		const execution = bench.begin(bench.submitParameters());
		while (bench.questions.length === 0) await delay(20);
		await delay(200);

		const asked = bench.questions.length;
		const stoppedAt = performance.now();
		execution.stop();
		const { error } = await outcomeOf(execution);
		expect(performance.now() - stoppedAt).toBeLessThan(10_000);
		expect(error?.message).toBe(`Stopped at task ${await bench.taskId()}, which was "submitted"`);
		expect(error?.description).toContain('Get Task');

		await delay(2500);
		expect(asked).toBe(1);
		expect(bench.questions).toHaveLength(asked);
	});

	test('while many items stand in line to ask ends it at once, and none of them asks', async () => {
		bench.reset({ taskTimeMs: NEVER_MS });
		const items = Array.from({ length: 60 }, () => ({}));
		const submitted = await bench.edit({ waitForCompletion: false }, { items });
		const taskIds = submitted.items.map(({ json }) => ({ taskId: json.taskId }));
		const execution = bench.begin(
			{ operation: 'getTask', taskId: '={{ $json.taskId }}', waitForCompletion: true },
			{ items: taskIds },
		);
		while (bench.questions.length < 5) await delay(20);
		const stoppedAtMs = Date.now();
		execution.stop();
		await execution.ended;
		expect(Date.now() - stoppedAtMs).toBeLessThan(10_000);
		const asked = bench.questions.length;
		expect(asked).toBeLessThan(30);
		await delay(2_000);
		// At most four were on their way when Stop was pressed.
		expect(bench.questions.length).toBeLessThanOrEqual(asked + 4);
	});

	test('during a submit that hangs ends it soon, and says that it may be billed', async () => {
		bench.simulator.addFault({ on: 'submit', action: { kind: 'stall' } });
		const execution = bench.begin(bench.submitParameters());
		while (bench.submits.length === 0) await delay(20);
		const stoppedAt = performance.now();
		execution.stop();
		const { error } = await outcomeOf(execution);
		expect(performance.now() - stoppedAt).toBeLessThan(60_000);
		expect(error?.message).toMatch(
			/^Stopped while the edit was being submitted\. The Idempotency Key of this edit is n8n-\w{32}$/,
		);
		expect(error?.description).toContain('may still have accepted the edit');
		expect(bench.submits).toHaveLength(1);
	});

	test('during a submit lets its answer arrive, which names the task that is paid', async () => {
		bench.reset({ submitTimeMs: 1500 });
		jest.replaceProperty(timeLimitsOfBuiltNode(), 'graceAfterStop', 20_000);
		const execution = bench.begin(bench.submitParameters());
		while (bench.submits.length === 0) await delay(20);
		execution.stop();
		const { error } = await outcomeOf(execution);
		bench.reset({ submitTimeMs: 0 });
		expect(error?.message).toMatch(/^Stopped at task task_\w+, which was "submitted"$/);
		await delay(1500);
		expect(bench.submits.length + bench.questions.length).toBe(0);
	});

	test('during a question that hangs ends it at once', async () => {
		bench.simulator.addFault({ on: 'task', action: { kind: 'stall' } });
		const execution = bench.begin(bench.submitParameters());
		while (bench.questions.length === 0) await delay(20);
		const stoppedAt = performance.now();
		execution.stop();
		await execution.ended;
		expect(performance.now() - stoppedAt).toBeLessThan(10_000);
		await delay(1500);
		expect(bench.questions).toHaveLength(1);
	});
});
