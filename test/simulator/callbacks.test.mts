import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SimulatorEvent } from '../../simulator/index.mts';
import { callbackUrl } from '../../simulator/tasks/callback.mts';
import { sleep, startBench, until, type Bench, type ShownTask } from './client.mts';

interface Delivery {
	method: string | undefined;
	url: string | undefined;
	headers: IncomingHttpHeaders;
	task: ShownTask;
}

let bench: Bench;
let receiver: Server;
let origin: string;
let deliveries: Delivery[];
/** Statuses the receiver answers in turn; then 200. 0 means no answer. */
let statuses: number[];
let events: SimulatorEvent[];

beforeEach(async () => {
	bench = await startBench();
	[deliveries, statuses, events] = [[], [], []];
	bench.simulator.onEvent((event) => {
		if (event.kind === 'callback') events.push(event);
	});
	receiver = createServer((request, response) => {
		let body = '';
		request.setEncoding('utf8');
		request.on('data', (text: string) => (body += text));
		request.on('end', () => {
			const { method, url, headers } = request;
			deliveries.push({ method, url, headers, task: JSON.parse(body) as ShownTask });
			const status = statuses.shift() ?? 200;
			if (status !== 0) response.writeHead(status).end();
		});
	});
	await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
	origin = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
});
afterEach(async () => {
	await bench.simulator.close();
	receiver.closeAllConnections();
	receiver.close();
});

describe('a callback', () => {
	test('brings the completed task without a wrapper', async () => {
		const id = await bench.accepted({ webhook: `${origin}/hook?signature=a` });
		const shown = await bench.ended(id);
		await until(() => events.length === 1);
		expect(deliveries).toHaveLength(1);
		expect(deliveries[0]).toMatchObject({
			method: 'POST',
			url: '/hook/callback?signature=a',
			headers: { 'content-type': 'application/json' },
		});
		expect(deliveries[0]?.headers).not.toHaveProperty('authorization');
		expect(deliveries[0]?.task).toEqual(shown);
		expect(events[0]).toMatchObject({ taskId: id, data: { attempt: 1, outcome: 200 } });
	});

	test('tells of a failed task', async () => {
		bench.simulator.settings.outcome = 'failed';
		await bench.accepted({ webhook: origin });
		await until(() => deliveries.length === 1);
		expect(deliveries[0]).toMatchObject({ url: '/callback', task: { status: 'failed' } });
	});

	test.each(['cancelled', 'expired'] as const)('is not sent when %s', async (outcome) => {
		bench.simulator.settings.outcome = outcome;
		await bench.ended(await bench.accepted({ webhook: origin }));
		await sleep(50);
		expect(deliveries).toHaveLength(0);
	});

	test('is tried again on 5xx until it is taken', async () => {
		statuses = [500, 503];
		await bench.accepted({ webhook: origin });
		await until(() => events.length === 3);
		expect(events.map((event) => event.data.outcome)).toEqual([500, 503, 200]);
		expect(new Set(deliveries.map((delivery) => delivery.task.id)).size).toBe(1);
	});

	test('is given up after four tries', async () => {
		statuses = [500, 500, 500, 500, 500];
		await bench.accepted({ webhook: origin });
		await until(() => events.length === 4);
		await sleep(60);
		expect(deliveries).toHaveLength(4);
	});

	test.each([404, 302])('is given up at once on %s', async (status) => {
		statuses = [status];
		await bench.accepted({ webhook: origin });
		await until(() => events.length === 1);
		await sleep(60);
		expect(deliveries).toHaveLength(1);
	});

	test('is tried again when nobody answers', async () => {
		bench.simulator.settings.callbackTimeoutMs = 1_000;
		statuses = [0];
		await bench.accepted({ webhook: origin });
		const outcomes = () => events.map((event) => event.data.outcome);
		await until(() => outcomes().includes(200));
		expect(outcomes()[0]).toBe('timeout');
		expect(outcomes().at(-1)).toBe(200);
	});

	test('is tried again when nobody listens', async () => {
		await bench.accepted({ webhook: 'http://127.0.0.1:9/hook' });
		await until(() => events.length === 4);
		expect(events.map((event) => event.data.outcome)).toEqual(Array(4).fill('no connection'));
	});

	test('can come twice', async () => {
		bench.simulator.settings.callbackCopies = 2;
		await bench.accepted({ webhook: origin });
		await until(() => events.length === 2);
		expect(deliveries[0]?.task).toEqual(deliveries[1]?.task);
	});

	test('that is pending ends with the simulator', async () => {
		statuses = [0];
		bench.simulator.settings.callbackTimeoutMs = 60_000;
		await bench.accepted({ webhook: origin });
		await until(() => deliveries.length === 1);
		const startMs = Date.now();
		await bench.simulator.close();
		expect(Date.now() - startMs).toBeLessThan(30_000);
	});
});

test.each([
	['https://a.example/', 'https://a.example/callback'],
	['https://a.example/hook/', 'https://a.example/hook/callback'],
	['https://a.example/h/1?x=1&y=2', 'https://a.example/h/1/callback?x=1&y=2'],
])('the callback of %s goes to %s', (webhook, url) => {
	expect(callbackUrl(webhook)).toBe(url);
});
