import { setTimeout as delay } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import axios, { type AxiosInstance } from 'axios';
import { startSimulator } from '../../simulator/index.mts';
import { defaultSettings } from '../../simulator/settings.mts';
import { settingsSchema } from '../../simulator/api/settingsSchema.mts';
import { errorMessage, resultUrl, startBench, type Bench } from './client.mts';

let bench: Bench;
let controls: AxiosInstance;
beforeEach(async () => {
	bench = await startBench();
	controls = axios.create({ baseURL: bench.simulator.url, validateStatus: () => true });
});
afterEach(() => bench.simulator.close());

test('requests are recorded on both listeners in order, controls are not', async () => {
	const { simulator, http, bytes } = bench;
	const done = await bench.ended(await bench.accepted({ seed: 7 }));
	await http.get('/v1/tasks/none?language=zh');
	await bytes(resultUrl(done), { 'X-Note': 'here' });
	await controls.get('/v1/balance', { headers: { Authorization: 'Bearer wrong' } });
	await controls.get('/simulator/state');
	expect(
		simulator.requests.map(({ listener, method, path }) => `${listener} ${method} ${path}`),
	).toEqual([
		'api POST /v1/videos/generations',
		'files GET /samples/sample.mp4',
		`api GET /v1/tasks/${done.id}`,
		'api GET /v1/tasks/none',
		`files GET ${new URL(resultUrl(done)).pathname}`,
		'api GET /v1/balance',
	]);
	const [submit, source, , poll, result] = simulator.requests;
	expect(submit).toMatchObject({
		body: { seed: 7 },
		headers: { host: new URL(simulator.url).host },
	});
	expect(source).toMatchObject({ headers: { 'user-agent': 'wan-videoedit-simulator' } });
	expect(poll).toMatchObject({ query: { language: 'zh' }, body: undefined });
	expect(result).toMatchObject({ headers: { 'x-note': 'here' } });
	expect(submit?.atMs).toBeLessThanOrEqual(result?.atMs ?? 0);

	expect((await controls.get('/simulator/requests')).data).toHaveLength(6);
	expect((await controls.delete('/simulator/requests')).status).toBe(204);
	expect(simulator.requests).toHaveLength(0);
});

describe('controls over HTTP', () => {
	test('show the state', async () => {
		const id = await bench.accepted();
		await bench.ended(id);
		const { data } = await controls.get<unknown>('/simulator/state');
		expect(data).toMatchObject({
			filesUrl: bench.simulator.filesUrl,
			settings: { taskTimeMs: 50 },
			ledger: { submits: 1, billed: 1, refunded: 0, billedUsd: 0.9, entries: [{ taskId: id }] },
			faults: [],
			tasks: [{ id, state: 'completed', progress: 100, polls: 1, outputSeconds: 6 }],
		});
	});

	test('change settings', async () => {
		const answer = await controls.patch('/simulator/settings', {
			outcome: 'failed',
			apiKey: 'another-key',
		});
		expect(answer).toMatchObject({ status: 200, data: { outcome: 'failed', taskTimeMs: 50 } });
		expect(bench.simulator.apiKey).toBe('another-key');
		expect((await bench.submit()).status).toBe(401);
		expect((await bench.submit({}, { Authorization: 'Bearer another-key' })).status).toBe(200);
	});

	test.each([
		[{ taskTime: 1 }, 'unknown field taskTime'],
		[{ port: 1 }, 'unknown field port'],
		[{ taskTimeMs: '1' }, 'taskTimeMs must be number'],
		[{ outcome: 'lost' }, /^outcome must be one of completed, failed/],
	])('refuse %j as settings', async (settings, message) => {
		const answer = await controls.patch('/simulator/settings', settings);
		expect(answer.status).toBe(400);
		expect(errorMessage(answer)).toMatch(message);
	});

	test('add and clear faults', async () => {
		const fault = { on: 'balance', times: 'always', action: { kind: 'status', status: 500 } };
		expect((await controls.post('/simulator/faults', fault)).status).toBe(201);
		for (let turn = 0; turn < 3; turn += 1)
			expect((await bench.http.get('/v1/balance')).status).toBe(500);
		expect((await controls.delete('/simulator/faults')).status).toBe(204);
		expect((await bench.http.get('/v1/balance')).status).toBe(200);
	});

	test.each([
		{ on: 'balance' },
		{ on: 'nowhere', action: { kind: 'reset' } },
		{ on: 'task', action: { kind: 'explode' } },
		{ on: 'task', action: { kind: 'status' } },
		{ on: 'task', times: 0, action: { kind: 'reset' } },
	])('refuse the fault %j', async (fault) => {
		expect((await controls.post('/simulator/faults', fault)).status).toBe(400);
	});
});

test('every setting but the ports can be changed over HTTP', () => {
	const { port, filesPort, ...rest } = defaultSettings();
	expect([port, filesPort]).toEqual([0, 0]);
	expect(Object.keys(settingsSchema.properties).sort()).toEqual(Object.keys(rest).sort());
});

describe('closing', () => {
	test('ends stalled requests and running tasks at once', async () => {
		const { simulator, http } = await startBench({ taskTimeMs: 600_000 });
		simulator.addFault({ on: 'balance', action: { kind: 'stall' } });
		await http.post('/v1/videos/generations', {
			model: 'wan2.7-videoedit',
			video_urls: [simulator.sampleUrl],
		});
		const stalled = http.get('/v1/balance');
		stalled.catch(() => {});
		await new Promise((resolve) => setTimeout(resolve, 50));
		const startMs = Date.now();
		await simulator.close();
		expect(Date.now() - startMs).toBeLessThan(60_000);
		await expect(stalled).rejects.toThrow();
	});

	test('a port in use is an error', async () => {
		const port = Number(new URL(bench.simulator.url).port);
		await expect(startSimulator({ port })).rejects.toMatchObject({ code: 'EADDRINUSE', port });
	});
});

test('a request whose connection closes before the answer is whole tells when', async () => {
	const { simulator } = bench;
	simulator.addFault({ on: 'balance', action: { kind: 'stall' } });
	const headers = { Authorization: `Bearer ${simulator.apiKey}` };
	const client = new AbortController();
	const asked = controls.get('/v1/balance', { headers, signal: client.signal });
	while (simulator.requests.length === 0) await delay(10);
	client.abort();
	await expect(asked).rejects.toThrow('canceled');
	await controls.get('/v1/balance', { headers });
	while (simulator.requests[0].brokenOffAtMs === undefined) await delay(10);
	expect(simulator.requests[0].brokenOffAtMs).toBeGreaterThanOrEqual(simulator.requests[0].atMs);
	expect(simulator.requests[1].brokenOffAtMs).toBeUndefined();
});
