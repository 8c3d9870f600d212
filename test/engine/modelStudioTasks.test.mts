import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { finish, NEVER_MS } from '../support/endlessTasks.mts';
import { readMedia } from '../support/media.mts';
import { Workbench, type EditOptions } from '../support/workbench.mts';

const DAY_MS = 86_400_000;

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
beforeEach(() =>
	bench.reset({
		taskTimeMs: 200,
		pendingTimeMs: 0,
		outcome: 'completed',
		failureMessage: '',
		failureCode: '',
		isFailureReasonShown: true,
		taskLifetimeMs: DAY_MS,
		resultLifetimeMs: DAY_MS,
	}),
);
afterAll(async () => await bench.close());

const options = (more: EditOptions = {}): EditOptions => ({
	credential: { ...bench.credential, apiStyle: 'modelStudio' },
	...more,
});
const edit = async (parameters: INodeParameters = {}, more?: EditOptions) =>
	await bench.edit(parameters, options(more));
const getTask = async (parameters: INodeParameters, more?: EditOptions) =>
	await bench.getTask(parameters, options(more));
const submits = () => bench.requests('POST', /\/video-synthesis$/);
const checks = () => bench.requests('GET', /^\/api\/v1\/tasks\/./);
const results = () => bench.requests('GET', /^\/f\/signed\//);

/** Submits without waiting; the simulator has ended the task, or will not do so soon. */
async function submitted(): Promise<string> {
	const { items } = await edit({ waitForCompletion: false });
	const taskId = items[0].json.taskId as string;
	const task = bench.simulator.tasks.get(taskId)!;
	while (task.taskTimeMs < 1000 && task.state === 'running') await delay(10);
	return taskId;
}

const iso = (ms: number) => new Date(ms).toISOString();

describe('a video URL and an instruction', () => {
	test('give one item with the edited video', async () => {
		const { items, error } = await edit({ prompt: 'Make it snow', duration: 3 });
		expect(error).toBeUndefined();
		const [{ json, binary, pairedItem }] = items;
		const id = await bench.taskId();
		const { acceptedAtMs, startedAtMs, finishedAtMs } = bench.simulator.tasks.get(id)!;
		expect(json).toEqual({
			taskId: id,
			status: 'SUCCEEDED',
			videoUrl: expect.stringMatching(/^http:.*\.mp4\?Expires=\d+&/),
			// To the second, as the link says.
			videoUrlExpiresAt: iso(Math.floor((finishedAtMs! + DAY_MS) / 1000) * 1000),
			billedSeconds: 9,
			createdAt: iso(acceptedAtMs),
			completedAt: iso(finishedAtMs!),
			processingSeconds: (finishedAtMs! - startedAtMs!) / 1000,
		});
		expect(pairedItem).toEqual({ item: 0 });
		expect(binary!.data).toMatchObject({ mimeType: 'video/mp4', fileName: `wan-edit-${id}.mp4` });
		const video = await readMedia(await bench.readFile(items[0]));
		expect(video).toMatchObject({ width: 640, height: 360 });
		expect(video.seconds).toBeCloseTo(3, 0);
		expect(bench.simulator.ledger.billed).toBe(1);
	});

	test('without waiting, give the task and no file', async () => {
		const { items } = await edit({ waitForCompletion: false });
		expect(items).toEqual([
			{ json: { taskId: await bench.taskId(), status: 'PENDING' }, pairedItem: { item: 0 } },
		]);
		expect(checks()).toEqual([]);
	});

	test('with Simplify off, give the service’s own object plus taskId', async () => {
		const { items } = await edit({ prompt: 'Make it snow', simplify: false });
		const id = await bench.taskId();
		expect(items[0].json).toEqual({
			taskId: id,
			task_id: id,
			task_status: 'SUCCEEDED',
			submit_time: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/),
			scheduled_time: expect.any(String),
			end_time: expect.any(String),
			orig_prompt: 'Make it snow',
			video_url: expect.any(String),
			usage: expect.objectContaining({ duration: 12 }),
			request_id: expect.any(String),
		});
		expect(items[0].binary).toBeDefined();
	});
});

