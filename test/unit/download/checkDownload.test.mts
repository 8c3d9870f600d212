import { describe, expect, test } from '@jest/globals';

import {
	LARGEST_VIDEO_BYTES,
	notTheVideo,
	notVideoContent,
	tooLarge,
} from '../../../nodes/WanVideoEdit/download/checkDownload';

describe('an answer of the host that may be the video', () => {
	test.each<[string, Record<string, string | number>]>([
		['labelled', { 'content-type': 'video/mp4', 'content-length': '1234' }],
		['another video', { 'content-type': 'video/quicktime' }],
		['labelled as any file', { 'content-type': 'application/octet-stream' }],
		['labelled as of old', { 'content-type': 'binary/octet-stream' }],
		['not labelled', {}],
		['length as a number', { 'content-length': 1234 }],
		['unreadable length', { 'content-length': 'many' }],
		['of 1 GB', { 'content-type': 'video/mp4', 'content-length': String(1024 ** 3) }],
	])('%s', (_what, headers) => {
		expect(notTheVideo(200, headers)).toBeUndefined();
	});
});

test('a proxy in between may say 203', () => {
	expect(notTheVideo(203, { 'content-length': '1234' })).toBeUndefined();
});

describe('an answer with a part (206)', () => {
	test.each(['bytes 0-1233/1234', 'Bytes 0-0/1'])(
		'that is all of the file may be it: %s',
		(range) => {
			expect(notTheVideo(206, { 'content-range': range })).toBeUndefined();
		},
	);

	test.each([
		'bytes 0-999/1234',
		'bytes 1-1233/1234',
		'bytes 0-1233/*',
		'bytes */1234',
		'items 0-1233/1234',
		undefined,
	])('is not: %s', (range) => {
		expect(notTheVideo(206, { 'content-range': range })).toBe('HTTP 206: only a part of the file');
	});
});

test('1 GB is the limit, also where the length is not known before', () => {
	expect(LARGEST_VIDEO_BYTES).toBe(1024 ** 3);
	expect(tooLarge).toBe('the file is more than 1024 MB, too large for an edited video');
});

describe('an answer that is not', () => {
	test.each([
		[403, 'HTTP 403: the link has expired or is wrong'],
		[404, 'HTTP 404: the link has expired or is wrong'],
		[410, 'HTTP 410: the link has expired or is wrong'],
		[500, 'HTTP 500'],
		[503, 'HTTP 503'],
		[204, 'HTTP 204'],
		[302, 'HTTP 302'],
	])('status %i', (status, reason) => {
		expect(notTheVideo(status, { 'content-type': 'video/mp4' })).toBe(reason);
	});

	test.each<[string | number, string]>([
		['0', 'the file is empty'],
		[0, 'the file is empty'],
		[String(1024 ** 3 + 1), 'the file is 1024.1 MB, too large for an edited video'],
		[String(5 * 1024 ** 3), 'the file is 5120 MB, too large for an edited video'],
	])('of %p bytes', (length, reason) => {
		const headers = { 'content-type': 'video/mp4', 'content-length': length };
		expect(notTheVideo(200, headers)).toBe(reason);
	});
});

describe('the beginning of a file', () => {
	const mp4 = '\0\0\0\x20ftypisom\0\0\x02\0';
	test.each<[string, string, string | undefined]>([
		['a video', mp4, 'video/mp4'],
		['a video that is called a page', mp4, 'text/html'],
		['a video that is called nothing', mp4, undefined],
		['a MOV without ftyp', '\0\0\x07\xd0moov\0\0', 'text/plain'],
		['WebM', '\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm', 'text/html'],
		['FLV', 'FLV\x01\x05', 'video/x-flv'],
		['WMV', '\x30\x26\xb2\x75\x8e\x66\xcf\x11\0', 'text/html'],
		['MPEG', '\0\0\x01\xba\x44', 'video/mpeg'],
		['Ogg', 'OggS\0\x02\x80theora', 'video/ogg'],
		['something unknown that is called a video', '\x01\x02\x03', 'video/mp4'],
		['something unknown that is called a file', '\x01\x02\x03', 'application/octet-stream'],
	])('may be the video: %s', (_what, bytes, type) => {
		expect(notVideoContent(bytes, { 'content-type': type })).toBeUndefined();
	});

	test.each([
		'text/html',
		'text/html; charset=utf-8',
		'TEXT/HTML',
		'text/plain',
		'application/json',
		'application/xml',
		'application/xhtml+xml',
		'application/vnd.apple.mpegurl',
		'image/png',
	])('unknown, with the label of something else: %s', (type) => {
		expect(notVideoContent('\x01\x02\x03', { 'content-type': type })).toBe(
			`the link leads to "${type}" instead of a video`,
		);
	});

	test.each([
		['<!DOCTYPE html>', 'a web page'],
		['\n <html>', 'a web page'],
		['{"error":{', 'JSON text'],
		['[]', 'JSON text'],
		['Not found', 'a text file'],
		['#EXTM3U\n#EXT-X-VERSION:3', 'an HLS playlist'],
		['\x89PNG\r\n\x1a\n', 'a PNG image'],
		['GIF89a\x01\0', 'a GIF image'],
		['ID3\x04', 'an MP3 file'],
		['\0\0\0\x1cftypM4A \0\0\x02\0', 'an audio file'],
		['OggS\0\x02\x01vorbis', 'an Ogg file'],
		[`clip.mp4${'\0'.repeat(249)}ustar\0`, 'a tar archive'],
		['%PDF-1.7', 'a PDF'],
	])('is no video under the label of one: %p', (bytes, kind) => {
		expect(notVideoContent(bytes, { 'content-type': 'video/mp4' })).toBe(
			`the link leads to ${kind} instead of a video`,
		);
	});

	test('is empty', () => {
		expect(notVideoContent('', { 'content-type': 'video/mp4' })).toBe('the file is empty');
	});
});
