import { describe, expect, test } from '@jest/globals';

import { readTask } from '../../../../nodes/WanVideoEdit/service/apimart/readTask';
import { stateOf } from '../../../../nodes/WanVideoEdit/service/apimart/taskState';

type Data = Parameters<typeof readTask>[1];
const read = (data: unknown) => readTask('task_x', data as Data);
const LINK = 'https://host.example/f/video/a.mp4';
const EXPIRES_AT = 1765087446;

describe('the three answers of the API', () => {
	test('processing', () => {
		const data = {
			id: 'task_x',
			status: 'processing',
			progress: 91,
			created: 1765000891,
			estimated_time: 600,
		};
		expect(read(data)).toEqual({
			id: 'task_x',
			status: 'processing',
			state: 'running',
			progress: 91,
			createdAtS: 1765000891,
			raw: data,
		});
	});

	test('completed', () => {
		const data = {
			id: 'task_x',
			status: 'completed',
			progress: 100,
			created: 1765000891,
			completed: 1765001046,
			actual_time: 155,
			estimated_time: 600,
			cost: 0.15,
			credits_cost: 1.5,
			result: { videos: [{ url: [LINK], expires_at: EXPIRES_AT }] },
		};
		expect(read(data)).toEqual({
			id: 'task_x',
			status: 'completed',
			state: 'completed',
			progress: 100,
			videoUrl: LINK,
			videoUrlExpiresAtS: EXPIRES_AT,
			createdAtS: 1765000891,
			completedAtS: 1765001046,
			processingS: 155,
			costUsd: 0.15,
			costCredits: 1.5,
			raw: data,
		});
	});

	test('failed', () => {
		const data = {
			id: 'task_x',
			status: 'failed',
			progress: 100,
			created: 1781589029,
			completed: 1781589050,
			error: { code: 'task_failed', message: 'why', type: 'task_failed' },
		};
		expect(read(data)).toEqual({
			id: 'task_x',
			status: 'failed',
			state: 'failed',
			progress: 100,
			createdAtS: 1781589029,
			completedAtS: 1781589050,
			processingS: 21,
			failureReason: 'why',
			failureCode: 'task_failed',
			raw: data,
		});
	});
});

test('the ID is the one that was asked for, whatever the task object says', () => {
	expect(read({ id: 'task_y', status: 'processing' }).id).toBe('task_x');
});

test('the service\'s own word is kept as it is, and a missing one is "unknown"', () => {
	expect(read({ status: 'In_Progress' }).status).toBe('In_Progress');
	for (const status of [undefined, null, 3]) {
		expect(read({ status })).toEqual({
			id: 'task_x',
			status: 'unknown',
			state: 'running',
			raw: { status },
		});
	}
});