describe('Get Task', () => {
	test('brings the data of a completed task and its file', async () => {
		const taskId = await submitted();
		const { items, error } = await getTask({ taskId });
		expect(error).toBeUndefined();
		expect(items[0].json).toMatchObject({ taskId, status: 'SUCCEEDED', billedSeconds: 12 });
		expect(items[0].binary!.data.fileName).toBe(`wan-edit-${taskId}.mp4`);
		expect(checks()).toHaveLength(1);
	});

	test('gives a task that runs, or has not begun, as an item', async () => {
		bench.reset({ taskTimeMs: NEVER_MS });
		const running = await getTask({ taskId: await submitted() });
		expect(running.items[0].json).toEqual({
			taskId: expect.any(String),
			status: 'RUNNING',
			createdAt: expect.any(String),
		});
		bench.reset({ pendingTimeMs: NEVER_MS });
		const pending = await getTask({ taskId: await submitted() });
		expect(pending.items[0].json.status).toBe('PENDING');
	});

	test('waits if it is to', async () => {
		bench.reset({ taskTimeMs: NEVER_MS, pendingTimeMs: 0 });
		const taskId = await submitted();
		const wait = { waitForCompletion: true, options: { pollInterval: 1, language: 'ko' } };
		const waiting = getTask({ taskId, ...wait });
		while (checks().length < 2) await delay(20);
		finish(bench);
		const { items } = await waiting;
		expect(items[0].json.status).toBe('SUCCEEDED');
		expect(items[0].binary!.data.mimeType).toBe('video/mp4');
		for (const { query } of checks()) expect(query).toEqual({});
	});

	test('gives a failed task as an item with the reason', async () => {
		bench.reset({ outcome: 'failed', failureCode: 'DataInspectionFailed', failureMessage: 'no' });
		const taskId = await submitted();
		const { items, error } = await getTask({ taskId });
		expect(error).toBeUndefined();
		expect(items[0].json).toMatchObject({
			taskId,
			status: 'FAILED',
			failureReason: 'no',
			failureCode: 'DataInspectionFailed',
		});
		expect(Object.keys(items[0].json)).not.toContain('billedSeconds');
	});

	test('believes at once that there is no task of an ID that somebody has typed', async () => {
		const { error } = await getTask({ taskId: 'no-such-task' });
		expect(error?.message).toBe(
			'The service gave no information about task no-such-task (status "UNKNOWN": there is no such task, or it is older than a day)',
		);
		expect(error?.description).toContain('Check the task ID, and that the credential belongs to');
		expect(checks()).toHaveLength(1);
	});

	test('finds no task that is older than a day', async () => {
		const taskId = await submitted();
		bench.simulator.settings.taskLifetimeMs = 1;
		const { error } = await getTask({ taskId });
		expect(error?.message).toContain('or it is older than a day');
	});
});

describe('a task of the node’s own', () => {
	const unknown = {
		kind: 'json',
		body: { request_id: 'r-1', output: { task_id: '{taskId}', task_status: 'UNKNOWN' } },
	} as const;

	test('is not given up when the service denies it twice', async () => {
		bench.simulator.addFault({ on: 'task', times: 2, action: unknown });
		const { items, error } = await edit();
		expect(error).toBeUndefined();
		expect(items[0].json.status).toBe('SUCCEEDED');
		expect(checks().length).toBeGreaterThanOrEqual(3);
	});

	test('is told to be paid when the service denies it three times', async () => {
		bench.simulator.addFault({ on: 'task', times: Infinity, action: unknown });
		const { error } = await edit();
		const taskId = await bench.taskId();
		expect(error?.message).toContain(`no information about task ${taskId} (status "UNKNOWN"`);
		expect(error?.description).toContain('The service has named this task before, and it is paid.');
		expect(checks()).toHaveLength(3);
		expect(submits()).toHaveLength(1);
	});

	test('that is done without a link is a fault of the service', async () => {
		bench.reset({ outcome: 'completedWithoutUrl' });
		const { error } = await edit();
		expect(error?.message).toBe(
			`Task ${await bench.taskId()} is "SUCCEEDED", but the service gave no video`,
		);
	});
});

