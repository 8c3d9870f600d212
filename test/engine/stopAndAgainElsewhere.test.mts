import { setTimeout as delay } from 'node:timers/promises';

import {
	afterAll,
	afterEach,
	beforeAll,
	beforeEach,
	describe,
	expect,
	jest,
	test,
} from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import type { Execution } from '../../n8n/engine/engine.mts';
import { resumed } from '../support/afterStop.mts';
import { timeLimitsOfBuiltNode } from '../support/builtNode.mts';
import { finish, NEVER_MS, NOTHING_ENDS } from '../support/endlessTasks.mts';
import { ModelStudio } from '../support/modelStudio.mts';
import { passesThrough, plainNode } from '../support/passes.mts';
import { PIECES, storeLongVideo } from '../support/pieces.mts';
import { stallingNetwork } from '../support/stallingNetwork.mts';
import { editNode, NODE, outcomeOf, Workbench, type Outcome } from '../support/workbench.mts';

/** What is bought once after Stop where an edit is not a single item of a single node. */
let bench: Workbench;
let studio: ModelStudio;
beforeAll(async () => {
	bench = await Workbench.start();
	studio = new ModelStudio(bench);
});
beforeEach(() => bench.reset({ ...NOTHING_ENDS, listLagMs: 0 }));
afterEach(() => void jest.restoreAllMocks());
afterAll(async () => await bench.close());

const bought = () => bench.simulator.tasks.size;
const sentences = ({ items }: Pick<Outcome, 'items'>) => items.map(({ json }) => json.resumed);

/** For this test. */
const limit = (what: string, ms: number) =>
	void jest.replaceProperty(timeLimitsOfBuiltNode(), what, ms);

async function stop(execution: Execution): Promise<void> {
	execution.stop();
	await outcomeOf(execution);
}

test('earlier passes of a loop, and nodes before, are bought once', async () => {
	const { nodes, connections } = passesThrough(NODE, 3);
	const parameters = (waits: boolean) =>
		bench.submitParameters({ prompt: '={{ $runIndex }}', waitForCompletion: waits });
	const begin = (waits: boolean) =>
		bench.engine.execute({
			credential: bench.credential,
			workflow: {
				nodes: [
					...nodes,
					editNode(parameters(false)),
					editNode(parameters(waits), { id: 'second', name: 'Second' }),
				],
				connections: {
					...connections,
					[NODE]: { main: [[{ node: 'Second', type: 'main', index: 0 }]] },
				},
			},
		});
	// The first passes end, and the second node waits in its last one.
	const first = begin(true);
	while (bench.questions.length === 0) await delay(20);
	const before = bought();
	await stop(first);
	finish(bench);
	const { run } = await outcomeOf(begin(true));
	const runs = [NODE, 'Second'].flatMap((name) => run.data.resultData.runData[name] ?? []);
	expect(runs).toHaveLength(6);
	const said = runs.map(({ data }) => data?.main[0]?.[0]?.json.resumed);
	expect(said.filter((one) => one === resumed(first))).toHaveLength(before);
	expect(bought()).toBe(6);
});

describe('a long video in pieces', () => {
	test.each([
		['apimart', true],
		['modelStudio', false],
	])('%s: no piece is bought twice, and each says so', async (apiStyle, simplify) => {
		const file = await storeLongVideo(bench.engine);
		const parameters = bench.submitParameters({
			videoSource: 'binary',
			binaryPropertyName: 'data',
			simplify,
			options: { longVideos: 'pieces' },
		});
		const credential = { ...bench.credential, apiStyle };
		const begin = () => bench.begin(parameters, { credential, files: [{ data: file }] });
		const first = begin();
		// The last pieces may not be submitted yet.
		while (bought() < PIECES - 1) await delay(20);
		const before = bought();
		await stop(first);
		expect(bought()).toBeGreaterThanOrEqual(before);
		const billed = bought();
		finish(bench);
		const { error, items } = await outcomeOf(begin());
		expect(error).toBeUndefined();
		expect(items[0].binary?.data.mimeType).toBe('video/mp4');
		const pieces = items[0].json.pieces as IDataObject[];
		expect(pieces).toHaveLength(PIECES);
		const said = pieces.filter((piece) => piece.resumed === resumed(first));
		expect(said).toHaveLength(billed);
		expect(bought()).toBe(PIECES);
	});
});

