import { readFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import type { FaultAction } from '../../simulator/index.mts';
import { makeVideo, SAMPLE_PATH, type VideoWish } from '../support/media.mts';
import { hostOf, isService, partOf } from '../support/webHost.mts';
import { Workbench } from '../support/workbench.mts';

const HUNDRED_MB = 100 * 1024 ** 2;

let bench: Workbench;
let sample: Buffer;
beforeAll(async () => {
	bench = await Workbench.start();
	sample = await readFile(SAMPLE_PATH);
});
beforeEach(() => bench.reset());
afterAll(async () => await bench.close());

const serve = (bytes: Buffer, contentType = 'video/mp4') =>
	bench.simulator.serveFile('clip.mp4', bytes, contentType);

const store = async (content: Buffer) => ({
	data: await bench.engine.storeFile({ content, fileName: 'clip.mp4', mimeType: 'video/mp4' }),
});

/** The same video as a URL and as a file: what the node says of it. */
async function refusals(bytes: Buffer, parameters = {}): Promise<Array<string | undefined>> {
	const byUrl = await bench.edit({ ...parameters, videoUrl: serve(bytes) });
	const asFile = await bench.edit(
		{ ...parameters, videoSource: 'binary', binaryPropertyName: 'data' },
		{ files: [await store(bytes)] },
	);
	return [byUrl, asFile].map(({ error }) => error?.message);
}

const made = (wish: VideoWish) => async () => await makeVideo(wish);

describe('what the model would refuse is refused before a submit, as a URL and as a file', () => {
	test.each<[string, () => Promise<Buffer>, string]>([
		[
			'too short',
			made({ seconds: 1.2 }),
			'The video is 1.2 s long; Wan 2.7 VideoEdit takes 2–10 s',
		],
		[
			'too long',
			made({ seconds: 34.2 }),
			'The video is 34.2 s long; Wan 2.7 VideoEdit takes 2–10 s',
		],
		[
			'too long, with the index at the end, as cameras write it',
			made({ seconds: 34.2, container: 'mov', indexAtEnd: true }),
			'The video is 34.2 s long; Wan 2.7 VideoEdit takes 2–10 s',
		],
		[
			'239 pixels',
			made({ width: 239, height: 400 }),
			'The video has 239×400 pixels; Wan 2.7 VideoEdit takes 240–4096 pixels in width and height',
		],
		[
			'4097 pixels',
			made({ width: 1080, height: 4097 }),
			'The video has 1080×4097 pixels; Wan 2.7 VideoEdit takes 240–4096 pixels in width and height',
		],
		[
			'9:1',
			made({ width: 3600, height: 400 }),
			'The video has an aspect ratio of 9:1 (3600×400 pixels); Wan 2.7 VideoEdit takes 1:8–8:1',
		],
		[
			'1:9',
			made({ width: 400, height: 3600 }),
			'The video has an aspect ratio of 1:9 (400×3600 pixels); Wan 2.7 VideoEdit takes 1:8–8:1',
		],
		[
			'another container',
			made({ container: 'mkv' }),
			'The video is a Matroska or WebM video; Wan 2.7 VideoEdit takes MP4 and MOV files',
		],
		[
			'100 MB and a byte',
			made({ padToBytes: HUNDRED_MB + 1 }),
			'The video is 100.1 MB; Wan 2.7 VideoEdit takes up to 100 MB',
		],
		[
			'only sound',
			made({ audioOnly: true }),
			'The video has no picture track; Wan 2.7 VideoEdit needs one',
		],
		[
			'cut off in its pictures',
			async () => await Promise.resolve(sample.subarray(0, sample.length - 5000)),
			'The video is cut off: the file ends before its last picture',
		],
		[
			'cut off before its index',
			async () => (await makeVideo({ indexAtEnd: true })).subarray(0, 150_000),
			'The video cannot be read: the file is cut off or damaged',
		],
		[
			'cut off in its index',
			async () => await Promise.resolve(sample.subarray(0, 2000)),
			'The video',
		],
	])('%s', async (_what, make, message) => {
		for (const said of await refusals(await make())) expect(said).toContain(message);
		expect(bench.apiRequests).toEqual([]);
	});

	test('an empty file', async () => {
		for (const said of await refusals(Buffer.alloc(0))) {
			expect(said).toContain('an empty file');
		}
		expect(bench.apiRequests).toEqual([]);
	});

	test('a duration that is longer than the video', async () => {
		for (const said of await refusals(sample, { duration: 8 })) {
			expect(said).toContain('Duration (Seconds) is 8, but the video is only 6 s long');
		}
		expect(bench.apiRequests).toEqual([]);
	});

	test('the message names the field, and what to do', async () => {
		const { error } = await bench.edit({ videoUrl: serve(await makeVideo({ seconds: 1.2 })) });
		expect(error?.message).toBe(
			'The video is 1.2 s long; Wan 2.7 VideoEdit takes 2–10 s (Video URL)',
		);
		expect(error?.description).toMatch(/^Cut or convert the video.*Check Source.*not billed\.$/);
	});

	test('of a video that is only too long, it names the option that edits it', async () => {
		const { error } = await bench.edit({ videoUrl: serve(await makeVideo({ seconds: 12 })) });
		expect(error?.message).toBe(
			'The video is 12 s long; Wan 2.7 VideoEdit takes 2–10 s (Video URL)',
		);
		expect(error?.description).toMatch(
			/^Add the option Long Videos: .*Check Source.*not billed\.$/,
		);
	});
});

test('what is within the limits to the byte, the pixel and the second goes ahead', async () => {
	const videos = await Promise.all([
		makeVideo({ seconds: 2 }),
		makeVideo({ seconds: 10 }),
		makeVideo({ width: 240, height: 1920 }),
		makeVideo({ width: 4096, height: 512 }),
		makeVideo({ padToBytes: HUNDRED_MB }),
	]);
	for (const bytes of videos) expect(await refusals(bytes)).toEqual([undefined, undefined]);
});

describe('a link that leads to no file is refused before a submit', () => {
	const PAGE =
		'Video URL leads to a web page, e.g. a preview or a login, and not to the file itself';
	const dead = (status: number) => `Video URL cannot be fetched (HTTP ${status})`;

	test.each<[string, FaultAction, string]>([
		['a login page', { kind: 'html', status: 200 }, PAGE],
		['401', { kind: 'status', status: 401 }, dead(401)],
		['403', { kind: 'status', status: 403 }, dead(403)],
		['404', { kind: 'status', status: 404 }, dead(404)],
		['410', { kind: 'status', status: 410 }, dead(410)],
	])('%s', async (_what, action, message) => {
		bench.simulator.addFault({ on: 'look', times: Infinity, action });
		const { error } = await bench.edit();
		expect(error?.message).toBe(message);
		expect(error?.description).toContain('Anyone with the link');
		expect(error?.description).toContain('Check Source');
		const asImage = {
			options: { referenceImageUrls: '' },
			referenceImageUrls: bench.simulator.sampleUrl,
		};
		const image = await bench.edit({ ...asImage, videoUrl: 'http://127.0.0.1:9/unreachable.mp4' });
		expect(image.error?.message).toBe(message.replace('Video URL', 'Reference Image URLs'));
		expect(bench.apiRequests).toEqual([]);
	});

	test('a page that is labelled as a video', async () => {
		const { error } = await bench.edit({ videoUrl: serve(Buffer.from('<html>Sign in</html>')) });
		expect(error?.message).toBe(PAGE);
	});

	test('an address of a private network, where the service is on the internet', async () => {
		const credential = { service: 'https://api.apimart.ai', apiKey: 'sk-never-sent' };
		const { error } = await bench.edit({ videoUrl: 'http://192.168.1.7/a.mp4' }, { credential });
		expect(error?.message).toBe(
			'Video URL is an address of a private network (192.168.1.7), which the service cannot reach',
		);
		expect(error?.description).toContain('"Binary File"');
	});
});

describe('what cannot be looked at goes ahead', () => {
	test.each<[string, FaultAction]>([
		['a host that is down', { kind: 'status', status: 503 }],
		['too many requests', { kind: 'status', status: 429 }],
		['a connection that breaks', { kind: 'reset' }],
		['an answer that is lost', { kind: 'loseAnswer' }],
		['an answer that breaks off', { kind: 'short', bytes: 1000 }],
	])('%s', async (_what, action) => {
		bench.simulator.addFault({ on: 'look', times: Infinity, action });
		const { error, items } = await bench.edit();
		expect(error).toBeUndefined();
		expect(items[0].json.status).toBe('completed');
	});

	test('a host that stalls, after a quarter of a minute', async () => {
		bench.simulator.addFault({ on: 'look', times: Infinity, action: { kind: 'stall' } });
		const { error, ms } = await bench.edit();
		expect(error).toBeUndefined();
		expect(ms).toBeGreaterThan(14_000);
		// Much longer than a slow computer takes, and shorter than no limit at all.
		expect(ms).toBeLessThan(90_000);
	});

	test('a host that does not tell the length of the file', async () => {
		const { Readable } = await import('node:stream');
		const url = bench.simulator.serveFile('clip.mp4', () => Readable.from([sample]), 'video/mp4');
		const { error } = await bench.edit({ videoUrl: url });
		expect(error).toBeUndefined();
		expect(bench.simulator.ledger.billed).toBe(1);
	});
});

describe('hosts with ways of their own go ahead', () => {
	test.each<[string, RequestListener]>([
		[
			'a host that refuses a part that ends behind the file',
			(request, response) => {
				const part = partOf(request);
				if (part && part[1] >= sample.length) {
					response.writeHead(416, { 'content-range': `bytes */${sample.length}` }).end();
				} else response.writeHead(200).end(sample);
			},
		],
		[
			'a host that refuses parts',
			(request, response) => {
				if (partOf(request)) response.writeHead(403).end();
				else response.writeHead(200).end(sample);
			},
		],
		[
			'a host that is not ready for n8n yet',
			(request, response) => {
				if (isService(request)) response.writeHead(200).end(sample);
				else response.writeHead(202).end();
			},
		],
	])('%s', async (_what, answer) => {
		const host = await hostOf(answer);
		try {
			const { error, items } = await bench.edit({ videoUrl: host.url });
			expect(error).toBeUndefined();
			expect(items[0].json.status).toBe('completed');
		} finally {
			host.close();
		}
	});

	test('an image that is labelled as a page', async () => {
		const jpeg = Buffer.from('\xff\xd8\xff\xe0\x00\x10JFIF', 'latin1');
		const url = bench.simulator.serveFile('style', jpeg, 'text/html');
		const { error } = await bench.edit({ referenceImageUrls: url });
		expect(error).toBeUndefined();
	});
});

test('an empty image is named as what it is', async () => {
	const url = bench.simulator.serveFile('style.png', Buffer.alloc(0), 'image/png');
	const { error } = await bench.edit({ referenceImageUrls: url });
	expect(error?.message).toBe('Reference Image URLs leads to an empty file');
	expect(error?.description).toContain('Reference Image Binary Fields');
	expect(bench.apiRequests).toEqual([]);
});

test('a redirect does not lead n8n into its own network', async () => {
	const proxy = await hostOf(({ url }, response) => {
		const isVideo = url?.startsWith('http://videos.example.com/') ?? false;
		if (isVideo) response.writeHead(302, { location: 'http://192.168.1.7/admin' }).end();
		else response.writeHead(503).end();
	});
	try {
		const { error } = await bench.edit(
			{
				videoUrl: 'http://videos.example.com/clip.mp4',
				requestOptions: { proxy: new URL(proxy.url).origin },
			},
			{ credential: { service: 'https://api.apimart.ai', apiKey: 'sk-never-sent' } },
		);
		expect(error?.message).toBe('Video URL leads to an address of a private network');
		expect(proxy.requests).toContain('GET http://videos.example.com/clip.mp4');
		expect(proxy.requests.join(' ')).not.toContain('192.168.1.7');
	} finally {
		proxy.close();
	}
});

test('with Check Source off nothing is looked at', async () => {
	const { error } = await bench.edit({ options: { checkSource: false } });
	expect(error).toBeUndefined();
	const looks = bench.requests('GET', /^\/samples\//);
	expect(looks.map(({ headers }) => headers['user-agent'])).toEqual(['wan-videoedit-simulator']);
});

test('an index that claims to be most of a large file is not read', async () => {
	const video = await makeVideo({});
	const ftyp = video.subarray(0, video.readUInt32BE(0));
	const moov = Buffer.alloc(60 * 1024 ** 2);
	moov.writeUInt32BE(moov.length, 0);
	moov.write('moov', 4, 'latin1');
	const { error } = await bench.edit({ videoUrl: serve(Buffer.concat([ftyp, moov])) });
	const looks = bench
		.requests('GET', /^\/test-files\//)
		.filter(({ headers }) => headers['user-agent'] !== 'wan-videoedit-simulator');
	for (const { headers } of looks) {
		const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(String(headers.range))!;
		expect(Number(to) - Number(from)).toBeLessThan(10 * 1024 ** 2);
	}
	// So it is for the service to refuse it.
	expect(bench.submits).toHaveLength(1);
	expect(error?.message).toContain('no video track');
});

test('a look takes few requests and little of a large file, and gets no key', async () => {
	const large = await makeVideo({ indexAtEnd: true, seconds: 9, padToBytes: 60 * 1024 ** 2 });
	await bench.edit({ videoUrl: serve(large) });
	const looks = bench
		.requests('GET', /^\/test-files\//)
		.filter(({ headers }) => headers['user-agent'] !== 'wan-videoedit-simulator');
	expect(looks.length).toBeLessThanOrEqual(4);
	for (const { headers } of looks) {
		const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(String(headers.range))!;
		expect(Number(to) - Number(from)).toBeLessThan(1024 ** 2);
		expect(headers.authorization).toBeUndefined();
	}
	expect(JSON.stringify(looks)).not.toContain(bench.simulator.apiKey);
});

test('several looks of one video: it is looked at once, and anew at each try', async () => {
	const looks = () =>
		bench
			.requests('GET', /^\/samples\//)
			.filter(({ headers }) => headers['user-agent'] !== 'wan-videoedit-simulator');
	await bench.edit(
		{ prompt: '={{ $json.look }}' },
		{ items: [{ look: 'snow' }, { look: 'rain' }] },
	);
	const once = looks().length;
	expect(once).toBeLessThanOrEqual(2);
	expect(bench.simulator.ledger.billed).toBe(2);

	bench.reset();
	bench.simulator.addFault({ on: 'look', action: { kind: 'status', status: 404 } });
	const { error } = await bench.edit(
		{},
		{ node: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 } },
	);
	expect(error).toBeUndefined();
	expect(looks()).toHaveLength(1 + once);
});

test('share links are sent as the links of their files', async () => {
	await bench.edit({
		videoUrl: 'https://drive.google.com/file/d/1AbC_d-9/view?usp=sharing',
		referenceImageUrls: 'https://www.dropbox.com/scl/fi/x1/a.png?rlkey=k2&dl=0',
		waitForCompletion: false,
		options: { checkSource: false },
	});
	expect(bench.submits[0].body).toMatchObject({
		video_urls: [
			'https://drive.usercontent.google.com/download?id=1AbC_d-9&export=download&confirm=t',
		],
		image_urls: ['https://www.dropbox.com/scl/fi/x1/a.png?rlkey=k2&dl=1'],
	});
});
