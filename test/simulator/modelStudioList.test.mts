import { afterEach, describe, expect, test } from '@jest/globals';
import type { SimulatorSettings } from '../../simulator/index.mts';
import { until } from './client.mts';
import { ModelStudioBench, MODEL, UUID, type FlatError } from './modelStudioClient.mts';

let bench: ModelStudioBench;
const start = async (settings?: Partial<SimulatorSettings>) => {
	bench = await ModelStudioBench.start(settings);
	return bench.simulator;
};
afterEach(() => bench.simulator.close());

const HOUR_MS = 3_600_000;

/** A moment as the query of a list has it: `YYYYMMDDhhmmss` in UTC+8. */
const moment = (ms: number) =>
	new Date(ms + 8 * HOUR_MS).toISOString().slice(0, 19).replace(/\D/g, '');
const listed = async (query: Record<string, string | number> = {}) =>
	(await bench.list(query)).data.data.map(({ task_id }) => task_id);

describe('the list of tasks', () => {
	test('has all tasks, newest first, with times in ms, and no prompt', async () => {
		await start({ taskTimeMs: 300 });
		const beginMs = Date.now();
		const first = await bench.done({ input: { prompt: 'Hi' } });
		bench.simulator.settings.pendingTimeMs = 60_000;
		const second = await bench.accepted();
		const answer = await bench.list();
		expect(answer.data).toEqual({
			request_id: expect.stringMatching(UUID),
			total: 2,
			total_page: 1,
			page_no: 1,
			page_size: 10,
			data: [
				{
					task_id: second,
					status: 'PENDING',
					model_name: MODEL,
					gmt_create: expect.any(Number),
					region: expect.any(String),
					request_id: expect.stringMatching(UUID),
				},
				{
					task_id: first.output.task_id,
					status: 'SUCCEEDED',
					model_name: MODEL,
					gmt_create: expect.any(Number),
					start_time: expect.any(Number),
					end_time: expect.any(Number),
					region: expect.any(String),
					request_id: expect.stringMatching(UUID),
				},
			],
		});
		const [newest, oldest] = answer.data.data;
		expect(oldest?.gmt_create).toBeGreaterThanOrEqual(beginMs);
		expect(oldest?.end_time).toBeGreaterThan(oldest?.start_time ?? Infinity);
		expect(newest?.gmt_create).toBeGreaterThanOrEqual(oldest?.end_time ?? Infinity);
		expect(Math.abs(Date.parse(String(answer.headers.date)) - Date.now())).toBeLessThan(10_000);
	});

	test('comes in pages', async () => {
		await start();
		const ids: string[] = [];
		for (let turn = 0; turn < 5; turn += 1) ids.unshift(await bench.accepted());
		const pages = [];
		for (const page_no of [1, 2, 3, 4])
			pages.push((await bench.list({ page_no, page_size: 2 })).data);
		expect(pages.map(({ data }) => data.length)).toEqual([2, 2, 1, 0]);
		expect(pages.flatMap(({ data }) => data.map(({ task_id }) => task_id)).sort()).toEqual(
			[...ids].sort(),
		);
		expect(pages[2]).toMatchObject({ total: 5, total_page: 3, page_no: 3, page_size: 2 });
	});

	test('is cut to a window, a model and a status', async () => {
		const simulator = await start();
		const nowMs = Date.now();
		const at = (hours: number, more = {}) =>
			simulator.addForeignTask({ atMs: nowMs - hours * HOUR_MS, ...more }).id;
		const [old, young] = [at(20), at(2)];
		const other = at(1, { model: 'wan2.6-t2v' });
		await until(() => [...simulator.tasks.values()].every(({ state }) => state === 'completed'));
		expect(await listed()).toEqual([other, young, old]);
		expect(await listed({ model_name: MODEL })).toEqual([young, old]);
		const window = (from: number, to: number) => ({
			start_time: moment(nowMs - from * HOUR_MS),
			end_time: moment(nowMs - to * HOUR_MS),
		});
		expect(await listed(window(21, 3))).toEqual([old]);
		expect(await listed(window(3, -1))).toEqual([other, young]);
		expect(await listed({ start_time: moment(nowMs - 3 * HOUR_MS) })).toEqual([other, young]);
		expect(await listed({ end_time: moment(nowMs - 3 * HOUR_MS) })).toEqual([old]);
		expect(await listed({ status: 'SUCCEEDED', model_name: MODEL })).toEqual([young, old]);
		expect(await listed({ status: 'PENDING' })).toEqual([]);
	});

	test.each<[query: Record<string, string | number>, message: RegExp]>([
		[{ page_size: 101 }, /^page_size must be a whole number from 1 to 100$/],
		[{ page_size: 0 }, /^page_size must be/],
		[{ page_no: 0 }, /^page_no must be a whole number from 1$/],
		[{ page_no: '1.5' }, /^page_no must be/],
		[{ status: 'succeeded' }, /^status must be one of PENDING, RUNNING/],
		[{ model: MODEL }, /^unknown parameter model$/],
		[{ start_time: '2026-11-26 00:00:00' }, /^start_time must be YYYYMMDDhhmmss$/],
		[{ start_time: '20260230000000' }, /^start_time must be YYYYMMDDhhmmss$/],
		[{ end_time: '1795723184010' }, /^end_time must be YYYYMMDDhhmmss$/],
		[{ end_time: '' }, /^end_time must be given once, and not be empty$/],
		[{ start_time: '20261126000001', end_time: '20261126000000' }, /^start_time must not be after/],
		[{ start_time: '20261126000000', end_time: '20261127000001' }, /not be more than 24 hours/],
	])('refuses %j', async (query, message) => {
		await start();
		const answer = await bench.list(query);
		expect(answer).toMatchObject({ status: 400, data: { code: 'InvalidParameter' } });
		expect((answer.data as unknown as FlatError).message).toMatch(message);
	});

	test('is at the address without a slash at its end, too', async () => {
		await start();
		const id = await bench.accepted();
		const answer = await bench.http.get('/api/v1/tasks?page_size=1');
		expect(answer).toMatchObject({ status: 200, data: { data: [{ task_id: id }] } });
	});

	test('has a new task late, if wanted', async () => {
		const simulator = await start({ listLagMs: 600_000 });
		const id = await bench.accepted();
		expect(await listed()).toEqual([]);
		simulator.tasks.get(id)!.acceptedAtMs -= 600_000;
		expect(await listed()).toEqual([id]);
	});

	test('is refused, if wanted', async () => {
		await start({ listRefused: true });
		expect(await bench.list()).toMatchObject({ status: 401, data: { code: 'InvalidApiKey' } });
	});

	test('does not have the tasks of the other service', async () => {
		const simulator = await start();
		const body = { model: MODEL, video_urls: [simulator.sampleUrl] };
		const answer = await bench.http.post('/v1/videos/generations', body);
		const [{ task_id }] = (answer.data as { data: [{ task_id: string }] }).data;
		expect(simulator.tasks.get(task_id)).toMatchObject({ service: 'apimart' });
		expect(await listed()).toEqual([]);
		expect((await bench.check(task_id)).output.task_status).toBe('UNKNOWN');
	});
});

