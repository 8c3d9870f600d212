import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeVideo, type VideoWish } from '../support/media.mts';
import { startBench, until, type Bench, type ShownTask } from './client.mts';

let bench: Bench;
beforeAll(async () => {
	bench = await startBench();
});
afterAll(() => bench.simulator.close());

async function failing(url: string, extra: Record<string, unknown> = {}): Promise<string> {
	const task: ShownTask = await bench.ended(await bench.accepted({ video_urls: [url], ...extra }));
	expect(task.status).toBe('failed');
	return task.error?.message ?? '';
}

describe('a source that is refused', () => {
	test.each<[what: string, wish: VideoWish, extra: object, message: string]>([
		['too short', { seconds: 1.5 }, {}, 'The source must last 2–10 s, but lasts 1.5 s'],
		['too long', { seconds: 10.5 }, {}, 'The source must last 2–10 s, but lasts 10.5 s'],
		['narrow', { width: 238 }, {}, 'must be 240–4096 px, but are 238×360'],
		['tall', { height: 4098 }, {}, 'must be 240–4096 px, but are 640×4098'],
		['a ribbon', { width: 1930, height: 240 }, {}, 'must be 1:8–8:1, but is 8.042:1 (1930×240)'],
		['a pillar', { width: 240, height: 2000 }, {}, 'must be 1:8–8:1, but is 0.12:1 (240×2000)'],
		['Matroska', { container: 'mkv' }, {}, 'The source must be MP4 or MOV, but is Matroska'],
		['only sound', { audioOnly: true }, {}, 'The source has no video track'],
		[
			'shorter than duration',
			{ seconds: 3 },
			{ duration: 4 },
			'duration is 4 s, but the source lasts only 3 s',
		],
	])('because it is %s', async (_what, wish, extra, message) => {
		const url = bench.simulator.serveFile('source.mp4', await makeVideo(wish), 'video/mp4');
		expect(await failing(url, { ...extra })).toContain(message);
	});

	test('because it is no video at all', async () => {
		const url = bench.simulator.serveFile('a.mp4', Buffer.from('no video'), 'video/mp4');
		expect(await failing(url)).toMatch(/^The source is not a readable MP4 or MOV file: /);
	});

	test('because it is cut off', async () => {
		const whole = await makeVideo();
		const url = bench.simulator.serveFile('cut.mp4', whole.subarray(0, 100_000), 'video/mp4');
		expect(await failing(url)).toMatch(/^The source is not a readable MP4 or MOV file: /);
	});

	test('because it is empty', async () => {
		const url = bench.simulator.serveFile('empty.mp4', Buffer.alloc(0), 'video/mp4');
		expect(await failing(url)).toMatch(/not a readable MP4|empty answer/);
	});

	test('because it is a web page', async () => {
		const page = Buffer.from('<html></html>');
		const url = bench.simulator.serveFile('page.mp4', page, 'text/html; charset=utf-8');
		expect(await failing(url)).toMatch(/leads to a web page \(Content-Type text\/html/);
	});

	test('because it is too large, told by Content-Length', async () => {
		const large = await makeVideo({ padToBytes: 100 * 1024 * 1024 + 1 });
		const url = bench.simulator.serveFile('large.mp4', large, 'video/mp4');
		expect(await failing(url)).toBe(
			'The source video is larger than 100 MB (at least 104857601 bytes)',
		);
	});

	test('because it does not end, and the transfer is broken off', async () => {
		let sent = 0;
		const chunk = Buffer.alloc(1024 * 1024);
		const endless = () =>
			new Readable({
				read() {
					sent += chunk.length;
					this.push(chunk);
				},
			});
		const url = bench.simulator.serveFile('endless.mp4', endless, 'video/mp4');
		expect(await failing(url)).toMatch(/^The source video is larger than 100 MB/);
		expect(sent).toBeLessThan(150 * 1024 * 1024);
	});

	test('because it is not there', async () => {
		const reason = 'The source video could not be fetched: ';
		const { filesUrl } = bench.simulator;
		expect(await failing(`${filesUrl}/samples/none.mp4`)).toBe(`${reason}HTTP 404`);
		expect(await failing(`${filesUrl}/samples/..%2Findex.mts`)).toBe(`${reason}HTTP 404`);
		expect(await failing('http://127.0.0.1:9/a.mp4')).toMatch(/^The source video could not be/);
	});

	test('because it redirects for ever or elsewhere', async () => {
		const { simulator } = bench;
		const to = simulator.sampleUrl;
		simulator.addFault({ on: 'source', times: 6, action: { kind: 'redirect', to } });
		expect(await failing(to)).toMatch(/more than 5 redirects$/);
		simulator.addFault({ on: 'source', action: { kind: 'redirect', to: 'file:///a.mp4' } });
		expect(await failing(to)).toMatch(/redirected to file:\/\/\/a\.mp4$/);
	});

	test('because it takes too long', async () => {
		const { simulator } = bench;
		simulator.settings.sourceTimeoutMs = 100;
		simulator.addFault({ on: 'source', action: { kind: 'stall' } });
		expect(await failing(simulator.sampleUrl)).toMatch(/no end after 100 ms$/);
		simulator.settings.sourceTimeoutMs = 30_000;
	});

	test('because its connection breaks', async () => {
		const { simulator } = bench;
		simulator.addFault({ on: 'source', action: { kind: 'short', bytes: 1000 } });
		expect(await failing(simulator.sampleUrl)).toMatch(/^The source video could not be fetched: /);
	});
});

test('five redirects are followed', async () => {
	const { simulator, accepted, ended } = bench;
	const to = simulator.sampleUrl;
	simulator.addFault({ on: 'source', times: 5, action: { kind: 'redirect', to } });
	expect((await ended(await accepted())).status).toBe('completed');
});

test('a failed task is refunded', async () => {
	const { simulator, accepted } = bench;
	const id = await accepted({ video_urls: [`${simulator.filesUrl}/none.mp4`] });
	await until(() => simulator.tasks.get(id)?.state === 'failed');
	expect(simulator.ledger.entries.at(-1)).toEqual({ taskId: id, usd: 1.5, refunded: true });
});
