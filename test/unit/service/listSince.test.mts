import { describe, expect, test } from '@jest/globals';

import { listSince } from '../../../nodes/WanVideoEdit/service/listSince';
import { modelStudio } from '../../../nodes/WanVideoEdit/service/modelStudio/modelStudio';
import { networkFault } from '../../../nodes/WanVideoEdit/service/networkFault';
import type { Answer, ServiceRequest } from '../../../nodes/WanVideoEdit/service/exchange';

const list = modelStudio.taskList!;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

interface Listed {
	id: string;
	/** How old it is. */
	ageMs: number;
}

/** A service with tasks, whose clock differs, and what it is asked. */
class FakeService {
	readonly requests: ServiceRequest[] = [];
	aheadMs = 0;
	tellsTime = true;
	/** The zone in which it reads times, in hours ahead of UTC. */
	zoneHours = 8;
	/** What becomes of the answer to a request, counted from 1. */
	spoil: (answer: Answer, request: number) => Answer = (answer) => answer;

	constructor(private readonly tasks: Listed[]) {}

	readonly ask = async (request: ServiceRequest): Promise<Answer> => {
		this.requests.push(request);
		const { start_time, end_time, page_no, page_size } = request.qs as Record<string, number>;
		const [fromMs, toMs] = [start_time, end_time].map((digits) => this.read(String(digits)));
		expect(toMs - fromMs).toBeLessThanOrEqual(24 * HOUR_MS);
		const nowMs = Date.now() + this.aheadMs;
		const inWindow = this.tasks
			.map(({ id, ageMs }) => ({ task_id: id, gmt_create: nowMs - ageMs }))
			.filter(({ gmt_create }) => gmt_create >= fromMs && gmt_create <= toMs);
		const begin = (page_no - 1) * page_size;
		const body = {
			request_id: 'r-1',
			total: inWindow.length,
			total_page: Math.ceil(inWindow.length / page_size),
			page_no,
			page_size,
			data: inWindow.slice(begin, begin + page_size),
		};
		const headers = this.tellsTime ? { date: new Date(nowMs).toUTCString() } : {};
		const answer = { value: { statusCode: 200, headers, body } };
		return await Promise.resolve(this.spoil(answer, this.requests.length));
	};

	/** The tasks since a moment that is so long ago. */
	async since(agoMs: number): Promise<string[] | string> {
		const { value, fault } = await listSince(list, this.ask, Date.now() - agoMs, Date.now());
		return value ? [...new Set(value.map(({ id }) => id))].sort() : fault.reason;
	}

	private read(digits: string): number {
		const iso = digits.replace(/(....)(..)(..)(..)(..)(..)/, '$1-$2-$3T$4:$5:$6Z');
		return Date.parse(iso) - this.zoneHours * HOUR_MS;
	}
}

const tasks = (...agesMs: number[]) => agesMs.map((ageMs, at) => ({ id: `t${at}`, ageMs }));

test('it is the tasks since then that count', async () => {
	const service = new FakeService(tasks(1_000, 50_000, 3 * MINUTE_MS, 2 * HOUR_MS));
	expect(await service.since(MINUTE_MS)).toEqual(['t0', 't1']);
	expect(service.requests).toHaveLength(1);
	expect(await new FakeService([]).since(MINUTE_MS)).toEqual([]);
});

test('a clock may have been set meanwhile: a task that looks a little older counts', async () => {
	const service = new FakeService(tasks(MINUTE_MS + 50_000, MINUTE_MS + 70_000));
	expect(await service.since(MINUTE_MS)).toEqual(['t0']);
});

test('all pages are asked for', async () => {
	const service = new FakeService(tasks(...Array.from({ length: 35 }, (_, at) => at * 1_000)));
	expect(await service.since(MINUTE_MS)).toHaveLength(35);
	expect(service.requests.map(({ qs }) => qs!.page_no as number)).toEqual([1, 2, 3, 4]);
});

test('a task that comes meanwhile makes another page', async () => {
	const ages = Array.from({ length: 10 }, (_, at) => (at + 1) * 1_000);
	const all = tasks(...ages);
	const service = new FakeService(all);
	service.spoil = (answer, request) => {
		if (request === 1) all.unshift({ id: 'new', ageMs: 0 });
		return answer;
	};
	const found = await service.since(MINUTE_MS);
	// The next look, a moment later, shows it.
	expect(found).toHaveLength(10);
	expect(await service.since(MINUTE_MS)).toContain('new');
});

