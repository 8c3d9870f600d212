import { describe, expect, test } from '@jest/globals';

import { taskList } from '../../../../nodes/WanVideoEdit/service/modelStudio/taskList';
import { networkFault } from '../../../../nodes/WanVideoEdit/service/networkFault';

const HOUR_MS = 3_600_000;
const NOW_MS = Date.parse('2026-04-03T12:00:00Z');

/** Digits of a time, read as if they were in a zone that is so many hours ahead of UTC. */
function readAs(digits: unknown, hours: number): number {
	const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/
		.exec(digits as string)!
		.map(Number);
	return Date.UTC(year, month - 1, day, hour, minute, second) - hours * HOUR_MS;
}

describe('the request', () => {
	test('asks for a page of the tasks of the model', () => {
		expect(taskList.request(NOW_MS - HOUR_MS, NOW_MS, 2)).toEqual({
			method: 'GET',
			url: '/api/v1/tasks/',
			qs: {
				start_time: '20260403105700',
				end_time: '20260403200300',
				model_name: 'wan2.7-videoedit',
				page_no: 2,
				page_size: 10,
			},
			json: true,
		});
	});

	test.each([0, 1_000, HOUR_MS, taskList.longestWindowMs])(
		'has a window of %i ms that holds the time, in whichever zone the service reads it',
		(lengthMs) => {
			const { qs } = taskList.request(NOW_MS - lengthMs, NOW_MS, 1);
			const { start_time, end_time } = qs!;
			for (const hours of [0, 8]) {
				expect(readAs(start_time, hours)).toBeLessThanOrEqual(NOW_MS - lengthMs - 60_000);
				expect(readAs(end_time, hours)).toBeGreaterThanOrEqual(NOW_MS + 60_000);
			}
			const spanMs = readAs(end_time, 0) - readAs(start_time, 0);
			expect(spanMs).toBeLessThanOrEqual(24 * HOUR_MS);
		},
	);
});

describe('the answer', () => {
	const read = (body: unknown, statusCode = 200, broken?: string) =>
		taskList.read({ value: { statusCode, headers: {}, body, broken } });
	const page = { total: 1, total_page: 1, page_no: 1, page_size: 10 };

	test('names tasks, and how many pages there are', () => {
		const data = [
			{
				api_key_id: '15',
				gmt_create: 1745568428109,
				model_name: 'wan2.7-videoedit',
				region: 'cn-beijing',
				request_id: 'r-1',
				start_time: 1745568428138,
				status: 'RUNNING',
				task_id: 'task-1',
			},
			{ gmt_create: 1745568293253, status: 'SUCCEEDED', task_id: 'task-2' },
		];
		const body = { request_id: 'r-2', ...page, total: 12, total_page: 2, data };
		expect(read(body)).toMatchObject({
			value: {
				tasks: [
					{ id: 'task-1', createdAtMs: 1745568428109 },
					{ id: 'task-2', createdAtMs: 1745568293253 },
				],
				pages: 2,
			},
		});
	});

	test.each<[unknown, number | undefined]>([
		[1745568428109, 1745568428109],
		['1745568428109', 1745568428109],
		[1745568428, 1745568428000],
		['2025-04-25 16:07:08.109', 1745568428109],
		['2025-04-25T08:07:08.109Z', 1745568428109],
		[undefined, undefined],
		[null, undefined],
		['', undefined],
		[0, undefined],
		['just now', undefined],
	])('tells when a task was made; whatever does not may be new: %p', (gmt_create, ms) => {
		expect(read({ ...page, data: [{ task_id: 't', gmt_create }] })).toMatchObject({
			value: { tasks: [{ id: 't', createdAtMs: ms }], pages: 1 },
		});
	});

	test.each<[object, number]>([
		[{ total: 25 }, 3],
		[{ total: '25' }, 3],
		[{ total_page: 3 }, 3],
		[{ total: 25, total_page: 1 }, 3],
		[{ total: 5, total_page: 3 }, 3],
		[{ total: 25, page_size: 5 }, 5],
		[{ total: 25, page_size: 100 }, 1],
		[{ total: 25, page_size: 0 }, 25],
	])('has as many pages as it can mean: %j', (length, pages) => {
		expect(read({ ...length, data: [{ task_id: 't' }] }).value?.pages).toBe(pages);
	});

	test.each<[object]>([
		[{ total: 0, total_page: 0, data: [] }],
		[{ total: 0, data: [] }],
		[{ total: 0, total_page: 0, data: null }],
		[{ total: 0 }],
		[{ total: 15, total_page: 1, page_no: 2, data: [] }],
	])('is empty: %j', (body) => {
		expect(read(body).value?.tasks).toEqual([]);
	});

	test.each<[string, unknown]>([
		['nothing', ''],
		['a page', '<html>'],
		['text', 'OK'],
		['an array', []],
		['no data', { request_id: 'r-1' }],
		['data without its length', { request_id: 'r-1', data: [] }],
		['data null', { request_id: 'r-1', data: null }],
		['data that is an object', { ...page, data: {} }],
		['no data of some', { total: 3, total_page: 1, data: [] }],
		['no data at all of some', { total: 3, total_page: 1 }],
		['no data of a later page', { total: 15, total_page: 2, page_no: 2, data: [] }],
		['a task that nobody can ask for', { ...page, data: [{ task_id: '\ud83d' }] }],
		['tasks without an ID', { ...page, data: [{ task_id: 't' }, { status: 'RUNNING' }] }],
		['entries that are no tasks', { ...page, data: ['t'] }],
		['an error beside it', { total: 0, data: [], code: 'Throttling', message: 'later' }],
		['an error of a gateway beside it', { total: 0, data: [], error: { message: 'x' } }],
		['a refusal beside it', { total: 0, data: [], success: false }],
	])('is never taken for an empty list when it has %s', (_what, body) => {
		expect(read(body).value).toBeUndefined();
	});

	test.each([302, 400, 500])('is no list with status %i', (status) => {
		expect(read({ total: 0, total_page: 0, data: [] }, status).value).toBeUndefined();
	});

	test('that broke off is none', () => {
		const cut = '{"request_id":"r-1","total":0,"data":[]';
		expect(read(cut, 200, 'the answer broke off').fault).toMatchObject({
			isRepeatable: true,
			reason: 'not the expected answer: the answer broke off',
		});
	});

	test.each<[number, object, boolean]>([
		[429, { code: 'Throttling.RateQuota' }, true],
		[500, { code: 'InternalError' }, true],
		[401, { code: 'InvalidApiKey' }, false],
		[400, { code: 'InvalidParameter' }, false],
	])('%i %j: ask again %p', (status, body, isRepeatable) => {
		expect(read(body, status).fault).toMatchObject({ isRepeatable });
	});

	test('that never came is the fault of the network', () => {
		const fault = networkFault(new Error('socket hang up'));
		expect(taskList.read({ fault })).toEqual({ fault });
	});
});
