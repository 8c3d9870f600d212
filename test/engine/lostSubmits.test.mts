import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';

import type { FaultAction, SimulatorSettings } from '../../simulator/index.mts';
import { timeLimitsOfBuiltNode } from '../support/builtNode.mts';
import { finish, NEVER_MS } from '../support/endlessTasks.mts';
import { ModelStudio } from '../support/modelStudio.mts';
import { stallingNetwork, type StallingNetwork } from '../support/stallingNetwork.mts';
import { outcomeOf, Workbench, type Outcome } from '../support/workbench.mts';

/**
 * Model Studio knows no Idempotency-Key: what became of a submit whose answer was lost is looked for in its list of
 * tasks.
 */
let bench: Workbench;
let studio: ModelStudio;
beforeAll(async () => {
	bench = await Workbench.start();
	studio = new ModelStudio(bench);
	timeLimitsOfBuiltNode().listLag = 1_500;
});
const AS_DOCUMENTED: Partial<SimulatorSettings> = {
	taskTimeMs: 200,
	pendingTimeMs: 0,
	submitTimeMs: 0,
	listLagMs: 0,
	clockOffsetMs: 0,
	listRefused: false,
	origPromptShown: 'succeeded',
};
beforeEach(() => bench.reset(AS_DOCUMENTED));
afterAll(async () => await bench.close());

/** Prompts of their own tell the tests' tasks apart, which the node remembers for a day. */
let edits = 0;
const newPrompt = () => `Make it snow, take ${++edits}`;

/** The same execution as n8n has stored it. */
const stored = (outcome: Outcome): Outcome => ({
	...outcome,
	run: JSON.parse(JSON.stringify(outcome.run)) as Outcome['run'],
});

test('a task that was started is found, and nothing is submitted again', async () => {
	studio.lose();
	const { items, error } = await studio.edit({ prompt: newPrompt() });
	expect(error).toBeUndefined();
	expect(items[0].json.taskId).toBe(await bench.taskId());
	expect(items[0].binary?.data.mimeType).toBe('video/mp4');
	expect([studio.submits.length, studio.paid]).toEqual([1, 1]);
});

test('where none was started, the edit is submitted again once the list has had its time', async () => {
	studio.loseOnTheWay();
	const { items, error } = await studio.edit({ prompt: newPrompt() });
	expect(error).toBeUndefined();
	expect(items[0].binary?.data).toBeDefined();
	expect([studio.submits.length, studio.paid]).toEqual([2, 1]);
	expect(studio.lists.length).toBeGreaterThan(1);
});

test.each<[string, FaultAction, number]>([
	['HTTP 500 after it', { kind: 'status', status: 500, body: { code: 'InternalError' } }, 1],
	['a web page of a gateway', { kind: 'html', status: 502 }, 1],
	['an empty answer', { kind: 'empty' }, 1],
	['an answer without a task', { kind: 'json', body: { request_id: 'r' } }, 1],
	['a redirect', { kind: 'redirect', to: '/elsewhere' }, 1],
])('%s: the task is found', async (_what, action) => {
	bench.simulator.addFault({ on: 'submit', afterHandling: true, action });
	const { items, error } = await studio.edit({ prompt: newPrompt() });
	expect(error).toBeUndefined();
	expect(items[0].json.status).toBe('SUCCEEDED');
	expect([studio.submits.length, studio.paid]).toEqual([1, 1]);
});

test('a list that shows new tasks late is believed only later', async () => {
	// The first look is too early to see it.
	const none = { request_id: 'r', total: 0, total_page: 0, data: [] };
	bench.simulator.addFault({ on: 'list', action: { kind: 'json', body: none } });
	const limits = timeLimitsOfBuiltNode();
	const { listLag } = limits;
	limits.listLag = 20_000;
	studio.lose();
	const { items } = await studio.edit({ prompt: newPrompt() });
	limits.listLag = listLag;
	expect(studio.lists.length).toBeGreaterThan(1);
	expect(items[0].json.status).toBe('SUCCEEDED');
	expect([studio.submits.length, studio.paid]).toEqual([1, 1]);
});

test.each([-9 * 3_600_000, -90_000, 90_000, 9 * 3_600_000])(
	'the clock of the service counts, also when this computer is wrong by %i ms',
	async (clockOffsetMs) => {
		bench.reset({ clockOffsetMs });
		bench.simulator.addForeignTask({ prompt: 'older', atMs: Date.now() - 60_000 });
		studio.lose();
		const { items } = await studio.edit({ prompt: newPrompt() });
		expect(items[0].json.status).toBe('SUCCEEDED');
		expect([studio.submits.length, studio.paid]).toEqual([1, 1]);

		studio.loseOnTheWay();
		expect((await studio.edit({ prompt: newPrompt() })).error).toBeUndefined();
		expect(studio.paid).toBe(2);
	},
);