describe('the clock of the service counts', () => {
	test.each<[string, number]>([
		['ahead', 20 * MINUTE_MS],
		['far ahead', 30 * HOUR_MS],
		['behind', -20 * MINUTE_MS],
		['far behind', -30 * HOUR_MS],
		['a little ahead', 20_000],
		['a little behind', -20_000],
	])('when it is %s', async (_what, aheadMs) => {
		for (const zoneHours of [0, 8]) {
			const service = new FakeService(tasks(1_000, 50_000, 3 * MINUTE_MS));
			Object.assign(service, { aheadMs, zoneHours });
			expect(await service.since(MINUTE_MS)).toEqual(['t0', 't1']);
			expect(service.requests).toHaveLength(Math.abs(aheadMs) > MINUTE_MS ? 2 : 1);
		}
	});

	test('also when it refuses a window that is in its future', async () => {
		const service = new FakeService(tasks(1_000));
		service.aheadMs = -20 * MINUTE_MS;
		const body = { code: 'InvalidParameter', message: 'in the future' };
		service.spoil = (answer, request) =>
			request === 1 ? { value: { ...answer.value!, statusCode: 400, body } } : answer;
		expect(await service.since(MINUTE_MS)).toEqual(['t0']);
	});

	test('and when it tells none, what may be of then counts', async () => {
		const service = new FakeService(tasks(1_000, 2 * MINUTE_MS, 10 * MINUTE_MS));
		service.tellsTime = false;
		expect(await service.since(MINUTE_MS)).toEqual(['t0', 't1']);
		expect(service.requests).toHaveLength(1);
		service.aheadMs = -MINUTE_MS;
		expect(await service.since(MINUTE_MS)).toContain('t0');
	});
});

test('half a list is none: what is missing would be bought again', async () => {
	const service = new FakeService(tasks(...Array.from({ length: 15 }, (_, at) => at * 1_000)));
	service.spoil = (answer, request) => {
		const body = answer.value!.body as { data: unknown[] };
		return request === 2 ? { value: { ...answer.value!, body: { ...body, data: [] } } } : answer;
	};
	expect(await service.since(MINUTE_MS)).toMatch(/page without its tasks|10 of 15 tasks/);
	service.spoil = (answer, request) => {
		const body = answer.value!.body as { data: unknown[] };
		const data = body.data.slice(1);
		return request === 4 ? { value: { ...answer.value!, body: { ...body, data } } } : answer;
	};
	expect(await service.since(MINUTE_MS)).toBe('a list with 14 of 15 tasks');
});

test('what was made long after the answer was lost does not count', async () => {
	const service = new FakeService(tasks(1_000, 30 * MINUTE_MS, 3 * HOUR_MS));
	const hourAgo = Date.now() - HOUR_MS;
	const { value } = await listSince(list, service.ask, hourAgo, hourAgo + 45 * MINUTE_MS);
	expect(value?.map(({ id }) => id)).toEqual(['t1']);
});

describe('a submit that is long ago', () => {
	test.each([14, 16, 20, 23])(
		'%i h: all tasks since then are found, in whichever zone',
		async (hours) => {
			const agesMs = [0.001, hours / 4, hours / 2, (3 * hours) / 4, hours - 0.01];
			for (const zoneHours of [0, 8]) {
				const service = new FakeService(tasks(...agesMs.map((age) => age * HOUR_MS)));
				service.zoneHours = zoneHours;
				expect(await service.since(hours * HOUR_MS)).toEqual(['t0', 't1', 't2', 't3', 't4']);
				expect(service.requests.length).toBeLessThanOrEqual(2);
			}
		},
	);
});

describe('a list is none at all', () => {
	const many = tasks(...Array.from({ length: 35 }, (_, at) => at * 1_000));

	test.each([1, 2, 4])('when page %i does not come', async (page) => {
		const service = new FakeService(many);
		const fault = networkFault(new Error('socket hang up'));
		service.spoil = (answer, request) => (request === page ? { fault } : answer);
		expect(await service.since(MINUTE_MS)).toBe('socket hang up');
		expect(service.requests).toHaveLength(page);
	});

	test('when a later page is an error', async () => {
		const service = new FakeService(many);
		const body = { code: 'Throttling.RateQuota', message: 'later' };
		service.spoil = (answer, request) =>
			request === 3 ? { value: { ...answer.value!, statusCode: 429, body } } : answer;
		expect(await service.since(MINUTE_MS)).toBe('HTTP 429: Throttling.RateQuota, later');
	});

	test('when it is endless', async () => {
		const service = new FakeService(many);
		service.spoil = ({ value }) => ({
			value: { ...value!, body: { ...(value!.body as object), total_page: 1e9 } },
		});
		expect(await service.since(MINUTE_MS)).toBe('a list of 1000000000 pages');
		expect(service.requests).toHaveLength(1);
	});
});

test('a task that does not say when it was made may be new', async () => {
	const service = new FakeService([]);
	const body = { total: 1, total_page: 1, data: [{ task_id: 'odd' }] };
	service.spoil = ({ value }) => ({ value: { ...value!, body } });
	expect(await service.since(MINUTE_MS)).toEqual(['odd']);
});
