import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
	ERROR_ROWS,
	MODERATION_MESSAGES,
	type Fault,
	type FaultAction,
	type FaultPoint,
} from '../../simulator/index.mts';
import { TrafficByPrompt } from '../support/promises/traffic.mts';
import { until } from './client.mts';
import { acceptedId, formOf, ModelStudioBench, POLICY, UUID } from './modelStudioClient.mts';

let bench: ModelStudioBench;
beforeEach(async () => {
	bench = await ModelStudioBench.start();
});
afterEach(() => bench.simulator.close());

const add = (on: FaultPoint, action: FaultAction, more: Partial<Fault> = {}) =>
	bench.simulator.addFault({ on, action, ...more });
const status = (code: number): FaultAction => ({ kind: 'status', status: code });
const submit = (prompt: string) => bench.submit({ input: { prompt } });
const upload = async () => {
	const policy = await bench.policy();
	const file = { name: 'a.mp4', bytes: Buffer.alloc(8 * 1024 * 1024) };
	return await bench.send(policy.upload_host, formOf(policy, file));
};

/** Every request of Model Studio, by the name under which faults hit it. */
const ASK: [on: FaultPoint, ask: () => Promise<{ status: number; data: unknown }>][] = [
	['submit', () => bench.submit()],
	['task', () => bench.http.get('/api/v1/tasks/none')],
	['policy', () => bench.http.get(POLICY)],
	['list', () => bench.list()],
	['cancel', () => bench.cancel('none')],
];

describe.each(ASK)('a fault of a %s', (on, ask) => {
	test('with a status has a plausible body', async () => {
		for (const code of [400, 401, 403, 404, 429, 500, 503]) {
			add(on, status(code));
			const answer = await ask();
			expect([answer.status, answer.data]).toEqual([
				code,
				{
					code: expect.stringMatching(/^[A-Z][\w.]+$/),
					message: expect.any(String),
					request_id: expect.stringMatching(UUID),
				},
			]);
		}
		expect([200, 400]).toContain((await ask()).status);
	});

	test('can be of every kind', async () => {
		add(on, { kind: 'html' });
		expect(await ask()).toMatchObject({ status: 502, data: expect.stringContaining('<html>') });
		add(on, { kind: 'empty' });
		expect(await ask()).toMatchObject({ status: 200, data: '' });
		add(on, { kind: 'json', body: { a: 1 } });
		expect(await ask()).toMatchObject({ status: 200, data: { a: 1 } });
		add(on, { kind: 'redirect', to: `${bench.simulator.filesUrl}/elsewhere`, status: 307 });
		expect((await ask()).status).toBe(404);
		add(on, { kind: 'truncatedJson' });
		expect(typeof (await ask()).data).toBe('string');
		add(on, { kind: 'contentType', contentType: 'text/x-note' });
		expect(await ask()).toMatchObject({ headers: { 'content-type': 'text/x-note' } });
		add(on, { kind: 'drip', chunkBytes: 20, intervalMs: 1 });
		expect((await ask()).data).toMatchObject({ request_id: expect.any(String) });
		for (const kind of ['reset', 'loseAnswer'] as const) {
			add(on, { kind });
			await expect(ask()).rejects.toThrow();
		}
		add(on, { kind: 'short', bytes: 10 });
		await expect(ask()).rejects.toThrow();
		const beginMs = Date.now();
		add(on, { kind: 'stall', ms: 300 });
		expect((await ask()).data).toMatchObject({ request_id: expect.any(String) });
		expect(Date.now() - beginMs).toBeGreaterThan(290);
	});

	test('can be any row of the reference', async () => {
		for (const { status, code, message } of ERROR_ROWS) {
			add(on, { kind: 'status', status, body: { code, message, request_id: '{taskId}' } });
			expect(await ask()).toMatchObject({ status, data: { code, message } });
		}
	});
});

describe('a fault of the form or of the result', () => {
	test('with a status has the XML of the storage', async () => {
		add('upload', status(503));
		const answer = await upload();
		expect(answer).toMatchObject({ status: 503, headers: { 'content-type': 'application/xml' } });
		expect(answer.data).toContain('<Code>ServiceUnavailable</Code>');
		expect((await upload()).status).toBe(200);
		const { output } = await bench.done();
		add('result', status(403), { taskId: output.task_id });
		const result = await bench.fetch(output.video_url ?? '');
		expect(result.status).toBe(403);
		expect(result.data.toString()).toContain('<Code>AccessDenied</Code>');
		expect((await bench.fetch(output.video_url ?? '')).status).toBe(200);
	});

	test('can lose the answer to a form that has been stored', async () => {
		add('upload', { kind: 'loseAnswer' });
		const policy = await bench.policy();
		const form = () => formOf(policy, { name: 'a.mp4', bytes: Buffer.from('a') });
		await expect(bench.send(policy.upload_host, form())).rejects.toThrow();
		expect((await bench.send(policy.upload_host, form())).status).toBe(409);
	});

	test('can end a result too early', async () => {
		const { output } = await bench.done();
		add('result', { kind: 'short', bytes: 1000 });
		await expect(bench.fetch(output.video_url ?? '')).rejects.toThrow();
	});
});

