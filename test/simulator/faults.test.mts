import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import axios from 'axios';
import type { FaultAction } from '../../simulator/index.mts';
import { errorMessage, resultUrl, sleep, startBench, until, type Bench } from './client.mts';

let bench: Bench;
beforeEach(async () => {
	bench = await startBench();
});
afterEach(() => bench.simulator.close());

const onBalance = (action: FaultAction, more = {}) =>
	bench.simulator.addFault({ on: 'balance', action, ...more });
const balance = () => bench.http.get('/v1/balance', { timeout: 60_000 });
const finishedUrl = async () => resultUrl(await bench.ended(await bench.accepted()));

describe('a fault that takes the place of the answer', () => {
	test('status, with a plausible body', async () => {
		onBalance({ kind: 'status', status: 503 });
		const answer = await balance();
		expect(answer.status).toBe(503);
		expect(errorMessage(answer)).toBe('Service Unavailable');
		expect((await balance()).status).toBe(200);
	});

	test('status, with body, headers and type', async () => {
		onBalance({
			kind: 'status',
			status: 429,
			body: 'slow down',
			headers: { 'Retry-After': '7' },
			contentType: 'text/x-note',
		});
		const answer = await balance();
		expect(answer).toMatchObject({ status: 429, data: 'slow down' });
		expect(answer.headers).toMatchObject({ 'retry-after': '7', 'content-type': 'text/x-note' });
	});

	test('html', async () => {
		onBalance({ kind: 'html' });
		const answer = await balance();
		expect(answer.status).toBe(502);
		expect(answer.headers['content-type']).toMatch(/^text\/html/);
		expect(answer.data).toMatch(/^<html>.*502 Bad Gateway/);
	});

	test('empty', async () => {
		onBalance({ kind: 'empty', status: 504 });
		expect(await balance()).toMatchObject({ status: 504, data: '' });
	});

	test('json', async () => {
		onBalance({ kind: 'json', body: { code: 200, data: null } });
		expect(await balance()).toMatchObject({ status: 200, data: { code: 200, data: null } });
	});

	test('redirect', async () => {
		onBalance({ kind: 'redirect', to: bench.simulator.sampleUrl });
		const answer = await bench.http.get('/v1/balance', { maxRedirects: 0 });
		expect(answer.status).toBe(302);
		expect(answer.headers.location).toBe(bench.simulator.sampleUrl);
	});

	test('reset', async () => {
		bench.simulator.addFault({ on: 'submit', action: { kind: 'reset' } });
		await expect(bench.submit()).rejects.toMatchObject({ code: 'ECONNRESET' });
		await sleep(50);
		expect(bench.simulator.ledger).toMatchObject({ submits: 0, billed: 0 });
		expect(bench.simulator.requests.at(-1)).toMatchObject({
			method: 'POST',
			body: { model: 'wan2.7-videoedit' },
		});
	});

	test('stall for ever', async () => {
		bench.simulator.addFault({ on: 'submit', action: { kind: 'stall' } });
		const body = { model: 'wan2.7-videoedit', video_urls: [bench.simulator.sampleUrl] };
		const post = bench.http.post('/v1/videos/generations', body, { timeout: 100 });
		await expect(post).rejects.toMatchObject({ code: 'ECONNABORTED' });
		await sleep(50);
		expect(bench.simulator.ledger.submits).toBe(0);
	});

	test('stall for a while, then handled as usual', async () => {
		onBalance({ kind: 'stall', ms: 100 });
		const startMs = Date.now();
		expect((await balance()).data).toMatchObject({ success: true });
		expect(Date.now() - startMs).toBeGreaterThanOrEqual(95);
	});

	test('stall for a while, and not handled when the client is gone', async () => {
		const { simulator } = bench;
		simulator.addFault({ on: 'submit', action: { kind: 'stall', ms: 5_000 } });
		const client = new AbortController();
		const body = { model: 'wan2.7-videoedit', video_urls: [simulator.sampleUrl] };
		const post = bench.http.post('/v1/videos/generations', body, { signal: client.signal });
		await until(() => simulator.requests.length === 1);
		client.abort();
		await expect(post).rejects.toThrow();
		await until(() => simulator.requests[0].brokenOffAtMs !== undefined);
		await sleep(5_500);
		expect(simulator.ledger.submits).toBe(0);
	});
});