describe('a task that fails says why, and what to do', () => {
	test.each<[code: string, message: string, because: string, next: string]>([
		[
			'DataInspectionFailed',
			'Green net check failed for text (input): inappropriate content',
			"because the service's moderation refused it",
			'Change the prompt, the video or the reference images',
		],
		[
			'InvalidParameter.DataInspection',
			'Unable to download the media resource during the data inspection process.',
			'because the service could not fetch the video or an image',
			'Put the file where anybody can fetch it quickly',
		],
		[
			'InvalidURL.ConnectionRefused',
			'Connection to the media resource was refused.',
			'because the service could not fetch the video or an image',
			'Put the file where anybody can fetch it quickly',
		],
		[
			'InvalidFile.FPS',
			'Invalid file fps.',
			'because the video or an image is not what the model takes',
			'Change what the reason names',
		],
		[
			'InternalError.Timeout',
			'An internal timeout error has occured during execution.',
			'because the service had a problem of its own',
			'Nothing is wrong with the edit: run it again as it is.',
		],
	])('%s', async (failureCode, failureMessage, because, next) => {
		bench.reset({ outcome: 'failed', failureCode, failureMessage });
		const { error, items } = await edit();
		expect(items).toEqual([]);
		expect(error?.message).toBe(
			`The edit failed, ${because}: ${failureMessage} (task ${await bench.taskId()}, "FAILED")`,
		);
		expect(error?.description).toContain(next);
		expect(error?.description).toContain('The service does not bill failed tasks.');
		expect(bench.simulator.ledger.billedUsd).toBe(0);
	});

	test('without any reason, it names the request', async () => {
		bench.reset({ outcome: 'failed', isFailureReasonShown: false });
		const { error } = await edit();
		expect(error?.message).toMatch(
			/^The edit failed: the service gave no reason \(request ID [\da-f-]{36}\) \(task \S+, "FAILED"\)$/,
		);
		expect(error?.description).toMatch(/^Try the same edit once more\. If it fails again/);
	});

	test('that somebody has cancelled, it says so', async () => {
		bench.reset({ outcome: 'cancelled' });
		const { error } = await edit();
		expect(error?.message).toMatch(
			/^The edit was cancelled: the service gave no reason \(request ID \S+\) \(task \S+, "CANCELED"\)$/,
		);
		expect(error?.description).toMatch(/^Somebody, or a program, that uses the same account/);
	});
});

describe('the result', () => {
	test('is fetched by one GET without any credential, and by no HEAD', async () => {
		const { items } = await edit();
		expect(items[0].binary).toBeDefined();
		expect(results()).toHaveLength(1);
		const files = bench.simulator.requests.filter(({ listener }) => listener === 'files');
		expect(JSON.stringify(files)).not.toContain(bench.simulator.apiKey);
		expect(Object.keys(results()[0].headers)).not.toContain('authorization');
		expect(bench.simulator.requests.map(({ method }) => method)).not.toContain('HEAD');
	});

	test('comes under a link that a new check gives, when the first one fails', async () => {
		bench.simulator.addFault({ on: 'result', action: { kind: 'status', status: 403 } });
		const { items, error } = await edit();
		expect(error).toBeUndefined();
		expect(items[0].binary).toBeDefined();
		expect(results()).toHaveLength(2);
		const afterFirst = bench.simulator.requests.indexOf(results()[0]);
		const again = bench.simulator.requests
			.slice(afterFirst)
			.filter((one) => checks().includes(one));
		expect(again).toHaveLength(1);
	});

	test('whose link is over is told to be over, with the task', async () => {
		bench.reset({ resultLifetimeMs: 1 });
		const taskId = await submitted();
		const { error } = await getTask({ taskId });
		expect(error?.message).toContain(`The edited video of task ${taskId} is ready and paid`);
		expect(error?.message).toMatch(/HTTP 403.*its link expired at \d{4}-/);
		expect(results()).toHaveLength(5);
	});
});
