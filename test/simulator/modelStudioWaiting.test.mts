import { afterEach, describe, expect, test } from '@jest/globals';
import type { SimulatorSettings } from '../../simulator/index.mts';
import { defaultSettings } from '../../simulator/settings.mts';
import { sleep, until } from './client.mts';
import { ModelStudioBench, UUID } from './modelStudioClient.mts';

let bench: ModelStudioBench;
const start = async (settings?: Partial<SimulatorSettings>) => {
	bench = await ModelStudioBench.start(settings);
	return bench;
};
afterEach(() => bench.simulator.close());

const MOMENT = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/;
/** Hurries them, also those that begin only then. */
const allFinish = async () =>
	await until(() => {
		bench.simulator.finishTasks();
		return [...bench.simulator.tasks.values()].every(({ state }) => state !== 'running');
	});
const statusOf = async (id: string) => (await bench.check(id)).output.task_status;

describe('tasks that wait', () => {
	test.each([5, 1])('are all above %i, in order', async (most) => {
		const { simulator } = await start({ modelStudioTasksAtOnce: most, taskTimeMs: 600_000 });
		const ids: string[] = [];
		for (let turn = 0; turn < most + 2; turn += 1) ids.push(await bench.accepted());
		const words = await Promise.all(ids.map(statusOf));
		expect(words).toEqual([...Array<string>(most).fill('RUNNING'), 'PENDING', 'PENDING']);
		await allFinish();
		const spans = ids.map((id) => {
			const { startedAtMs = 0, finishedAtMs = 0 } = simulator.tasks.get(id) ?? {};
			return { begin: startedAtMs, end: finishedAtMs };
		});
		const begins = spans.map(({ begin }) => begin);
		expect(begins).toEqual([...begins].sort((a, b) => a - b));
		for (const at of begins)
			expect(spans.filter(({ begin, end }) => begin <= at && at < end).length).toBeLessThanOrEqual(
				most,
			);
	});

	test('can be cancelled and cost nothing, and leave their place to others', async () => {
		const { simulator } = await start({ modelStudioTasksAtOnce: 1, taskTimeMs: 600_000 });
		const [first, second, third] = [
			await bench.accepted(),
			await bench.accepted(),
			await bench.accepted(),
		];
		const taken = await bench.cancel(second);
		expect(taken).toMatchObject({
			status: 200,
			data: { request_id: expect.stringMatching(UUID) },
		});
		expect(Object.keys(taken.data as object)).toEqual(['request_id']);
		const { output } = await bench.check(second);
		expect(output).toEqual({
			task_id: second,
			task_status: 'CANCELED',
			submit_time: expect.stringMatching(MOMENT),
			end_time: expect.stringMatching(MOMENT),
		});
		await allFinish();
		expect((await bench.ended(third)).output.task_status).toBe('SUCCEEDED');
		expect(await statusOf(first)).toBe('SUCCEEDED');
		expect(simulator.ledger).toMatchObject({ billed: 3, refunded: 1, billedUsd: 3.6 });
	});

	test('are not cancelled once they have begun', async () => {
		const { simulator } = await start({ taskTimeMs: 600_000 });
		const id = await bench.accepted();
		const refused = { status: 400, data: { code: 'UnsupportedOperation' } };
		expect(await bench.cancel(id)).toMatchObject(refused);
		await allFinish();
		expect(await bench.cancel(id)).toMatchObject(refused);
		expect(await bench.cancel('none')).toMatchObject(refused);
		expect(simulator.ledger.refunded).toBe(0);
	});
});

describe('more requests than allowed get a 429', () => {
	test.each([
		['checks', 'modelStudioChecksPerSecond', () => bench.http.get('/api/v1/tasks/none')],
		['lists', 'modelStudioListsPerSecond', () => bench.list()],
		['cancels', 'modelStudioCancelsPerSecond', () => bench.cancel('none')],
	] as const)('%s, each for itself', async (_what, setting, ask) => {
		await start({ [setting]: 3 });
		const answers = await Promise.all(Array.from({ length: 20 }, ask));
		const refused = answers.filter(({ status }) => status === 429);
		expect(refused.length).toBeGreaterThan(0);
		expect(refused.length).toBeLessThanOrEqual(17);
		expect(refused[0]?.data).toMatchObject({ code: 'Throttling.RateQuota' });
		expect((await bench.submit()).status).toBe(200);
		await sleep(1050);
		expect((await ask()).status).not.toBe(429);
	});
});

test('a check has no query, and a cancel no body', async () => {
	await start();
	const check = await bench.http.get('/api/v1/tasks/none?language=en');
	expect(check).toMatchObject({ status: 400, data: { message: 'unknown parameter language' } });
	const cancel = await bench.http.post('/api/v1/tasks/none/cancel', { reason: 'none' });
	expect(cancel).toMatchObject({ status: 400, data: { message: 'a cancel has no body' } });
});

test('the limits are as documented unless chosen', () => {
	expect(defaultSettings()).toMatchObject({
		modelStudioSubmitsPerSecond: 5,
		modelStudioChecksPerSecond: 20,
		modelStudioListsPerSecond: 20,
		modelStudioCancelsPerSecond: 20,
		modelStudioPoliciesPerSecond: 100,
		modelStudioTasksAtOnce: 5,
		policyLifetimeMs: 300_000,
		taskLifetimeMs: 86_400_000,
		resultLifetimeMs: 86_400_000,
		uploadedFileLifetimeMs: 2 * 86_400_000,
	});
});
