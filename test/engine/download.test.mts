import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import type { FaultAction } from '../../simulator/index.mts';
import { readMedia } from '../support/media.mts';
import { outcomeOf, Workbench } from '../support/workbench.mts';

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
beforeEach(() => bench.reset({ resultViaRedirect: false, resultLifetimeMs: 86_400_000 }));
afterAll(async () => await bench.close());

const results = () => bench.requests('GET', /^\/f\/video\//);

describe('the key stays with the service', () => {
	test('the result’s host gets no credential', async () => {
		const { items } = await bench.edit();
		expect(items[0].binary).toBeDefined();
		expect(results()).toHaveLength(1);
		expect(JSON.stringify(results())).not.toContain(bench.simulator.apiKey);
		expect(results()[0].headers.authorization).toBeUndefined();
	});

	test('nor does the host to which it redirects, and the video arrives', async () => {
		bench.reset({ resultViaRedirect: true, redirectToOtherHost: true });
		const { items } = await bench.edit();
		expect(await readMedia(await bench.readFile(items[0]))).toMatchObject({ width: 640 });
		const seen = bench.simulator.requests.filter(({ listener }) => listener === 'files');
		expect(seen.length).toBeGreaterThan(1);
		expect(JSON.stringify(seen)).not.toContain(bench.simulator.apiKey);
		bench.reset({ redirectToOtherHost: false });
	});
});

describe('a download that goes wrong is tried again with a fresh link', () => {
	const faults: FaultAction[] = [
		{ kind: 'status', status: 403 },
		{ kind: 'status', status: 404 },
		{ kind: 'status', status: 503 },
		{ kind: 'reset' },
		{ kind: 'loseAnswer' },
		{ kind: 'short', bytes: 1000 },
		{ kind: 'html', status: 200 },
		{ kind: 'empty', status: 200 },
		{ kind: 'json', body: { error: 'expired' } },
	];

	test('each of these faults', async () => {
		// Each task has one of them, however busy the computer is.
		for (const [n, action] of faults.entries()) {
			bench.simulator.addFault({ on: 'result', mark: `fault ${n}`, action });
		}
		const { error, items } = await bench.edit(
			{ prompt: '=fault {{ $json.fault }}' },
			{ items: faults.map((_, fault) => ({ fault })) },
		);
		expect(error).toBeUndefined();
		expect(items.map(({ binary }) => binary?.data.bytes)).toEqual(
			faults.map(() => items[0].binary!.data.bytes),
		);
		expect(results()).toHaveLength(2 * faults.length);
		for (const id of bench.simulator.tasks.keys()) {
			const requests = bench.simulator.requests.filter(({ path }) => path.includes(id));
			expect(requests.slice(-4).map(({ listener }) => listener)).toEqual([
				'api',
				'files',
				'api',
				'files',
			]);
		}
		expect(bench.simulator.ledger.billed).toBe(faults.length);
	});

	test('a link that has expired', async () => {
		bench.reset({ resultLifetimeMs: 1 });
		const editing = bench.edit();
		while (results().length === 0) await delay(10);
		bench.simulator.settings.resultLifetimeMs = 86_400_000;
		const { items } = await editing;
		expect(items[0].binary!.data.mimeType).toBe('video/mp4');
		expect(results()[0].path).not.toBe(results()[1].path);
	});
});

test('if it still fails, the error says that the video is paid and ready, and how to get it', async () => {
	bench.simulator.addFault({
		on: 'result',
		times: Infinity,
		action: { kind: 'status', status: 503 },
	});
	const { error } = await bench.edit();
	const id = await bench.taskId();
	const expires = /until (\S+)$/.exec(error!.message)?.[1];
	expect(Date.parse(expires!)).toBeGreaterThan(Date.now());
	expect(error?.message).toBe(
		`The edited video of task ${id} is ready and paid, but could not be downloaded in 5 attempts (HTTP 503); its link works until ${expires}`,
	);
	expect(error?.description).toContain(`"Get Task" with the task ID ${id}`);
	expect(results()).toHaveLength(5);

	bench.simulator.clearFaults();
	const { items } = await bench.getTask({ taskId: id });
	expect(items[0].binary!.data.fileName).toBe(`wan-edit-${id}.mp4`);
	expect(bench.simulator.ledger.billed).toBe(1);
});

test('a fresh question that brings no link leaves the one that is known', async () => {
	bench.simulator.addFault({ on: 'result', action: { kind: 'reset' } });
	const body = { code: 200, data: { id: '{taskId}', status: 'processing' } };
	bench.simulator.addFault({ on: 'task', after: 1, action: { kind: 'json', body } });
	const { items, error } = await bench.edit();
	expect(error).toBeUndefined();
	expect(items[0].json.status).toBe('completed');
	expect(results()).toHaveLength(2);
});

test('the file name is safe, whatever the service calls its task', async () => {
	const data = {
		id: '../a b',
		status: 'completed',
		result: { videos: [{ url: bench.simulator.sampleUrl }] },
	};
	bench.simulator.addFault({ on: 'submit', action: { kind: 'json', body: { code: 200, data } } });
	const { items } = await bench.edit();
	expect(items[0].json.taskId).toBe('../a b');
	expect(items[0].binary!.data.fileName).toBe('wan-edit-.._a_b.mp4');
});

test('whatever the host calls the file, it is video/mp4', async () => {
	bench.simulator.addFault({
		on: 'result',
		action: { kind: 'contentType', contentType: 'binary/octet-stream' },
	});
	const { items } = await bench.edit();
	expect(items[0].binary!.data).toMatchObject({ mimeType: 'video/mp4', fileExtension: 'mp4' });
	expect(results()).toHaveLength(1);
});

test('Stop during a slow download ends it at once', async () => {
	bench.simulator.addFault({
		on: 'result',
		action: { kind: 'drip', chunkBytes: 100, intervalMs: 100 },
	});
	const execution = bench.begin(bench.submitParameters());
	while (results().length === 0) await delay(20);
	await delay(300);
	const stoppedAt = performance.now();
	execution.stop();
	const { error } = await outcomeOf(execution);
	expect(performance.now() - stoppedAt).toBeLessThan(10_000);
	expect(error?.message).toBe(`Stopped at task ${await bench.taskId()}, which was "completed"`);
	await delay(1500);
	expect(results()).toHaveLength(1);
});
