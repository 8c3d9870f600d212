import { readFile } from 'node:fs/promises';
import type { RequestListener, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import type { FaultAction } from '../../simulator/index.mts';
import { makeVideo, SAMPLE_PATH } from '../support/media.mts';
import { hostOf, isService, partOf, type WebHost } from '../support/webHost.mts';
import { Workbench } from '../support/workbench.mts';

let bench: Workbench;
let sample: Buffer;
const hosts: WebHost[] = [];
beforeAll(async () => {
	bench = await Workbench.start();
	sample = await readFile(SAMPLE_PATH);
});
beforeEach(() => {
	bench.reset();
	for (const host of hosts.splice(0)) host.close();
});
afterAll(async () => {
	for (const host of hosts) host.close();
	await bench.close();
});

async function host(answer: RequestListener): Promise<WebHost> {
	const started = await hostOf(answer);
	hosts.push(started);
	return started;
}

const serve = (content: Buffer | string, contentType = 'video/mp4', name = 'clip.mp4') =>
	bench.simulator.serveFile(name, Buffer.from(content), contentType);

/** Three packets of a transport stream. */
const TRANSPORT_STREAM = Buffer.alloc(3 * 188);
for (const packet of [0, 1, 2]) TRANSPORT_STREAM[packet * 188] = 0x47;

const PAGE = 'leads to a web page, e.g. a preview or a login, and not to the file itself';
const TEXT = 'leads to a text file and not to the file itself';
/** Nobody knows what this is. */
const UNKNOWN = Buffer.from([0, 1, 2, 3, 0, 5, 6, 7]);

describe('what is no video is refused, whatever its name and its label say', () => {
	test.each<[string, Buffer | string, string, string]>([
		['a page behind blank lines', `${'\n'.repeat(2000)}<!DOCTYPE html><html>`, 'video/mp4', PAGE],
		['a page behind a comment', '<!-- cached -->\n<html>', 'video/mp4', PAGE],
		['a page in two bytes a character', Buffer.from('\ufeff<html>', 'utf16le'), 'video/mp4', PAGE],
		['plain text', 'The file is not ready yet.', 'video/mp4', TEXT],
		[
			'JSON',
			'{"error":"no such file"}',
			'video/mp4',
			'leads to JSON text and not to the file itself',
		],
		[
			'a playlist',
			'#EXTM3U\n#EXTINF:10,\npart1.ts',
			'video/mp4',
			'leads to an HLS playlist and not to the file itself',
		],
		[
			'another playlist',
			'<?xml version="1.0"?><MPD></MPD>',
			'video/mp4',
			'leads to a DASH playlist and not to the file itself',
		],
		['what is labelled as a page', UNKNOWN, 'application/xhtml+xml', PAGE],
		['what is labelled as text', UNKNOWN, 'text/plain', TEXT],
		[
			'what is labelled as JSON',
			UNKNOWN,
			'application/json',
			'leads to JSON text and not to the file itself',
		],
		[
			'what is labelled as a playlist',
			UNKNOWN,
			'application/vnd.apple.mpegurl',
			'leads to an HLS playlist and not to the file itself',
		],
	])('%s', async (_what, content, label, message) => {
		const url = serve(content, label);
		const video = await bench.edit({ videoUrl: url });
		const image = await bench.edit({ referenceImageUrls: url });
		expect(video.error?.message).toBe(`Video URL ${message}`);
		expect(image.error?.message).toBe(`Reference Image URLs ${message}`);
		for (const { error } of [video, image]) {
			expect(error?.description).toContain('downloads the file itself');
			expect(error?.description).not.toMatch(/cut|convert/i);
		}
		expect(bench.apiRequests).toEqual([]);
	});

	test.each<[string, Buffer | string, string]>([
		['a transport stream', TRANSPORT_STREAM, 'an MPEG transport stream'],
		['a PDF', '%PDF-1.7', 'a PDF'],
		['an archive', 'PK\x03\x04\x14\0', 'a ZIP archive'],
	])('%s', async (_what, content, kind) => {
		const url = serve(content);
		const video = await bench.edit({ videoUrl: url });
		const image = await bench.edit({ referenceImageUrls: url });
		expect(video.error?.message).toBe(
			`The video is ${kind}; Wan 2.7 VideoEdit takes MP4 and MOV files (Video URL)`,
		);
		expect(image.error?.message).toBe(
			`The reference image is ${kind}; Wan 2.7 VideoEdit takes JPEG, PNG, BMP and WebP images (Reference Image URLs)`,
		);
		expect(image.error?.description).toMatch(/^Convert the image, or take another one/);
		expect(bench.apiRequests).toEqual([]);
	});

	test('what nobody knows goes ahead', async () => {
		await bench.edit({ videoUrl: serve(UNKNOWN), referenceImageUrls: serve(UNKNOWN) });
		expect(bench.submits).toHaveLength(1);
	});
});

test('with several links, the message says which one it is about', async () => {
	const png = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
	const image = (name: string, content: Buffer | string) => serve(content, 'image/png', name);
	const urls = [image('a.png', png), image('b.png', '<html>'), image('c.png', png)];
	const { error } = await bench.edit({ referenceImageUrls: urls.join('\n') });
	const { host: name } = new URL(urls[1]);
	expect(error?.message).toBe(`Reference Image URLs, link 2 (${name}/…) ${PAGE}`);
});

describe('a dead link is refused', () => {
	const xml = (code: string, message = '') =>
		`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
	const EXPIRED = 'cannot be fetched (HTTP 400: it has expired, or its signature is wrong)';
	const status = (code: number, body: unknown = ''): FaultAction => ({
		kind: 'status',
		status: code,
		body,
	});

	test.each<[string, FaultAction, string]>([
		['a token of S3 that has expired', status(400, xml('ExpiredToken')), EXPIRED],
		['a link of S3', status(400, xml('AccessDenied', 'Request has expired')), EXPIRED],
		['a wrong signature', status(400, xml('SignatureDoesNotMatch')), EXPIRED],
		['a link of Azure', status(400, xml('AuthenticationFailed')), EXPIRED],
		['words of its own', status(400, { message: 'This link has expired.' }), EXPIRED],
		[
			'a token of Supabase',
			status(400, { error: 'InvalidJWT', message: '"exp" claim timestamp check failed' }),
			EXPIRED,
		],
		[
			'no file of Supabase',
			status(400, { statusCode: '404', error: 'not_found', message: 'Object not found' }),
			'cannot be fetched (HTTP 400)',
		],
		[
			'no signature',
			status(400, xml('InvalidArgument', 'Authorization')),
			'cannot be fetched (HTTP 400)',
		],
		[
			'a private file of Azure',
			status(409, xml('PublicAccessNotPermitted', 'Public access is not permitted.')),
			'cannot be fetched (HTTP 409)',
		],
		...[402, 405, 406, 419, 423, 498].map((code): [string, FaultAction, string] => [
			`HTTP ${code}`,
			status(code),
			`cannot be fetched (HTTP ${code})`,
		]),
		...[202, 203, 226].map((code): [string, FaultAction, string] => [
			`a page under HTTP ${code}`,
			status(code, '<html>'),
			PAGE,
		]),
		['no content', status(204), 'cannot be fetched (HTTP 204)'],
		['nothing to show', status(205), 'cannot be fetched (HTTP 205)'],
		['a redirect to nowhere', status(302), 'cannot be fetched (HTTP 302)'],
		['not for this country', status(451), 'cannot be fetched (HTTP 451)'],
	])('%s', async (_what, action, message) => {
		bench.simulator.addFault({ on: 'look', times: Infinity, action });
		const { error } = await bench.edit();
		expect(error?.message).toBe(`Video URL ${message}`);
		expect(bench.apiRequests).toEqual([]);
	});

	test.each<[string, (own: string) => string, string]>([
		['redirects to itself', (own) => own, 'leads to redirects without end'],
		['redirects ever further', (own) => `${own}x`, 'leads to redirects without end'],
		[
			'redirects into an app',
			() => 'intent://watch/1',
			'leads to an address that does not start with http:// or https://',
		],
		['redirects to what is none', () => 'http://', 'leads to something that is no web address'],
	])('%s', async (_what, to, message) => {
		const { url, requests } = await host((request, response) => {
			response.writeHead(302, { location: to(request.url!) }).end();
		});
		const { error } = await bench.edit({ videoUrl: url });
		expect(error?.message).toBe(`Video URL ${message}`);
		expect(requests.length).toBeLessThan(30);
		expect(bench.apiRequests).toEqual([]);
	});

	test('not one whose host is only busy, or refuses the request for another reason', async () => {
		const codes = [408, 409, 425, 429, 500].map((code) => status(code));
		for (const action of [status(400, 'Bad Request'), ...codes]) {
			bench.reset();
			bench.simulator.addFault({ on: 'look', times: Infinity, action });
			expect((await bench.edit()).error).toBeUndefined();
		}
	});
});

test('a redirect may lead to an address in UTF-8', async () => {
	const { url } = await host((request, response) => {
		const isThere = decodeURI(request.url!) === '/über/街.mp4';
		if (isThere) return void response.writeHead(200).end(sample);
		const location = Buffer.from('/über/街.mp4').toString('latin1');
		if (request.url === '/clip.mp4') return void response.writeHead(302, { location }).end();
		response.writeHead(404).end();
	});
	const { error } = await bench.edit({ videoUrl: url, waitForCompletion: false });
	expect(error).toBeUndefined();
	expect(bench.submits).toHaveLength(1);
});

const PART = 'content-range';

describe('a video whose length the host does not tell', () => {
	const ways: Array<[string, (video: Buffer) => RequestListener]> = [
		['whole', (video) => (_request, response) => void response.writeHead(200).end(video)],
		[
			'in parts',
			(video) => (request, response) => {
				const [from = 0, to = Infinity] = partOf(request) ?? [];
				const part = video.subarray(from, to + 1);
				const range = `bytes ${from}-${from + part.length - 1}/*`;
				response.writeHead(partOf(request) ? 206 : 200, { [PART]: range }).end(part);
			},
		],
	];
	test.each(ways)('is measured by the index at its beginning: %s', async (_what, answer) => {
		const padToBytes = 3 * 1024 ** 2;
		const long = await host(answer(await makeVideo({ seconds: 12, padToBytes })));
		const { error } = await bench.edit({ videoUrl: long.url });
		expect(error?.message).toContain('The video is 12 s long');
		expect(bench.apiRequests).toEqual([]);

		for (const indexAtEnd of [false, true]) {
			const good = await host(answer(await makeVideo({ padToBytes, indexAtEnd })));
			const { error } = await bench.edit({ videoUrl: good.url, waitForCompletion: false });
			expect(error).toBeUndefined();
		}
		expect(bench.submits).toHaveLength(2);
	});
});

test.each(['base64', 'utf-8', 'aws-chunked', 'binary', 'none', '', 'Identity'])(
	'a Content-Encoding that is no compression changes nothing: %p',
	async (encoding) => {
		const long = await makeVideo({ seconds: 12 });
		const { url } = await host((request, response) => {
			const [from = 0, to = Infinity] = partOf(request) ?? [];
			const part = long.subarray(from, to + 1);
			response.writeHead(partOf(request) ? 206 : 200, {
				'content-encoding': encoding,
				[PART]: `bytes ${from}-${from + part.length - 1}/${long.length}`,
			});
			response.end(part);
		});
		const { error } = await bench.edit({ videoUrl: url });
		expect(error?.message).toContain('The video is 12 s long');
	},
);

describe('lengths that cannot be compared are not', () => {
	/** Sends a video in ways that make it look shorter, or like another part of it. */
	const ways: Array<[string, (video: Buffer) => RequestListener]> = [
		[
			'it is compressed on its way',
			(video) => (_request, response) => {
				const compressed = gzipSync(video);
				response.writeHead(200, {
					'content-encoding': 'gzip',
					'content-length': compressed.length,
				});
				response.end(compressed);
			},
		],
		[
			'its parts are those of a compressed one',
			(video) => (request, response) => {
				const compressed = gzipSync(video);
				const [from = 0, to = Infinity] = partOf(request) ?? [];
				const part = compressed.subarray(from, to + 1);
				response.writeHead(partOf(request) ? 206 : 200, {
					'content-encoding': 'gzip',
					[PART]: `bytes ${from}-${from + part.length - 1}/${compressed.length}`,
				});
				response.end(part);
			},
		],
		[
			'it is compressed in a way that n8n does not know',
			(video) => (_request, response) => {
				response.writeHead(200, { 'content-encoding': 'zstd', 'content-length': 7 });
				response.end('\x28\xb5\x2f\xfd..' + video.subarray(0, 1).toString());
			},
		],
		[
			'its parts begin elsewhere',
			(video) => (request, response) => {
				if (!partOf(request)) return send(response, video);
				const part = video.subarray(64, 4096);
				response.writeHead(206, { [PART]: `bytes 64-4095/${video.length}` }).end(part);
			},
		],
		[
			'its parts are shorter than they say',
			(video) => (request, response) => {
				if (!partOf(request)) return send(response, video);
				response.writeHead(206, { [PART]: `bytes 0-99999/${video.length}` });
				response.end(video.subarray(0, 4096));
			},
		],
		[
			'its parts do not say what they are',
			(video) => (request, response) => {
				if (!partOf(request)) return send(response, video);
				response.writeHead(206, { 'content-type': 'multipart/byteranges; boundary=x' });
				response.end('--x\r\n\r\n--x--');
			},
		],
		[
			'each part is of another file',
			(video) => (request, response) => {
				const part = partOf(request);
				if (!part) return send(response, video);
				const bytes = video.subarray(part[0], part[1] + 1);
				const length = video.length - part[0];
				response.writeHead(206, {
					[PART]: `bytes ${part[0]}-${part[0] + bytes.length - 1}/${length}`,
				});
				response.end(bytes);
			},
		],
	];
	const send = (response: ServerResponse, video: Buffer) => void response.writeHead(200).end(video);

	test.each(ways)('%s: a video in order goes ahead', async (_what, answer) => {
		const video = await makeVideo({ padToBytes: 3 * 1024 ** 2 });
		// Its pictures are nothing but zeros, which makes it very short on its way.
		video.fill(0, video.indexOf('mdat') + 4, video.lastIndexOf('free') - 4);
		const odd = answer(video);
		const { url } = await host((request, response) =>
			isService(request) ? send(response, video) : odd(request, response),
		);
		const { error, items } = await bench.edit({ videoUrl: url });
		expect(error).toBeUndefined();
		expect(items[0].json.status).toBe('completed');
	});

	test.each(ways.filter(([what]) => !/not know|another file/.test(what)))(
		'%s: one that is too long is still refused',
		async (_what, answer) => {
			const { url } = await host(answer(await makeVideo({ seconds: 12 })));
			const { error } = await bench.edit({ videoUrl: url });
			expect(error?.message).toContain('The video is 12 s long');
			expect(bench.apiRequests).toEqual([]);
		},
	);
});

describe('a host that refuses parts', () => {
	test.each([400, 401, 403, 405, 416])('with %i is asked once for everything', async (status) => {
		const { url, requests } = await host((request, response) => {
			if (partOf(request)) response.writeHead(status).end('expired');
			else response.writeHead(200).end(sample);
		});
		const { error, items } = await bench.edit({ videoUrl: url });
		expect(error).toBeUndefined();
		expect(items[0].json.status).toBe('completed');
		// The part, everything, and the service.
		expect(requests).toHaveLength(3);
	});
});

test('what came whole is not fetched once more: a link may work only once', async () => {
	const long = await makeVideo({ seconds: 12, indexAtEnd: true });
	let isUsed = false;
	const { url, requests } = await host((_request, response) => {
		response.writeHead(isUsed ? 404 : 200).end(isUsed ? '' : long);
		isUsed = true;
	});
	const { error } = await bench.edit({ videoUrl: url });
	expect(error?.message).toContain('The video is 12 s long');
	expect(requests).toHaveLength(1);
});

describe('a link that works only once', () => {
	test.each([true, false])('with Check Source %s', async (checkSource) => {
		let isUsed = false;
		const { url } = await host((_request, response) => {
			response.writeHead(isUsed ? 404 : 200).end(isUsed ? '' : sample);
			isUsed = true;
		});
		const { error } = await bench.edit({ videoUrl: url, options: { checkSource } });
		if (!checkSource) return expect(error).toBeUndefined();
		expect(error?.message).toContain('the service could not fetch the video');
		expect(error?.description).toContain('if its link works only once, turn off that option');
	});

	test('is no reason that is given when nothing was checked', async () => {
		const { url } = await host((_request, response) => void response.writeHead(404).end());
		const { error } = await bench.edit({ videoUrl: url, options: { checkSource: false } });
		expect(error?.message).toContain('the service could not fetch the video');
		expect(error?.description).not.toContain('Check Source');
	});
});

test('few links are probed at a time, however many items there are', async () => {
	const items = Array.from({ length: 30 }, (_, n) => ({ n }));
	const busy = await host((_request, response) => {
		setTimeout(() => response.writeHead(404).end(), 100);
	});
	const { error } = await bench.edit({ videoUrl: `=${busy.url}?n={{ $json.n }}` }, { items });
	expect(error?.message).toContain('HTTP 404');
	expect(busy.requests).toHaveLength(30);
	expect(busy.mostAtOnce).toBeGreaterThan(1);
	expect(busy.mostAtOnce).toBeLessThanOrEqual(8);
});