test('it is found among many, page by page', async () => {
	const atMs = Date.now() - 120_000;
	for (let n = 0; n < 35; n++) bench.simulator.addForeignTask({ prompt: 'other', atMs });
	studio.lose();
	const { items } = await studio.edit({ prompt: newPrompt() });
	expect(items[0].json.status).toBe('SUCCEEDED');
	expect([studio.submits.length, studio.paid]).toEqual([1, 1]);
	expect(studio.lists.map(({ query }) => query.page_no)).toEqual(['1', '2', '3', '4']);
});

describe('when the list does not answer', () => {
	test.each<[string, FaultAction]>([
		['HTTP 401, as on a workspace’s domain', { kind: 'status', status: 401 }],
		['no list', { kind: 'json', body: { request_id: 'r' } }],
	])(
		'%s: the message says what may have been bought, and Retry asks again',
		async (_what, action) => {
			studio.lose();
			bench.simulator.addFault({ on: 'list', times: Infinity, action });
			const prompt = newPrompt();
			const failed = await studio.edit({ prompt }, { settings: {} });
			expect(failed.error?.message).toContain('list of tasks');
			expect(failed.error?.message).toMatch(/submitted at \d{4}-/);
			expect(failed.error?.description).toContain('does not pay twice');
			expect(studio.submits).toHaveLength(1);

			bench.simulator.clearFaults();
			const { items } = await studio.retry(failed, { prompt });
			expect(items[0].json.status).toBe('SUCCEEDED');
			expect([studio.submits.length, studio.paid]).toEqual([1, 1]);
		},
	);

	test('a passing fault of it is waited out', async () => {
		studio.lose();
		bench.simulator.addFault({ on: 'list', times: 2, action: { kind: 'html', status: 503 } });
		const { items } = await studio.edit({ prompt: newPrompt() });
		expect(items[0].json.status).toBe('SUCCEEDED');
		expect(studio.paid).toBe(1);
	});
});

test('Retry On Fail goes on with what an attempt before it has bought', async () => {
	studio.lose();
	bench.simulator.addFault({ on: 'list', times: 2, action: { kind: 'status', status: 404 } });
	const node = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
	const { items, error } = await studio.edit({ prompt: newPrompt() }, { node });
	expect(error).toBeUndefined();
	expect(items[0].json.status).toBe('SUCCEEDED');
	expect([studio.submits.length, studio.paid]).toEqual([1, 1]);
});

test('many items with lost answers: none is bought twice, and Retry brings all', async () => {
	bench.reset({ taskTimeMs: 2_000 });
	studio.lose(4);
	studio.loseOnTheWay(3);
	const items = Array.from({ length: 10 }, () => ({ prompt: newPrompt() }));
	let outcome = await studio.edit({ prompt: '={{ $json.prompt }}' }, { items });
	for (let tries = 0; outcome.error && tries < 5; tries++) {
		await delay(2_500);
		outcome = await studio.retry(outcome, { prompt: '={{ $json.prompt }}' }, { items });
	}
	expect(outcome.error).toBeUndefined();
	const { tasks } = bench.simulator;
	const prompts = outcome.items.map(({ json }) => tasks.get(json.taskId as string)?.body.prompt);
	expect(prompts).toEqual(items.map(({ prompt }) => prompt));
	expect(studio.paid).toBe(10);
});

test('items with the same prompt are not told apart: a lost one stops, names the tasks, and buys nothing', async () => {
	bench.reset({ taskTimeMs: NEVER_MS });
	const prompt = newPrompt();
	studio.lose(2);
	const { error } = await studio.edit({ prompt }, { items: [{}, {}] });
	const bought = [...bench.simulator.tasks.keys()];
	expect(bought).toHaveLength(2);
	for (const id of bought) expect(error?.message).toContain(id);
	expect([studio.submits.length, studio.paid]).toEqual([2, 2]);
});