describe('the user’s own key', () => {
	const edit = (idempotencyKey: string) =>
		bench.begin(bench.submitParameters({ options: { idempotencyKey } }));

	test.each([
		['the same one: it goes on', 'order-1', 1],
		['another one: it is bought', 'order-2', 2],
	])('%s', async (_what, key, tasks) => {
		const first = edit('order-1');
		while (bench.questions.length === 0) await delay(20);
		await stop(first);
		finish(bench);
		const again = await outcomeOf(edit(key));
		expect(sentences(again)).toEqual([tasks === 1 ? resumed(first) : undefined]);
		expect(bought()).toBe(tasks);
	});
});

test('calls of an agent are gone on with, also those that had ended', async () => {
	const begin = () =>
		bench.engine.execute({
			credential: bench.credential,
			items: [{ json: { prompt: 'snow' } }, { json: { prompt: 'rain' } }],
			workflow: {
				nodes: [
					plainNode('Trigger', 'n8n-nodes-base.manualTrigger'),
					plainNode('Agent', 'harness.agent'),
					{
						...plainNode('Edit', 'n8n-nodes-wan-videoedit.wanVideoEditTool'),
						credentials: { wanVideoEditApi: { id: '1', name: 'Simulator' } },
						parameters: bench.submitParameters({
							prompt: '={{ $fromAI("prompt", "", "string") }}',
						}),
					},
				],
				connections: {
					Trigger: { main: [[{ node: 'Agent', type: 'main', index: 0 }]] },
					Edit: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
				},
			},
		});
	const first = begin();
	while (bought() < 2) await delay(20);
	bench.simulator.settings.taskTimeMs = 0;
	while (bench.questions.length < 2) await delay(20);
	await stop(first);
	finish(bench);
	const { run } = await outcomeOf(begin());
	const items = run.data.resultData.runData.Agent.at(-1)?.data?.main[0] ?? [];
	expect(items).toHaveLength(2);
	for (const { json } of items) expect(json.answer).toContain(resumed(first));
	expect(bought()).toBe(2);
});

