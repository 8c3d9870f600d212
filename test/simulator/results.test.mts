import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import axios from 'axios';
import { parseRange } from '../../simulator/files/byteRange.mts';
import { packetsUntil } from '../../simulator/video/copyVideo.mts';
import { resultUrl, startBench, type Bench } from './client.mts';

let bench: Bench;
beforeEach(async () => {
	bench = await startBench();
});
afterEach(() => bench.simulator.close());

const finished = async () => await bench.ended(await bench.accepted());

describe('a result link', () => {
	test('dies, and a later poll brings a fresh one', async () => {
		const { settings } = bench.simulator;
		const lifetimeMs = settings.resultLifetimeMs;
		settings.resultLifetimeMs = 0;
		const done = await finished();
		const old = resultUrl(done);
		expect((await bench.bytes(old)).status).toBe(403);
		settings.resultLifetimeMs = lifetimeMs;
		const fresh = resultUrl(await bench.poll(done.id));
		expect(fresh).not.toBe(old);
		expect((await bench.bytes(fresh)).status).toBe(200);
		expect(resultUrl(await bench.poll(done.id))).toBe(fresh);
		expect((await bench.bytes(old)).status).toBe(403);
	});

	test('cannot be guessed', async () => {
		const url = resultUrl(await finished());
		expect((await bench.bytes(url.replace(/-\w+\.mp4$/, '-0123456789abcdef.mp4'))).status).toBe(
			404,
		);
	});

	test('understands HEAD and Range', async () => {
		const url = resultUrl(await finished());
		const { data } = await bench.bytes(url);
		const head = await axios.head(url);
		expect(head.headers['content-length']).toBe(String(data.length));
		const part = await bench.bytes(url, { Range: 'bytes=10-19' });
		expect(part.status).toBe(206);
		expect(part.headers['content-range']).toBe(`bytes 10-19/${data.length}`);
		expect(part.data.equals(data.subarray(10, 20))).toBe(true);
		const beyond = await bench.bytes(url, { Range: `bytes=${data.length}-` });
		expect(beyond.status).toBe(416);
	});

	test.each([
		[false, '127.0.0.1'],
		[true, 'localhost'],
	])('can lead to the bytes elsewhere (other host: %s)', async (redirectToOtherHost, host) => {
		Object.assign(bench.simulator.settings, { resultViaRedirect: true, redirectToOtherHost });
		const url = resultUrl(await finished());
		const hop = await axios.get(url, { maxRedirects: 0, validateStatus: () => true });
		expect(hop.status).toBe(302);
		const location = new URL(String(hop.headers.location));
		expect(location.hostname).toBe(host);
		expect(location.pathname).toMatch(/^\/f\/moved\//);
		const file = await bench.bytes(url);
		expect(file.status).toBe(200);
		expect(file.data.length).toBeGreaterThan(100_000);
	});
});

describe('samples and test files', () => {
	test('understand HEAD and Range', async () => {
		const { sampleUrl } = bench.simulator;
		const { data } = await bench.bytes(sampleUrl);
		const head = await axios.head(sampleUrl);
		expect(head.headers).toMatchObject({
			'content-type': 'video/mp4',
			'content-length': String(data.length),
		});
		const tail = await bench.bytes(sampleUrl, { Range: 'bytes=-100' });
		expect(tail.data.equals(data.subarray(-100))).toBe(true);
	});

	test('have the name and type a test gave', async () => {
		const url = bench.simulator.serveFile('a b/ü.mp4', Buffer.from('0123456789'), 'text/x');
		const file = await bench.bytes(url, { Range: 'bytes=2-3' });
		expect(file.data.toString()).toBe('23');
		expect(file.headers['content-type']).toBe('text/x');
		expect((await bench.bytes(`${bench.simulator.filesUrl}/test-files/none`)).status).toBe(404);
	});
});

test.each([
	[undefined, undefined],
	['bytes=0-0', { start: 0, end: 0 }],
	['bytes=90-200', { start: 90, end: 99 }],
	['bytes=90-', { start: 90, end: 99 }],
	['bytes=-200', { start: 0, end: 99 }],
	['bytes=100-', 'unsatisfiable'],
	['bytes=-0', 'unsatisfiable'],
	['bytes=5-4', undefined],
	['bytes=0-1,3-4', undefined],
	['items=0-1', undefined],
	['bytes=-', undefined],
])('Range %s of 100 bytes means %j', (header, range) => {
	expect(parseRange(header, 100)).toEqual(range);
});

test('a cut keeps late frames that earlier ones are decoded from, and no gap', async () => {
	async function* packets() {
		await Promise.resolve();
		for (const timestamp of [0, 3, 1, 2, 6, 4, 5, 9]) yield { timestamp };
	}
	const kept: number[] = [];
	for await (const packet of packetsUntil(packets(), 5)) kept.push(packet.timestamp);
	expect(kept).toEqual([0, 3, 1, 2, 6, 4, 5]);
});