describe('which requests a fault hits', () => {
	test('only those of an edit, by its prompt', async () => {
		add('submit', status(500), { mark: 'two' });
		add('task', status(503), { mark: 'two', times: Infinity });
		add('cancel', status(429), { mark: 'two' });
		const one = acceptedId(await submit('one'));
		expect((await submit('two')).status).toBe(500);
		const two = acceptedId(await submit('two'));
		const check = async (id: string) => (await bench.http.get(`/api/v1/tasks/${id}`)).status;
		expect([await check(one), await check(two)]).toEqual([200, 503]);
		expect([(await bench.cancel(one)).status, (await bench.cancel(two)).status]).toEqual([
			400, 429,
		]);
	});

	test('only those of a task, whose ID it can tell', async () => {
		const [one, two] = [acceptedId(await submit('one')), acceptedId(await submit('two'))];
		const body = { code: 'X', message: 'about {taskId}' };
		for (const on of ['task', 'cancel'] as const)
			add(on, { kind: 'status', status: 500, body }, { taskId: two, after: 1 });
		const check = (id: string) => bench.http.get(`/api/v1/tasks/${id}`);
		for (const ask of [check, (id: string) => bench.cancel(id)]) {
			for (const id of [one, one, two]) expect((await ask(id)).status).not.toBe(500);
			expect(await ask(two)).toMatchObject({
				status: 500,
				data: { message: `about ${two}` },
			});
		}
	});

	test('with the ID of the task that was just bought', async () => {
		const action: FaultAction = { kind: 'json', body: { output: { task_id: ['{taskId}'] } } };
		add('submit', action, { afterHandling: true });
		const answer = await bench.submit();
		const [id] = bench.simulator.tasks.keys();
		expect(answer.data).toEqual({ output: { task_id: [id] } });
		expect(bench.simulator.ledger.billed).toBe(1);
	});

	test('not those with a wrong key, and not the same request at the other service', async () => {
		add('list', status(500));
		const headers = { Authorization: 'Bearer wrong' };
		expect((await bench.http.get('/api/v1/tasks/', { headers })).status).toBe(401);
		expect((await bench.http.get('/v1/tasks/none')).status).toBe(400);
		expect((await bench.list()).status).toBe(500);
	});
});

test('a submit without an answer can be found in the list', async () => {
	add('submit', { kind: 'loseAnswer' });
	await expect(submit('lost')).rejects.toThrow();
	const { data } = await bench.list();
	expect(data.data.map(({ task_id }) => task_id)).toEqual([...bench.simulator.tasks.keys()]);
	add('submit', { kind: 'reset' });
	await expect(submit('not bought')).rejects.toThrow();
	expect((await bench.list()).data.total).toBe(1);
});

test('a task can fail for every reason of the reference', async () => {
	const { settings } = bench.simulator;
	const reasons = [
		...ERROR_ROWS,
		...MODERATION_MESSAGES.map((message) => ({ code: 'DataInspectionFailed', message })),
	];
	for (const { code, message } of reasons) {
		Object.assign(settings, { outcome: 'failed', failureCode: code, failureMessage: message });
		await bench.accepted();
	}
	const { tasks } = bench.simulator;
	await until(() => [...tasks.values()].every(({ state }) => state !== 'running'));
	const told = await Promise.all(
		[...tasks.keys()].map(async (id) => (await bench.check(id)).output),
	);
	expect(told.map(({ code, message }) => [code, message])).toEqual(
		reasons.map(({ code, message }) => [code, message]),
	);
});

test('sources that fail, fail for the documented reason', async () => {
	const { simulator } = bench;
	const gone = await ModelStudioBench.start();
	await gone.simulator.close();
	const serve = (text: string, type: string) =>
		simulator.serveFile(`${type.replace('/', '.')}`, Buffer.from(text), type);
	const reasons: [url: string, code: string][] = [
		[`${simulator.filesUrl}/test-files/none`, 'BadRequest.InputDownloadFailed'],
		[`${gone.simulator.filesUrl}/a.mp4`, 'InvalidURL.ConnectionRefused'],
		['http://127.0.0.1:9/a.mp4', 'InvalidURL'],
		[serve('<html></html>', 'text/html'), 'InvalidParameter.DataInspection'],
		[serve('no video', 'video/mp4'), 'InvalidFile.Openerror'],
	];
	for (const [url, code] of reasons) {
		const id = acceptedId(await bench.submitUrl(url));
		const { output } = await bench.ended(id);
		expect(output).toMatchObject({ task_status: 'FAILED', code });
	}
	simulator.settings.sourceTimeoutMs = 100;
	add('source', { kind: 'stall' });
	const { output } = await bench.done();
	expect(output.code).toBe('InvalidURL.Timeout');
});

test('the traffic of an edit is found by its prompt', async () => {
	const traffic = new TrafficByPrompt(bench.simulator);
	const id = acceptedId(await submit('one'));
	await submit('two');
	await bench.check(id);
	await bench.cancel(id);
	const { requests, tasks } = traffic.of('one');
	expect(requests.map(({ method }) => method)).toEqual(['POST', 'GET', 'POST']);
	expect(tasks.map((task) => task.id)).toEqual([id]);
});

test('faults of Model Studio can be added over HTTP', async () => {
	for (const on of ['policy', 'list', 'cancel']) {
		const fault = { on, action: { kind: 'status', status: 500 } };
		expect((await bench.http.post('/simulator/faults', fault)).status).toBe(201);
	}
	expect((await bench.list()).status).toBe(500);
});