describe('a task of another program', () => {
	test('is listed, can be checked and is not in the ledger', async () => {
		const simulator = await start({ origPromptShown: 'running' });
		const { id } = simulator.addForeignTask({ prompt: 'Not yours', taskTimeMs: 600_000 });
		expect(simulator.tasks.get(id)).toMatchObject({ isForeign: true });
		expect((await bench.check(id)).output).toMatchObject({
			task_status: 'RUNNING',
			orig_prompt: 'Not yours',
		});
		expect(await listed()).toEqual([id]);
		simulator.finishTasks();
		const done = await bench.ended(id);
		expect(done).toMatchObject({ output: { orig_prompt: 'Not yours' }, usage: { duration: 12 } });
		expect((await bench.fetch(done.output.video_url ?? '')).status).toBe(200);
		expect(simulator.ledger).toMatchObject({ submits: 0, billed: 0, billedUsd: 0 });
		expect(simulator.requests.filter(({ path }) => path.startsWith('/samples'))).toEqual([]);
	});

	test('can wait and be cancelled', async () => {
		const simulator = await start();
		const { id } = simulator.addForeignTask({ pendingMs: 60_000 });
		expect((await bench.check(id)).output.task_status).toBe('PENDING');
		expect((await bench.cancel(id)).status).toBe(200);
		expect((await bench.check(id)).output.task_status).toBe('CANCELED');
	});

	test('can be added over HTTP', async () => {
		const simulator = await start();
		const answer = await bench.http.post('/simulator/foreign-tasks', { prompt: 'Hi' });
		const { id } = answer.data as { id: string };
		expect(simulator.tasks.get(id)).toMatchObject({ isForeign: true, body: { prompt: 'Hi' } });
		expect((await bench.http.post('/simulator/foreign-tasks', { promt: '' })).status).toBe(400);
		expect((await bench.http.get('/simulator/state')).data).toMatchObject({
			tasks: [{ id, service: 'modelStudio', isForeign: true, isPending: false }],
		});
	});
});

test.each([6 * HOUR_MS, -6 * HOUR_MS])(
	'all times are by a clock of its own, %i ms ahead',
	async (clockOffsetMs) => {
		const simulator = await start({ clockOffsetMs });
		const done = await bench.done();
		const nowMs = Date.now() + clockOffsetMs;
		const isNow = (ms: number | undefined) =>
			expect(Math.abs((ms ?? 0) - nowMs)).toBeLessThan(60_000);
		const answer = await bench.list();
		const failed = await bench.http.get('/api/v1/nothing');
		const file = await bench.fetch(done.output.video_url ?? '');
		for (const { headers } of [answer, failed, file]) isNow(Date.parse(String(headers.date)));
		const [task] = answer.data.data;
		for (const ms of [task?.gmt_create, task?.start_time, task?.end_time]) isNow(ms);
		isNow(Date.parse(`${done.output.end_time?.replace(' ', 'T')}+08:00`));
		const expires = new URL(done.output.video_url ?? '').searchParams.get('Expires');
		isNow(Number(expires) * 1000 - simulator.settings.resultLifetimeMs);
		const window = (ms: number) => ({ start_time: moment(ms), end_time: moment(ms + HOUR_MS) });
		expect(await listed(window(nowMs - HOUR_MS / 2))).toEqual([done.output.task_id]);
		expect(await listed(window(Date.now() - HOUR_MS / 2))).toEqual([]);

		simulator.addFault({ on: 'list', action: { kind: 'status', status: 500 } });
		isNow(Date.parse(String((await bench.list()).headers.date)));
		const other = await bench.http.get('/v1/balance');
		expect(Math.abs(Date.parse(String(other.headers.date)) - Date.now())).toBeLessThan(60_000);
	},
);
