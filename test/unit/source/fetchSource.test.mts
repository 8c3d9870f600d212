import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import type { Client } from '../../../nodes/WanVideoEdit/service/client';
import { TIMEOUTS_MS } from '../../../nodes/WanVideoEdit/shared/policies';
import { fetchSource } from '../../../nodes/WanVideoEdit/source/fetchSource';
import { openFile, type StoredFile } from '../../../nodes/WanVideoEdit/source/openFile';
import { contextsOfRun, removeFiles, storedFiles, useStore } from '../../support/itemContext.mts';
import { SAMPLE_PATH } from '../../support/media.mts';
import { hostOf, type WebHost } from '../../support/webHost.mts';

const sample = readFileSync(SAMPLE_PATH);
const PLACE = 'Video URL';

let host: WebHost;
beforeEach(async () => await useStore('filesystem'));
afterEach(() => host.close());
afterAll(async () => await removeFiles());

interface About {
	stop?: AbortSignal;
	/** Where the service is: in this network unless told otherwise, so that the host may be, too. */
	address?: string;
	connection?: object;
}

/** As far as a fetch needs them. */
const clientsOf = (
	items: number,
	{ stop, address = 'http://127.0.0.1:1', connection = {} }: About = {},
): Client[] =>
	contextsOfRun(items, stop).map(
		(context) => ({ context, stop, address, wire: { connection } }) as unknown as Client,
	);

async function start(answer: RequestListener): Promise<void> {
	host = await hostOf(answer);
}

const sends =
	(content: Buffer, headers: Record<string, string | number> = {}, status = 200): RequestListener =>
	(_request, response) => {
		response.writeHead(status, headers).end(content);
	};

const fetchIt = async (url = host.url, [client] = clientsOf(1)) =>
	await fetchSource(client, url, PLACE);

async function readAgain(file: StoredFile): Promise<Buffer> {
	const pieces: Buffer[] = [];
	for await (const piece of openFile(contextsOfRun(1)[0], file)()) pieces.push(piece);
	return Buffer.concat(pieces);
}

describe('a video is fetched into n8n’s store', () => {
	test.each(['filesystem', 'default'] as const)(
		'with all that is known of it: %s',
		async (mode) => {
			await useStore(mode);
			await start(sends(sample, { 'content-type': 'text/plain' }));
			const file = await fetchIt();
			expect(file).toMatchObject({
				place: PLACE,
				bytes: sample.length,
				hash: createHash('sha256').update(sample).digest('hex'),
				data: { mimeType: 'video/mp4', fileName: 'clip.mp4', bytes: sample.length },
				probed: { isWhole: true },
			});
			expect(file.beginning).toBe(sample.subarray(0, 4096).toString('latin1'));
			// As often as anybody wants.
			expect((await readAgain(file)).equals(sample)).toBe(true);
			expect((await readAgain(file)).equals(sample)).toBe(true);
		},
	);

	test('once for all items of a run with the same link', async () => {
		await start(sends(sample));
		const clients = clientsOf(5);
		const files = await Promise.all(clients.map(async (one) => await fetchIt(host.url, [one])));
		expect(host.requests).toHaveLength(1);
		expect(new Set(files.map(({ data }) => data.id)).size).toBe(1);
	});

	test.each([
		['/My%20trip%20(2).MP4?token=1', 'My trip (2).mp4'],
		['/r%C3%A9sum%C3%A9.mov', 'résumé.mp4'],
		['/download.php?file=a.mp4', 'video.mp4'],
		['/..%2F..%2Fetc%2Fa.mp4', 'video.mp4'],
		['/%E0%A4%A.mp4', 'video.mp4'],
		['/', 'video.mp4'],
	])('under the name that it has at %s', async (path, name) => {
		await start(sends(sample));
		expect((await fetchIt(new URL(path, host.url).href)).data.fileName).toBe(name);
	});

	test('as what it is, whatever it is called', async () => {
		const movie = Buffer.concat([Buffer.from('\0\0\0\x14ftypqt  \0\0\0\0qt  ', 'latin1'), sample]);
		await start(sends(movie));
		const { data } = await fetchIt();
		expect(data).toMatchObject({ mimeType: 'video/quicktime', fileName: 'clip.mov' });
	});

	test('over redirects, and the bytes are asked for as they are', async () => {
		const encodings: unknown[] = [];
		await start((request, response) => {
			encodings.push(request.headers['accept-encoding']);
			if (request.url === '/clip.mp4') response.writeHead(302, { location: '/there.mp4' }).end();
			else response.end(sample);
		});
		expect(await fetchIt()).toMatchObject({ bytes: sample.length });
		expect(encodings).toEqual(['identity', 'identity']);
	});

	test('and expanded, where the host compresses it all the same', async () => {
		await start(sends(gzipSync(sample), { 'content-encoding': 'gzip' }));
		expect((await readAgain(await fetchIt())).equals(sample)).toBe(true);
	});
});