describe('the status word', () => {
	test.each([
		...['submitted', 'pending', 'queued', 'assigned', 'ready', 'processing', 'in_progress'],
		'not_start',
	])('%s means not yet, whatever comes with it', (word) => {
		expect(stateOf(word)).toBe('running');
		const video = { result: { videos: [{ url: [LINK] }] } };
		const reason = { completed: 1765001046, error: { message: 'why' } };
		for (const more of [video, reason]) {
			expect(read({ status: word, ...more })).toMatchObject({ state: 'running' });
			expect(read({ status: word, ...more }).videoUrl).toBeUndefined();
		}
	});
	test.each(['completed', 'success', 'succeeded'])('%s means done', (word) => {
		expect(stateOf(word)).toBe('completed');
	});
	test.each([
		...['failed', 'fail', 'failure', 'error', 'cancelled', 'canceled', 'expired', 'timeout'],
		...['timed_out', 'Timed-Out', 'timed out', 'rejected', 'aborted'],
	])('%s means dead', (word) => {
		expect(stateOf(word)).toBe('failed');
	});

	test('an unknown word with a video means done', () => {
		for (const status of ['finished', 'DONE', 'unknown', undefined]) {
			expect(read({ status, result: { video_url: LINK } })).toMatchObject({
				state: 'completed',
				videoUrl: LINK,
			});
		}
	});

	test('an unknown word with an address that may be that of the source means done once it has ended', () => {
		for (const place of [{ url: LINK }, { metadata: { url: LINK } }]) {
			expect(read({ status: 'warming_up', ...place }).state).toBe('running');
			expect(read({ status: 'finished', completed: 1765001046, ...place }).videoUrl).toBe(LINK);
			expect(read({ status: 'finished', progress: '100%', ...place }).videoUrl).toBe(LINK);
		}
	});

	test.each<[Record<string, unknown>, string]>([
		[{ completed: 1765001046, error: { message: 'why' } }, 'failed'],
		[{ completed: 1765001046, fail_reason: 'why' }, 'failed'],
		[{ completed_at: '2025-12-06T06:04:06Z', fail_reason: 'why' }, 'failed'],
		[{ finish_time: 1765001046, fail_reason: 'why' }, 'failed'],
		[{ finish_time: 0, fail_reason: 'why' }, 'running'],
		[{ completed: 1765001046, error: { code: 7 } }, 'failed'],
		[{ completed: 1765001046 }, 'running'],
		[{ completed: 1765001046, message: 'success', error: {} }, 'running'],
		[{ completed: 0, error: { message: 'why' } }, 'running'],
		[{ error: { message: 'why' } }, 'running'],
	])('an unknown word with %j means %s', (content, state) => {
		expect(read({ status: 'terminated', ...content }).state).toBe(state);
	});
	test.each(['unknown', 'moderating', 'NOT_START', 'almost completed', 'un-failed', '', '处理中'])(
		'%p is not known, so the wait goes on',
		(word) => {
			expect(stateOf(word)).toBe('running');
		},
	);
	test.each([
		['COMPLETED', 'completed'],
		['Succeeded', 'completed'],
		['FAILURE', 'failed'],
		['IN_PROGRESS', 'running'],
	])('capitals do not matter: %s', (word, state) => {
		expect(stateOf(word)).toBe(state);
	});
});

describe('the link of the video', () => {
	const linkIn = (videos: unknown) => read({ status: 'completed', result: { videos } }).videoUrl;

	test.each<[string, unknown]>([
		['in an array', [{ url: [LINK] }]],
		['as text', [{ url: LINK }]],
		['the first of several', [{ url: [LINK, 'https://host.example/b.mp4'] }]],
		['after an entry without one', [{ url: [] }, { url: '' }, { url: [LINK] }]],
		['after something that is no link', [{ url: ['', 'pending', LINK] }]],
	])('%s', (_what, videos) => {
		expect(linkIn(videos)).toBe(LINK);
	});

	test.each<[unknown]>([
		[undefined],
		[null],
		[[]],
		[[{}]],
		[[{ url: [] }]],
		[[{ url: '' }]],
		[[{ url: null }]],
		[[{ url: 'a.mp4' }]],
		[[{ url: 'ftp://host.example/a.mp4' }]],
		[[null, 'text']],
		['text'],
	])('is missing in %j', (videos) => {
		expect(linkIn(videos)).toBeUndefined();
	});

	test.each<[string, unknown]>([
		['result.video_url', { result: { video_url: LINK } }],
		['video_url', { video_url: LINK }],
		['videos as text', { videos: [LINK] }],
		['videos with video_url', { videos: [{ video_url: LINK }] }],
		['result_url', { result_url: LINK }],
		['result.data', { result: { data: [{ url: LINK }] } }],
		['metadata.url', { metadata: { url: LINK } }],
		['url', { url: LINK }],
	])('in other places: %s', (_what, place) => {
		const data = { status: 'completed', ...(place as object) };
		expect(read(data).videoUrl).toBe(LINK);
		expect(read({ ...data, status: 'processing' }).videoUrl).toBeUndefined();
	});

	test('the places are read in their order', () => {
		const places = ['a', 'b', 'c', 'd'].map((name) => `https://host.example/${name}.mp4`);
		const [a, b, c, d] = places;
		const data = { status: 'completed', url: d, result_url: c, video_url: b };
		expect(read({ ...data, result: { video_url: a } }).videoUrl).toBe(a);
		expect(read(data).videoUrl).toBe(b);
		expect(read({ ...data, video_url: 'none' }).videoUrl).toBe(c);
	});

	test('the time it expires is that of the same video', () => {
		const videos = [{ expires_at: 1 }, { url: LINK, expires_at: EXPIRES_AT }];
		expect(read({ result: { videos } }).videoUrlExpiresAtS).toBe(EXPIRES_AT);
	});

	test.each<[unknown]>([[undefined], [null], ['none'], [[]], [{}]])('no result: %j', (result) => {
		expect(read({ status: 'completed', result }).videoUrl).toBeUndefined();
	});
});