describe('an edit that looks for its task, and meanwhile another one learns that a task on the list is its own', () => {
	let network: StallingNetwork;
	beforeEach(async () => {
		network = await stallingNetwork(bench.simulator.url);
		bench.simulator.settings.taskTimeMs = NEVER_MS;
	});
	afterEach(async () => await network.close());
	afterEach(() => void jest.restoreAllMocks());

	/** The service behind that network. */
	const atService = () => ({ credential: { ...studio.credential, baseUrl: network.url } });

	test('does not take it, although the prompt is the same', async () => {
		const prompt = newPrompt();
		// Each of them sends a submit, a request for the list, one for the task on it, and a status check.
		const check = network.hold(4);
		studio.lose();
		const finder = outcomeOf(studio.begin({ prompt }, atService()));
		await check.isOpen;
		const look = network.hold(3);
		studio.loseOnTheWay();
		const other = outcomeOf(studio.begin({ prompt }, atService()));
		await look.isOpen;
		finish(bench);
		check.release();
		const found = await finder;
		look.release();
		const { items, error } = await other;
		expect(error).toBeUndefined();
		const ids = [found.items[0].json.taskId, items[0].json.taskId];
		expect(ids).toEqual([...bench.simulator.tasks.keys()]);
		expect([studio.submits.length, studio.paid]).toEqual([3, 2]);
	});

	test('takes it as a retry of the same execution, and buys nothing', async () => {
		const prompt = newPrompt();
		studio.lose();
		bench.simulator.addFault({ on: 'list', action: { kind: 'status', status: 404 } });
		const failed = await studio.edit({ prompt }, atService());
		expect(failed.error).toBeDefined();
		// The list had time enough to show all that is bought.
		jest.replaceProperty(timeLimitsOfBuiltNode(), 'listLag', 0);
		const check = network.hold(3);
		const finder = studio.retry(stored(failed), { prompt }, atService());
		await check.isOpen;
		const look = network.hold(2);
		const other = studio.retry(stored(failed), { prompt }, atService());
		await look.isOpen;
		finish(bench);
		check.release();
		const found = await finder;
		look.release();
		const ids = [found, await other].map(({ items }) => items[0]?.json.taskId);
		const id = await bench.taskId();
		expect(ids).toEqual([id, id]);
		expect([studio.submits.length, studio.paid]).toEqual([1, 1]);
	});
});

test('the prompt that was sent counts, also when an expression gives another one at the next attempt', async () => {
	studio.lose();
	bench.simulator.addFault({ on: 'list', action: { kind: 'status', status: 404 } });
	const node = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
	const prompt = `={{ "${newPrompt()}, at " + $now.toMillis() }}`;
	const { items, error } = await studio.edit({ prompt }, { node });
	expect(error).toBeUndefined();
	expect(items[0].json.taskId).toBe(await bench.taskId());
	expect([studio.submits.length, studio.paid]).toEqual([1, 1]);
});

test('the prompt of a submit that was refused does not count, as nothing was bought by it', async () => {
	const refusal = { code: 'Arrearage', message: 'Access denied' };
	bench.simulator.addFault({
		on: 'submit',
		action: { kind: 'status', status: 400, body: refusal },
	});
	bench.simulator.addFault({ on: 'submit', after: 1, action: { kind: 'loseAnswer' } });
	const node = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
	const prompt = `={{ "${newPrompt()}, at " + $now.toMillis() }}`;
	const { items, error } = await studio.edit({ prompt }, { node });
	expect(error).toBeUndefined();
	expect(items[0].json.taskId).toBe(await bench.taskId());
	expect([studio.submits.length, studio.paid]).toEqual([2, 1]);
});

describe('an execution that is retried more than once', () => {
	const status = (code: string, httpStatus = 400): FaultAction => ({
		kind: 'status',
		status: httpStatus,
		body: { code, message: 'no' },
	});

	test.each<[string, () => void]>([
		[
			'after a lost answer',
			() => {
				studio.lose();
				bench.simulator.addFault({ on: 'list', action: status('NotFound', 404) });
			},
		],
		[
			'after a refusal',
			() => bench.simulator.addFault({ on: 'submit', action: status('Arrearage') }),
		],
	])('buys its edit once: %s', async (_when, fail) => {
		fail();
		const prompt = newPrompt();
		const failed = await studio.edit({ prompt });
		expect(failed.error).toBeDefined();
		const retries = [
			await studio.retry(stored(failed), { prompt }),
			await studio.retry(stored(failed), { prompt }),
		];
		const ids = retries.map(({ items }) => items[0]?.json.taskId);
		const id = await bench.taskId();
		expect(ids).toEqual([id, id]);
		expect(studio.paid).toBe(1);
	});

	test('buys its edit once also when that is at the same time', async () => {
		bench.simulator.addFault({ on: 'submit', action: status('Arrearage') });
		const prompt = newPrompt();
		const failed = await studio.edit({ prompt });
		bench.reset({ submitTimeMs: 300 });
		const retry = async () => await studio.retry(stored(failed), { prompt });
		const ids = (await Promise.all([retry(), retry()])).map(({ items }) => items[0]?.json.taskId);
		const id = await bench.taskId();
		expect(ids).toEqual([id, id]);
		expect([studio.submits.length, studio.paid]).toEqual([1, 1]);
	});

	test('buys its edit again if the task has failed', async () => {
		bench.simulator.addFault({ on: 'submit', action: status('Arrearage') });
		const prompt = newPrompt();
		const failed = await studio.edit({ prompt });
		bench.reset({ outcome: 'failed' });
		expect((await studio.retry(stored(failed), { prompt })).error?.message).toContain('FAILED');
		bench.reset({ outcome: 'completed' });
		expect((await studio.retry(stored(failed), { prompt })).error).toBeUndefined();
		expect(studio.paid).toBe(1);
	});
});