describe('the host may be in trouble for a while', () => {
	const troubles: Array<[string, RequestListener]> = [
		['says 503', sends(Buffer.from('busy'), {}, 503)],
		['says 429', sends(Buffer.from('busy'), { 'retry-after': 1 }, 429)],
		['hangs up', ({ socket }) => socket.destroy()],
		[
			'breaks off in the middle',
			(_request, response) => {
				response.writeHead(200, { 'content-length': sample.length });
				response.write(sample.subarray(0, sample.length / 2), () => {
					setTimeout(() => response.destroy(), 100);
				});
			},
		],
	];

	test.each(troubles)('%s', async (_what, trouble) => {
		await start((request, response) => {
			if (host.requests.length === 1) void trouble(request, response);
			else response.end(sample);
		});
		const before = (await storedFiles()).length;
		expect(await fetchIt()).toMatchObject({ bytes: sample.length });
		expect(host.requests).toHaveLength(2);
		// One file, and what n8n notes about it: of what broke off nothing is there.
		expect((await storedFiles()).length - before).toBe(2);
	});

	test('says nothing any more', async () => {
		await start((_request, response) => {
			response.writeHead(200, { 'content-length': sample.length });
			if (host.requests.length === 1) response.write(sample.subarray(0, 10_000));
			else response.end(sample);
		});
		const { stalledFetch } = TIMEOUTS_MS;
		TIMEOUTS_MS.stalledFetch = 1_000;
		const file = await fetchIt().finally(() => (TIMEOUTS_MS.stalledFetch = stalledFetch));
		expect(file.bytes).toBe(sample.length);
	});

	test('if it stays so, the error says what to do', async () => {
		await start(sends(Buffer.from('busy'), {}, 503));
		await expect(fetchIt()).rejects.toMatchObject({
			billing: 'no',
			message: 'The video at Video URL could not be fetched in 4 attempts to be cut (HTTP 503)',
			description:
				'Run the node again in a minute. Or bring the file into the workflow and set Video Source to "Binary File".',
		});
		expect(host.requests).toHaveLength(4);
	});
});

describe('what cannot be cut is refused at once, and not stored', () => {
	const refusals: Array<[what: string, answer: RequestListener, message: string]> = [
		['404', sends(Buffer.from('gone'), {}, 404), 'Video URL cannot be fetched (HTTP 404)'],
		[
			'a link that has expired',
			sends(Buffer.from('<Code>ExpiredToken</Code>'), {}, 400),
			'Video URL cannot be fetched (HTTP 400: it has expired, or its signature is wrong)',
		],
		[
			'a page',
			sends(Buffer.from('<!doctype html><p>Sign in'), { 'content-type': 'video/mp4' }),
			'Video URL leads to a web page, e.g. a preview or a login, and not to the file itself',
		],
		['nothing', sends(Buffer.alloc(0)), 'Video URL leads to an empty file'],
		[
			'another video',
			sends(Buffer.from('\x1a\x45\xdf\xa3webm', 'latin1')),
			'The video is a Matroska or WebM video; Wan 2.7 VideoEdit takes MP4 and MOV files (Video URL)',
		],
		[
			'too many bytes',
			sends(sample, { 'content-length': 600 * 1024 ** 2 }),
			'The video is 600 MB; the node cuts files of up to 500 MB (Video URL)',
		],
		[
			'redirects without end',
			(request, response) => {
				response.writeHead(302, { location: `${request.url}x` }).end();
			},
			'Video URL leads to redirects without end',
		],
	];

	test.each(refusals)('%s', async (_what, answer, message) => {
		await start(answer);
		const before = await storedFiles();
		await expect(fetchIt()).rejects.toMatchObject({ billing: 'no', message });
		expect(await storedFiles()).toEqual(before);
		expect(new Set(host.requests).size).toBe(host.requests.length);
	});

	test('and the host need not go on sending it', async () => {
		let isClosed = false;
		await start((_request, response) => {
			response.on('close', () => (isClosed = true)).write(Buffer.alloc(100_000, 'no video '));
		});
		await expect(fetchIt()).rejects.toMatchObject({
			message: 'Video URL leads to a text file and not to the file itself',
		});
		while (!isClosed) await delay(10);
	});

	test('what turns out to be too large while it arrives', async () => {
		const piece = Buffer.alloc(8 * 1024 ** 2);
		await start((_request, response) => {
			const goOn = () => {
				while (response.write(piece));
			};
			response.on('drain', goOn).write(sample, goOn);
		});
		const before = await storedFiles();
		await expect(fetchIt()).rejects.toMatchObject({
			message: 'The video is more than 500 MB; the node cuts files of up to 500 MB (Video URL)',
		});
		expect(await storedFiles()).toEqual(before);
		expect(host.requests).toHaveLength(1);
	});
});

describe('addresses of a private network, at a service on the internet', () => {
	const SERVICE = 'https://api.example.com';

	test('are not asked', async () => {
		await start(sends(sample));
		await expect(fetchIt(host.url, clientsOf(1, { address: SERVICE }))).rejects.toMatchObject({
			message: `Video URL is an address of a private network (${new URL(host.url).host}), from which the node fetches nothing`,
		});
		expect(host.requests).toHaveLength(0);
	});

	test('nor when a host of the internet redirects there', async () => {
		await start((request, response) => {
			const isThere = request.url?.startsWith('http://videos.example.com/') === false;
			if (isThere) response.end(sample);
			else response.writeHead(302, { location: host.url }).end();
		});
		// The host stands in for one of the internet.
		const proxy = { host: '127.0.0.1', port: Number(new URL(host.url).port) };
		const clients = clientsOf(1, { address: SERVICE, connection: { proxy } });
		await expect(fetchIt('http://videos.example.com/a.mp4', clients)).rejects.toMatchObject({
			message: 'Video URL leads to an address of a private network',
		});
		expect(host.requests).toEqual(['GET http://videos.example.com/a.mp4']);
	});
});

test('Stop ends a fetch at once', async () => {
	let isClosed = false;
	await start((_request, response) => {
		response.write(sample.subarray(0, 100_000));
		response.on('close', () => (isClosed = true));
	});
	const stop = new AbortController();
	const fetching = fetchIt(host.url, clientsOf(1, { stop: stop.signal }));
	while (host.requests.length === 0) await delay(10);
	await delay(200);
	stop.abort();
	await expect(fetching).rejects.toMatchObject({
		message: 'Stopped before the edit was submitted',
	});
	while (!isClosed) await delay(10);
	expect(host.requests).toHaveLength(1);
});
