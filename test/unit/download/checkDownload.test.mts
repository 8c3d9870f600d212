import { describe, expect, test } from '@jest/globals';

import {
	notTheVideo,
	notVideoContent,
	notWhole,
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

describe('the stored file', () => {
	test.each<[string, number, Record<string, string>]>([
		['as long as announced', 1234, { 'content-length': '1234' }],
		['not announced', 1234, {}],
		['announced unreadably', 1234, { 'content-length': 'many' }],
	])('%s is whole', (_what, bytes, headers) => {
		expect(notWhole(bytes, headers)).toBeUndefined();
	});

	test.each<[string, number, Record<string, string>, string]>([
		['cut off', 1000, { 'content-length': '1234' }, '1000 of 1234 bytes arrived'],
		['empty', 0, {}, 'the file is empty'],
		['announced but empty', 0, { 'content-length': '1234' }, 'the file is empty'],
	])('%s is not', (_what, bytes, headers, reason) => {
		expect(notWhole(bytes, headers)).toBe(reason);
	});
});

describe('the beginning of a file', () => {
	const mp4 = '\0\0\0\x20ftypisom\0\0\x02\0';
	test.each<[string, string, string | undefined]>([
		['a video', mp4, 'video/mp4'],
		['a video that is called a page', mp4, 'text/html'],
		['a video that is called nothing', mp4, undefined],
		['a MOV without ftyp', '\0\0\x07\xd0moov\0\0', 'text/plain'],
		['something unknown that is called a video', '\x1aE\xdf\xa3', 'video/webm'],
		['something unknown that is called a file', '\x1aE\xdf\xa3', 'application/octet-stream'],
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
	])('with the label of a page or data: %s', (type) => {
		expect(notVideoContent('Not found', { 'content-type': type })).toBe(
			`the link leads to "${type}" instead of a video`,
		);
	});

	test.each(['<!DOCTYPE html>', '\n <html>', '{"error":{', '[]'])(
		'is text under the label of a video: %p',
		(bytes) => {
			expect(notVideoContent(bytes, { 'content-type': 'video/mp4' })).toBe(
				'the file is a page or an error message',
			);
		},
	);
});
