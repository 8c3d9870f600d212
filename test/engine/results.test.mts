import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

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

import { instanceFolder } from '../../n8n/engine/instanceFolder.mts';
import { timeLimitsOfBuiltNode } from '../support/builtNode.mts';
import { readMedia } from '../support/media.mts';
import { Workbench, type Outcome } from '../support/workbench.mts';

const MB = 1024 ** 2;
const FTYP = Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isommp42', 'latin1');

let bench: Workbench;
let sample: Buffer;
beforeAll(async () => {
	bench = await Workbench.start();
	sample = Buffer.from(await (await fetch(bench.simulator.sampleUrl)).arrayBuffer());
});
beforeEach(() => bench.reset());
afterEach(() => {
	jest.restoreAllMocks();
});
afterAll(async () => await bench.close());

/** Files in n8n's store, finished or not, without what n8n keeps about them. */
async function storedFiles(): Promise<string[]> {
	const entries = await readdir(join(instanceFolder, 'files'), {
		recursive: true,
		withFileTypes: true,
	});
	return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

type Host = Parameters<Workbench['simulator']['serveFile']>;
type Result = [bytes: Host[1], contentType?: string, unusual?: Host[3]];

/** One edit for each name, whose result is what stands beside it. */
async function editsWithResults(results: Record<string, Result>): Promise<Outcome> {
	for (const [name, [bytes, contentType = 'video/mp4', unusual]] of Object.entries(results)) {
		const to = bench.simulator.serveFile(name, bytes, contentType, unusual);
		const action = { kind: 'redirect' as const, to };
		bench.simulator.addFault({ on: 'result', mark: name, times: Infinity, action });
	}
	return await bench.edit(
		{ prompt: '={{ $json.name }}' },
		{
			items: Object.keys(results).map((name) => ({ name })),
			node: { onError: 'continueRegularOutput' },
		},
	);
}

const requestsFor = (name: string) =>
	bench.requests('GET', new RegExp(`^/test-files/${encodeURIComponent(name)}$`));

test('what is no video is not stored, whatever its label; the message says what it is', async () => {
	const text = (content: string): Result => [Buffer.from(content)];
	const results: Record<string, Result> = {
		'an HLS playlist': text('#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:6,\na.ts\n'),
		'a DASH playlist': text('<?xml version="1.0"?>\n<MPD type="static"></MPD>'),
		'a web page': text(`${'\n'.repeat(300)}<!-- x --><!DOCTYPE html><title>Sign in</title>`),
		'JSON text': text('{"error": "expired"}'),
		'a text file': text('The file is being prepared, please wait.\n'),
		'a PNG image': [Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1')],
		'a GIF image': [Buffer.from('GIF89a\x01\0\x01\0', 'latin1'), 'application/octet-stream'],
		'a ZIP archive': [Buffer.from('PK\x03\x04\x14\0', 'latin1')],
		'"text/plain"': [Buffer.from('\x01\x02\x03\x04', 'latin1'), 'text/plain'],
	};
	const before = await storedFiles();
	const { items } = await editsWithResults(results);
	expect(await storedFiles()).toEqual(before);
	const ids = [...bench.simulator.tasks.keys()];
	for (const [item, kind] of Object.keys(results).entries()) {
		const { message, description } = items[item].error!;
		expect(message).toMatch(/^The edited video of task task_\w+ is ready and paid, but could not/);
		expect(ids.some((id) => message.includes(id))).toBe(true);
		expect(message).toContain(
			`(the link leads to ${kind} instead of a video); its link works until`,
		);
		expect(description).toMatch(/neither costs anything\. Its link \(http:\S+\) also opens/);
	}
	expect(bench.simulator.ledger.billed).toBe(Object.keys(results).length);
});

test('other videos are named as what they are', async () => {
	// The beginning of each tells.
	const webm = Buffer.from('1a45dfa39f4286810142f7810142f2810442f381084282847765626d', 'hex');
	const mov = Buffer.from('\0\0\0\x14ftypqt  \0\0\x02\0qt  ', 'latin1');
	const { items } = await editsWithResults({
		webm: [Buffer.concat([webm, Buffer.alloc(9000)])],
		mov: [mov],
		mp4: [sample, 'text/plain'],
	});
	expect(items.map(({ binary }) => binary!.data)).toEqual([
		expect.objectContaining({ mimeType: 'video/webm', fileExtension: 'webm' }),
		expect.objectContaining({ mimeType: 'video/quicktime', fileExtension: 'mov' }),
		expect.objectContaining({ mimeType: 'video/mp4', fileExtension: 'mp4' }),
	]);
	expect(items[0].binary!.data.fileName).toMatch(/^wan-edit-task_\w+\.webm$/);
});

test('the whole file under another status, or compressed on its way, arrives as it is', async () => {
	const range = (to: number) => `bytes 0-${to}/${sample.length}`;
	const results: Record<string, Result> = {
		'all of it as a part': [
			sample,
			'video/mp4',
			{ status: 206, headers: { 'content-range': range(sample.length - 1) } },
		],
		'from a proxy': [sample, 'video/mp4', { status: 203 }],
		compressed: [gzipSync(sample), 'video/mp4', { headers: { 'content-encoding': 'gzip' } }],
		'of unknown length': [() => Readable.from([sample], { objectMode: false })],
		'in many pieces': [
			() =>
				Readable.from(
					Array.from({ length: Math.ceil(sample.length / 1000) }, (_, n) =>
						sample.subarray(1000 * n, 1000 * (n + 1)),
					),
					{ objectMode: false },
				),
		],
	};
	const { items } = await editsWithResults(results);
	for (const [item, name] of Object.keys(results).entries()) {
		expect({ name, error: items[item].error?.message }).toEqual({ name, error: undefined });
		expect(sample.equals(await bench.readFile(items[item]))).toBe(true);
		expect(requestsFor(name)).toHaveLength(1);
	}
	expect(await readMedia(await bench.readFile(items[0]))).toMatchObject({ width: 640 });
});

test('of a download that fails each time, nothing stays in n8n’s store', async () => {
	const cut: Result = [sample, 'video/mp4', { headers: { 'content-length': '9999999' } }];
	const part: Result = [
		sample.subarray(0, 1000),
		'video/mp4',
		{ status: 206, headers: { 'content-range': `bytes 0-999/${sample.length}` } },
	];
	const before = await storedFiles();
	const { items } = await editsWithResults({
		cut,
		part,
		'cut in its compressed form': [
			gzipSync(sample).subarray(0, 100_000),
			'video/mp4',
			{ headers: { 'content-encoding': 'gzip', 'content-length': '200000' } },
		],
	});
	expect(items.map(({ error }) => error?.message)).toEqual([
		expect.stringContaining('in 5 attempts'),
		expect.stringContaining('in 5 attempts (HTTP 206: only a part of the file)'),
		expect.stringContaining('in 5 attempts'),
	]);
	expect(await storedFiles()).toEqual(before);
});

describe('a result has a limit', () => {
	const SMALL_LIMIT = 20 * MB;
	beforeEach(() => {
		const path = join(process.cwd(), 'dist/nodes/WanVideoEdit/download/checkDownload.js');
		const built = jest.requireActual<{ LARGEST_VIDEO_BYTES: number }>(path);
		jest.replaceProperty(built, 'LARGEST_VIDEO_BYTES', SMALL_LIMIT);
	});

	test('an endless one, and few bytes that become many, end there and are not tried again', async () => {
		let sent = 0;
		function* endless() {
			yield FTYP;
			for (;;) {
				sent += MB;
				yield Buffer.alloc(MB);
			}
		}
		const bomb = gzipSync(Buffer.concat([FTYP, Buffer.alloc(10 * SMALL_LIMIT)]));
		expect(bomb.length).toBeLessThan(MB);
		const before = await storedFiles();
		const { items } = await editsWithResults({
			endless: [() => Readable.from(endless(), { objectMode: false })],
			bomb: [bomb, 'video/mp4', { headers: { 'content-encoding': 'gzip' } }],
			announced: [Buffer.concat([FTYP, Buffer.alloc(SMALL_LIMIT)])],
		});
		expect(items.map(({ error }) => error?.message)).toEqual([
			expect.stringContaining('in 1 attempt (the file is more than'),
			expect.stringContaining('in 1 attempt (the file is more than'),
			expect.stringContaining('too large for an edited video'),
		]);
		expect(await storedFiles()).toEqual(before);
		expect(sent).toBeLessThan(4 * SMALL_LIMIT);
		for (const name of ['endless', 'bomb']) expect(requestsFor(name)).toHaveLength(1);
		expect(requestsFor('endless')[0].brokenOffAtMs).toBeDefined();
	});
});

test('one that drips for ever ends by the limit of a whole download', async () => {
	jest.replaceProperty(timeLimitsOfBuiltNode(), 'download', 3_000);
	const action = { kind: 'drip' as const, chunkBytes: 100, intervalMs: 100 };
	bench.simulator.addFault({ on: 'result', action });
	const before = await storedFiles();
	const { items, error } = await bench.edit();
	expect(error).toBeUndefined();
	expect(items[0].binary).toHaveProperty('data');
	const results = bench.requests('GET', /^\/f\/video\//);
	expect(results).toHaveLength(2);
	expect(results[0].brokenOffAtMs).toBeDefined();
	// The file and what n8n keeps about it.
	expect((await storedFiles()).length - before.length).toBe(2);
});

test('what a host goes on to send after an answer that is refused is not taken', async () => {
	let sent = 0;
	function* endless() {
		for (;;) {
			sent += MB;
			yield Buffer.alloc(MB, ' ');
		}
	}
	const { items } = await editsWithResults({
		refused: [() => Readable.from(endless(), { objectMode: false }), 'text/plain', { status: 403 }],
	});
	expect(items[0].error?.message).toContain('HTTP 403: the link has expired or is wrong');
	expect(requestsFor('refused')).toHaveLength(5);
	while (requestsFor('refused').some(({ brokenOffAtMs }) => brokenOffAtMs === undefined)) {
		await delay(100);
	}
	expect(sent).toBeLessThan(100 * MB);
});