describe('progress', () => {
	test.each<[unknown, number | undefined]>([
		[0, 0],
		[91, 91],
		['50%', 50],
		['50', 50],
		['12.5%', 12.5],
		[100, 100],
		[130, 100],
		[-1, undefined],
		['', undefined],
		['%', undefined],
		['half', undefined],
		[null, undefined],
		[[50], undefined],
	])('%p is %p', (progress, percent) => {
		expect(read({ progress }).progress).toBe(percent);
	});
});

describe('times and costs', () => {
	test.each<[unknown, number | undefined]>([
		[1765000891, 1765000891],
		['1765000891', 1765000891],
		[1765000891123, 1765000891.123],
		[0, undefined],
		[-1, undefined],
		['soon', undefined],
		[1e300, undefined],
		[null, undefined],
	])('created %p is %p s', (created, seconds) => {
		expect(read({ created }).createdAtS).toBe(seconds);
	});

	test.each<[Data, number | undefined]>([
		[{ actual_time: 155, created: 1000, completed: 1010 }, 155],
		[{ created: 1000, completed: 1010 }, 10],
		[{ created: 1000 }, undefined],
		[{ created: 1010, completed: 1000 }, undefined],
	])('%j took %p s', (data, seconds) => {
		expect(read(data).processingS).toBe(seconds);
	});

	test('a cost of 0 is told, an unreadable one is not', () => {
		expect(read({ cost: 0, credits_cost: '1.5' })).toMatchObject({ costUsd: 0, costCredits: 1.5 });
		expect(read({ cost: 'free' }).costUsd).toBeUndefined();
		for (const cost of ['0.15', '$0.15', '0.15 USD']) expect(read({ cost }).costUsd).toBe(0.15);
	});
});

describe('why a task failed, in other places', () => {
	test.each<[Record<string, unknown>, string | undefined, string | undefined]>([
		[{ fail_reason: 'why' }, 'why', undefined],
		[{ message: 'why', code: 'task_failed' }, 'why', 'task_failed'],
		[
			{ msg: 'why', code: 'InvalidParameter.DataInspection' },
			'why',
			'InvalidParameter.DataInspection',
		],
		[{ error: { msg: 'why' }, error_code: 1302 }, 'why', '1302'],
		[{ message: 'success', code: 200 }, undefined, undefined],
		[{ message: 'success', fail_reason: 'why', code: 0 }, 'why', undefined],
	])('%j', (place, reason, code) => {
		const task = read({ status: 'failed', ...place });
		expect([task.failureReason, task.failureCode]).toEqual([reason, code]);
	});
});

describe('why a task failed', () => {
	test.each<[unknown, string | undefined, string | undefined]>([
		[{ code: 'task_failed', message: 'why' }, 'why', 'task_failed'],
		[{ code: 500, message: 'why' }, 'why', '500'],
		[{ code: '', message: 'why' }, 'why', undefined],
		[{ message: 'why' }, 'why', undefined],
		[{ code: 'task_failed', message: '' }, undefined, 'task_failed'],
		['why', 'why', undefined],
		['', undefined, undefined],
		[null, undefined, undefined],
		[undefined, undefined, undefined],
		[{ code: null, message: { en: 'why' } }, undefined, undefined],
	])('%j', (error, reason, code) => {
		const task = read({ status: 'failed', error });
		expect([task.failureReason, task.failureCode]).toEqual([reason, code]);
	});
});