describe('a submit of which nobody knows what became of it', () => {
	test('is repeated with the same key, which brings its task', async () => {
		bench.simulator.settings.honoursIdempotencyKey = true;
		bench.simulator.addFault({
			on: 'submit',
			afterHandling: true,
			action: { kind: 'stall' },
		});
		limit('graceAfterStop', 300);
		const first = bench.begin(bench.submitParameters());
		await bench.taskId();
		await stop(first);
		finish(bench);
		const again = await outcomeOf(bench.begin(bench.submitParameters()));
		expect(again.error).toBeUndefined();
		expect(sentences(again)).toEqual([resumed(first)]);
		const keys = bench.submits.map(({ headers }) => headers['idempotency-key']);
		expect(keys).toHaveLength(2);
		expect(new Set(keys).size).toBe(1);
		expect(bought()).toBe(1);
	});

	test('is found in the list of Model Studio', async () => {
		limit('listLag', 500);
		studio.lose();
		const first = studio.begin();
		await bench.taskId();
		while (studio.lists.length === 0) await delay(5);
		await stop(first);
		finish(bench);
		const again = await outcomeOf(studio.begin());
		expect(again.error).toBeUndefined();
		expect(again.items[0].json.taskId).toBe(await bench.taskId());
		expect(bought()).toBe(1);
	});

	/** Who presses Stop does not wait for the answer to the submit, which the node still does. */
	const ANSWERS_LATE_MS = 5_000;
	const late = { requestOptions: { timeout: ANSWERS_LATE_MS } };

	test('is found there also when it is clear only later that its answer is lost', async () => {
		limit('graceAfterStop', 100);
		limit('listLag', 500);
		bench.simulator.addFault({ on: 'submit', afterHandling: true, action: { kind: 'stall' } });
		const first = studio.begin(late);
		await bench.taskId();
		await stop(first);
		finish(bench);
		const again = await outcomeOf(studio.begin());
		expect(again.error).toBeUndefined();
		expect(sentences(again)).toEqual([resumed(first)]);
		expect(bought()).toBe(1);
	});

	test('is found there also when it arrived late, and the list shows it later still', async () => {
		limit('graceAfterStop', 100);
		limit('listLag', 7_000);
		const { settings } = bench.simulator;
		// There long before the node gives up, and on the list only after that: with seconds to spare.
		Object.assign(settings, { submitTimeMs: 1_000, listLagMs: 7_500 });
		bench.simulator.addFault({ on: 'submit', afterHandling: true, action: { kind: 'stall' } });
		const first = studio.begin(late);
		while (studio.submits.length === 0) await delay(20);
		await stop(first);
		const id = await bench.taskId();
		finish(bench);
		settings.submitTimeMs = 0;
		const again = await outcomeOf(studio.begin());
		expect(again.error).toBeUndefined();
		expect(again.items[0].json.taskId).toBe(id);
		expect(bought()).toBe(1);
	});

	test('is found by the next execution when one is stopped while it looks at the tasks of the list', async () => {
		limit('graceAfterStop', 100);
		limit('listLag', 500);
		const network = await stallingNetwork(bench.simulator.url);
		try {
			const about = { credential: { ...studio.credential, baseUrl: network.url } };
			const foreign = bench.simulator.addForeignTask({ prompt: 'Of another program' });
			// Behind the submit and the list.
			const look = network.hold(3);
			studio.lose();
			const first = studio.begin({}, about);
			await look.isOpen;
			await stop(first);
			look.release();
			finish(bench);
			const again = await outcomeOf(studio.begin({}, about));
			expect(again.error).toBeUndefined();
			const [, own] = bench.simulator.tasks.values();
			expect([foreign.isForeign, own.isForeign]).toEqual([true, false]);
			expect(again.items[0].json.taskId).toBe(own.id);
			expect(studio.submits).toHaveLength(1);
		} finally {
			await network.close();
		}
	});

	test('and where it turns out that nothing was bought, it is bought, and nothing is said', async () => {
		limit('listLag', 2_000);
		studio.loseOnTheWay();
		const first = studio.begin();
		while (studio.lists.length === 0) await delay(5);
		await stop(first);
		finish(bench);
		const again = await outcomeOf(studio.begin());
		expect(again.error).toBeUndefined();
		expect(sentences(again)).toEqual([undefined]);
		expect(bought()).toBe(1);
	});
});

describe('a task that Stop takes back', () => {
	beforeEach(() => bench.reset({ pendingTimeMs: NEVER_MS }));

	async function waiting(): Promise<Execution> {
		const execution = studio.begin();
		while (studio.checks.length === 0) await delay(20);
		return execution;
	}
	const begins = () => void (bench.simulator.settings.pendingTimeMs = 0);

	test('is bought anew, and nothing is said', async () => {
		await stop(await waiting());
		expect(studio.paid).toBe(0);
		begins();
		finish(bench);
		expect(sentences(await outcomeOf(studio.begin()))).toEqual([undefined]);
		expect(studio.paid).toBe(1);
	});

	test('is waited for by an execution that comes meanwhile', async () => {
		bench.simulator.addFault({ on: 'cancel', action: { kind: 'stall', ms: 1_500 } });
		const first = await waiting();
		first.stop();
		while (studio.cancels.length === 0) await delay(5);
		begins();
		bench.simulator.settings.taskTimeMs = 0;
		const again = await outcomeOf(studio.begin());
		await outcomeOf(first);
		expect(again.error).toBeUndefined();
		expect(sentences(again)).toEqual([undefined]);
		expect(studio.paid).toBe(1);
	});

	test('is left alone when another execution has gone on with it', async () => {
		// The answer to the submit comes when nobody waits for it any more, and would be taken back.
		bench.simulator.settings.submitTimeMs = 6_000;
		limit('graceAfterStop', 100);
		const first = studio.begin();
		while (studio.submits.length === 0) await delay(5);
		first.stop();
		const again = studio.begin({ waitForCompletion: false });
		await outcomeOf(first);
		const { error, items } = await outcomeOf(again);
		expect(error).toBeUndefined();
		expect(items[0].json.resumed).toBe(resumed(first));
		await delay(1_000);
		expect(studio.cancels).toEqual([]);
		expect(studio.paid).toBe(1);
		expect(studio.submits).toHaveLength(1);
	});
});