describe('a fault after the request was handled', () => {
	test('loseAnswer', async () => {
		bench.simulator.addFault({ on: 'submit', action: { kind: 'loseAnswer' } });
		await expect(bench.submit()).rejects.toMatchObject({ code: 'ECONNRESET' });
		expect(bench.simulator.ledger).toMatchObject({ submits: 1, billed: 1 });
	});

	test('truncatedJson', async () => {
		bench.simulator.addFault({ on: 'submit', action: { kind: 'truncatedJson' } });
		const answer = await bench.submit();
		expect(answer.status).toBe(200);
		expect(answer.headers['content-type']).toMatch(/^application\/json/);
		expect(answer.data).toMatch(/^\{"code":200,"data":\[/);
		expect(() => JSON.parse(String(answer.data)) as unknown).toThrow();
		expect(bench.simulator.ledger.billed).toBe(1);
	});

	test.each<[FaultAction, number]>([
		[{ kind: 'html' }, 502],
		[{ kind: 'status', status: 504 }, 504],
		[{ kind: 'empty' }, 200],
		[{ kind: 'stall', ms: 20 }, 200],
	])('%j with afterHandling', async (action, status) => {
		bench.simulator.addFault({ on: 'submit', afterHandling: true, action });
		expect((await bench.submit()).status).toBe(status);
		expect(bench.simulator.ledger.billed).toBe(1);
	});

	test('short', async () => {
		const url = await finishedUrl();
		bench.simulator.addFault({ on: 'result', action: { kind: 'short', bytes: 100_000 } });
		const answer = await fetch(url);
		expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(200_000);
		let bytes = 0;
		await expect(async () => {
			for await (const chunk of answer.body ?? []) bytes += chunk.length;
		}).rejects.toThrow();
		expect(bytes).toBe(100_000);
		expect((await bench.bytes(url)).status).toBe(200);
	});

	test('drip', async () => {
		const url = await finishedUrl();
		const { data } = await bench.bytes(url);
		bench.simulator.addFault({
			on: 'result',
			action: { kind: 'drip', chunkBytes: 50_000, intervalMs: 40 },
		});
		const startMs = Date.now();
		const slow = await bench.bytes(url);
		expect(Date.now() - startMs).toBeGreaterThan(180);
		expect(slow.headers['content-length']).toBe(String(data.length));
		expect(slow.data.equals(data)).toBe(true);
	});

	test('drip and short of a JSON answer', async () => {
		onBalance({ kind: 'drip', chunkBytes: 10, intervalMs: 5 });
		expect((await balance()).data).toMatchObject({ success: true });
		onBalance({ kind: 'short', bytes: 10 });
		await expect(balance()).rejects.toThrow();
	});

	test('contentType', async () => {
		const url = await finishedUrl();
		bench.simulator.addFault({
			on: 'result',
			action: { kind: 'contentType', contentType: 'binary/octet-stream' },
		});
		const answer = await bench.bytes(url);
		expect(answer.headers['content-type']).toBe('binary/octet-stream');
		expect(answer.data.length).toBeGreaterThan(200_000);
	});
});

describe('which requests a fault hits', () => {
	test('as many as asked for, after as many as asked for', async () => {
		onBalance({ kind: 'status', status: 500 }, { after: 1, times: 2 });
		const statuses: number[] = [];
		for (let turn = 0; turn < 4; turn += 1) statuses.push((await balance()).status);
		expect(statuses).toEqual([200, 500, 500, 200]);
	});

	test('the first fault wins, clearing ends them all', async () => {
		onBalance({ kind: 'status', status: 500 });
		onBalance({ kind: 'status', status: 503 }, { times: Infinity });
		expect((await balance()).status).toBe(500);
		expect((await balance()).status).toBe(503);
		expect((await balance()).status).toBe(503);
		bench.simulator.clearFaults();
		expect((await balance()).status).toBe(200);
	});

	test('only those of one task', async () => {
		const [one, two] = [await bench.accepted(), await bench.accepted()];
		await Promise.all([bench.ended(one), bench.ended(two)]);
		const twoUrl = resultUrl(await bench.poll(two));
		const action = { kind: 'status', status: 500 } as const;
		bench.simulator.addFault({ on: 'task', taskId: two, action });
		bench.simulator.addFault({ on: 'result', taskId: two, action });
		expect((await bench.bytes(resultUrl(await bench.poll(one)))).status).toBe(200);
		expect((await bench.http.get(`/v1/tasks/${two}`)).status).toBe(500);
		expect((await bench.bytes(twoUrl)).status).toBe(500);
	});

	test('with results behind a redirect: the bytes', async () => {
		bench.simulator.settings.resultViaRedirect = true;
		const url = await finishedUrl();
		bench.simulator.addFault({ on: 'result', action: { kind: 'status', status: 500 } });
		const hop = await axios.get(url, { maxRedirects: 0, validateStatus: () => true });
		expect(hop.status).toBe(302);
		expect((await bench.bytes(url)).status).toBe(500);
	});

	test('not those with a bad key', async () => {
		onBalance({ kind: 'status', status: 500 });
		await bench.http.get('/v1/balance', { headers: { Authorization: 'Bearer wrong' } });
		expect((await balance()).status).toBe(500);
	});
});
