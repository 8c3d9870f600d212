import { describe, expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { readTask } from '../../../../nodes/WanVideoEdit/service/modelStudio/readTask';

const ID = '6e7d04b1-8d61-4b19-a1d6-1b2a0b8b2a4a';
const LINK =
	'https://dashscope-a717.oss-accelerate.aliyuncs.com/1d/v.mp4?Expires=1775232717&OSSAccessKeyId=LTAI5t&Signature=a%2Bb%3D';

/** Reads a task of this ID. */
const read = (output: object, around: object = {}) =>
	readTask(ID, { ...around, output: { task_id: ID, ...output } } as IDataObject);

describe('the answers of the API', () => {
	test('a task that has just been submitted', () => {
		expect(read({ task_status: 'PENDING' }, { request_id: 'r-1' })).toEqual({
			id: ID,
			status: 'PENDING',
			state: 'running',
			raw: { task_id: ID, task_status: 'PENDING', request_id: 'r-1' },
		});
	});

	test('a task at work', () => {
		const times = {
			submit_time: '2026-04-03 00:08:03.576',
			scheduled_time: '2026-04-03 00:08:13.576',
		};
		expect(read({ task_status: 'RUNNING', ...times })).toEqual({
			id: ID,
			status: 'RUNNING',
			state: 'running',
			createdAtS: 1775146083.576,
			raw: { task_id: ID, task_status: 'RUNNING', ...times },
		});
	});

	test('a task that is done', () => {
		const output = {
			task_status: 'SUCCEEDED',
			submit_time: '2026-04-03 00:08:03.576',
			scheduled_time: '2026-04-03 00:08:13.576',
			end_time: '2026-04-03 00:11:57.286',
			orig_prompt: 'Snow',
			video_url: LINK,
		};
		const usage = {
			duration: 10.04,
			input_video_duration: 5.02,
			output_video_duration: 5.02,
			video_count: 1,
			SR: 720,
		};
		expect(read(output, { request_id: 'r-1', usage })).toEqual({
			id: ID,
			status: 'SUCCEEDED',
			state: 'completed',
			resolution: '720P',
			sourceS: 5.02,
			videoUrl: LINK,
			videoUrlExpiresAtS: 1775232717,
			createdAtS: 1775146083.576,
			completedAtS: 1775146317.286,
			processingS: 223.71,
			billedS: 10.04,
			prompt: 'Snow',
			raw: { task_id: ID, ...output, usage, request_id: 'r-1' },
		});
	});

	test('a task that failed', () => {
		const output = {
			task_status: 'FAILED',
			code: 'DataInspectionFailed',
			message: 'Green net check failed for text (input): inappropriate content',
		};
		expect(read(output, { request_id: 'r-1' })).toEqual({
			id: ID,
			status: 'FAILED',
			state: 'failed',
			failureReason: output.message,
			failureCode: output.code,
			failureKind: 'moderated',
			isNotBilled: true,
			raw: { task_id: ID, ...output, request_id: 'r-1' },
		});
	});
});

describe('the status word', () => {
	test.each([
		['PENDING', 'running'],
		['RUNNING', 'running'],
		['SUCCEEDED', 'completed'],
		['FAILED', 'failed'],
		['CANCELED', 'failed'],
		['CANCELLED', 'failed'],
		['succeeded', 'completed'],
		['Failed', 'failed'],
		[' canceled ', 'failed'],
		['SUSPENDED', 'running'],
		['constructor', 'running'],
		['处理中', 'running'],
	])('%s means %s, and is kept as it is', (word, state) => {
		expect(read({ task_status: word })).toMatchObject({ status: word.trim(), state });
	});

	test.each([undefined, null, '', {}])('that is missing means "not yet": %p', (task_status) => {
		expect(read({ task_status })).toMatchObject({ status: 'unknown', state: 'running' });
	});
});

describe('the video', () => {
	test.each<[unknown]>([[undefined], [null], [''], ['v.mp4'], ['ftp://host/v.mp4'], [[LINK]]])(
		'is missing in %j',
		(video_url) => {
			const task = read({ task_status: 'SUCCEEDED', video_url });
			expect(task).toMatchObject({ state: 'completed' });
			expect(task.videoUrl).toBeUndefined();
		},
	);

	test.each(['RUNNING', 'FAILED', 'PUBLISHED'])('is none as long as the task is %s', (word) => {
		expect(read({ task_status: word, video_url: LINK }).videoUrl).toBeUndefined();
	});

	test('may have a link that does not tell its end', () => {
		const video_url = 'https://host.example/v.mp4';
		expect(read({ task_status: 'SUCCEEDED', video_url })).toMatchObject({ videoUrl: video_url });
	});
});

describe('what is billed', () => {
	test.each<[unknown, number | undefined]>([
		[{ duration: 10.04 }, 10.04],
		[{ duration: '10.04' }, 10.04],
		[{ duration: 0 }, 0],
		[{ duration: 'long' }, undefined],
		[{ duration: -1 }, undefined],
		[{ video_count: 1 }, undefined],
		['10', undefined],
		[null, undefined],
		[undefined, undefined],
	])('usage %j: %p seconds', (usage, seconds) => {
		expect(read({ task_status: 'SUCCEEDED' }, { usage }).billedS).toBe(seconds);
	});

	test('is nothing of a task that failed', () => {
		const task = read({ task_status: 'FAILED' }, { usage: { duration: 10 } });
		expect(task.billedS).toBeUndefined();
		expect(task.isNotBilled).toBe(true);
	});
});

describe('times', () => {
	test.each<[string, object, number | undefined]>([
		['since it was scheduled', { submit_time: 1, scheduled_time: 11 }, 9],
		['since the submit, if that is all', { submit_time: 1 }, 19],
		['unknown without a beginning', {}, undefined],
		['unknown when it ends before it begins', { scheduled_time: 59 }, undefined],
	])('the work took as long as %s', (_what, begin, seconds) => {
		const at = (s: number) => `2026-04-03 00:00:${String(s).padStart(2, '0')}.000`;
		const times = Object.fromEntries(
			Object.entries(begin as Record<string, number>).map(([name, s]) => [name, at(s)]),
		);
		const task = read({ task_status: 'SUCCEEDED', ...times, end_time: at(20) });
		expect(task.processingS).toBe(seconds);
	});

	test('that nobody can read are left out', () => {
		const task = read({ task_status: 'SUCCEEDED', submit_time: '', end_time: 'soon' });
		expect([task.createdAtS, task.completedAtS]).toEqual([undefined, undefined]);
	});
});

describe('why a task failed', () => {
	test.each<[object, string, string | undefined]>([
		[{ code: 'InternalError', message: 'why' }, 'why', 'InternalError'],
		[{ code: 'InternalError' }, 'InternalError', 'InternalError'],
		[{ code: '', message: ' ' }, 'the service gave no reason (request ID r-1)', undefined],
		[{ code: null, message: null }, 'the service gave no reason (request ID r-1)', undefined],
		[{}, 'the service gave no reason (request ID r-1)', undefined],
		[{ code: 500, message: 'why' }, 'why', '500'],
		[{ message: { en: 'why' } }, 'the service gave no reason (request ID r-1)', undefined],
	])('%j', (place, reason, code) => {
		const task = read({ task_status: 'FAILED', ...place }, { request_id: 'r-1' });
		expect([task.failureReason, task.failureCode]).toEqual([reason, code]);
	});

	test('is told without a request ID, too', () => {
		expect(read({ task_status: 'FAILED' })).toMatchObject({
			failureReason: 'the service gave no reason',
			failureKind: 'unexplained',
		});
	});

	test('of one that was cancelled', () => {
		expect(read({ task_status: 'CANCELED' }, { request_id: 'r-1' })).toMatchObject({
			failureReason: 'the service gave no reason (request ID r-1)',
			failureKind: 'cancelled',
		});
	});

	test.each<[code: string, message: string, kind: string | undefined]>([
		[
			'InvalidParameter.DataInspection',
			'Unable to download the media resource',
			'sourceNotFetched',
		],
		['InvalidURL', 'Required URL is missing or invalid', 'sourceNotFetched'],
		['InvalidURL.Timeout', 'Download the media resource timed out', 'sourceNotFetched'],
		['InvalidURL.ConnectionRefused', 'Connection was refused', 'sourceNotFetched'],
		['BadRequest.InputDownloadFailed', '', 'sourceNotFetched'],
		['DataInspectionFailed', 'Input data may contain inappropriate content.', 'moderated'],
		['DataInspectionFailed', 'Green net check failed for image (input): x', 'moderated'],
		['DataInspectionFailed', 'Green net check failed for output video: x', 'moderated'],
		['', 'Green net check failed for text (input): x', 'moderated'],
		['IPInfringementSuspect', 'suspected of being involved in IP infringement', 'moderated'],
		['InvalidFile.Duration', 'Invalid file duration.', 'sourceLimit'],
		['InvalidFile.Size', '', 'sourceLimit'],
		['InvalidFile.Resolution', '', 'sourceLimit'],
		['InvalidFile.FPS', '', 'sourceLimit'],
		['InvalidFile.Format', '', 'sourceLimit'],
		['InvalidFile.AspectRatio', '', 'sourceLimit'],
		['InvalidFile.Openerror', 'Invalid file, cannot open file as video.', 'sourceLimit'],
		['InternalError', 'An internal error has occured', 'serviceTrouble'],
		['InternalError.Timeout', 'An internal timeout error has occured', 'serviceTrouble'],
		['InvalidParameter', 'The seed is wrong', undefined],
	])('%s "%s" is of the kind %p', (code, message, kind) => {
		expect(read({ task_status: 'FAILED', code, message }).failureKind).toBe(kind);
	});
});

test('without any output there is still a task of that ID', () => {
	for (const output of [undefined, null, 'text', [], {}]) {
		expect(readTask(ID, { output } as IDataObject)).toMatchObject({ id: ID, state: 'running' });
	}
});

test('words of the service are kept short', () => {
	const long = 'a word '.repeat(150_000);
	const task = read({ task_status: 'FAILED', code: long, message: long }, { request_id: long });
	const strange = read({ task_status: long });
	for (const said of [task.failureReason, task.failureCode, strange.status]) {
		expect(said!.length).toBeLessThan(3_000);
	}
	const silent = read({ task_status: 'FAILED' }, { request_id: long });
	expect(silent.failureReason!.length).toBeLessThan(3_000);
});
