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
import type { INodeParameters } from 'n8n-workflow';

import type { Execution } from '../../n8n/engine/engine.mts';
import { resumed } from '../support/afterStop.mts';
import { timeLimitsOfBuiltNode } from '../support/builtNode.mts';
import { finish, NOTHING_ENDS } from '../support/endlessTasks.mts';
import { outcomeOf, Workbench, type EditOptions, type Outcome } from '../support/workbench.mts';

/** What stopped executions have bought, where tries and executions get in each other's way: each is used once. */
let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
beforeEach(() => bench.reset(NOTHING_ENDS));
afterEach(() => void jest.restoreAllMocks());
afterAll(async () => await bench.close());

/** n8n pauses between the tries for as long as it can. */
const triesIn = (waitBetweenTries: number): EditOptions => ({
	node: { retryOnFail: true, maxTries: 2, waitBetweenTries },
});
const items = [{ look: 'snow' }, { look: 'rain' }];
const looks = { prompt: '={{ $json.look }}' };
const refusedCheck = () =>
	bench.simulator.addFault({ on: 'task', action: { kind: 'status', status: 402 } });

const begin = (parameters: INodeParameters = {}, options?: EditOptions): Execution =>
	bench.begin(bench.submitParameters(parameters), options);
const edit = async (parameters?: INodeParameters, options?: EditOptions): Promise<Outcome> =>
	await outcomeOf(begin(parameters, options));
const bought = () => bench.simulator.tasks.size;
const sentences = (...outcomes: Outcome[]) =>
	outcomes.flatMap((outcome) => outcome.items.map(({ json }) => json.resumed));
const taskIds = (...outcomes: Outcome[]) =>
	outcomes.flatMap((outcome) => outcome.items.map(({ json }) => json.taskId));

/** An execution that is stopped when it waits for its tasks. */
async function stopped(parameters?: INodeParameters, options: EditOptions = {}) {
	const execution = begin(parameters, options);
	while (bench.questions.length < (options.items?.length ?? 1)) await delay(20);
	execution.stop();
	return { ...(await outcomeOf(execution)), id: execution.id };
}

test('a run that n8n gives up, as it cannot resolve another item, takes nothing away from the next one', async () => {
	const first = await stopped(looks, { items });
	finish(bench);
	const broken = { prompt: '={{ $json.look === "rain" ? $("Nowhere").first() : $json.look }}' };
	expect((await edit(broken, { items })).error?.message).toContain("doesn't exist");
	expect(sentences(await edit(looks, { items }))).toEqual([resumed(first), resumed(first)]);
	expect(bought()).toBe(2);
});

test('a try that n8n begins after Stop leaves alone what another execution has gone on with', async () => {
	const first = await stopped({}, triesIn(2_000));
	finish(bench);
	expect(sentences(await edit())).toEqual([resumed(first)]);
	// It begins meanwhile.
	await delay(3_000);
	expect(sentences(await edit())).toEqual([undefined]);
	expect(bought()).toBe(2);
});

test('a try that n8n begins after Stop does not take it away from the next execution', async () => {
	const first = await stopped({}, triesIn(1_000));
	finish(bench);
	await delay(2_000);
	expect(sentences(await edit())).toEqual([resumed(first)]);
	expect(bought()).toBe(1);
});

test('what is given back between two tries is delivered once, whoever comes first', async () => {
	const first = await stopped();
	finish(bench);
	refusedCheck();
	const asked = bench.questions.length;
	const second = begin({}, triesIn(5_000));
	while (bench.questions.length === asked) await delay(20);
	await delay(1_000);
	const third = await edit();
	const again = await outcomeOf(second);
	expect([again.error, third.error]).toEqual([undefined, undefined]);
	const said = sentences(again, third).filter((one) => one !== undefined);
	expect(said).toEqual([resumed(first)]);
	expect(new Set(taskIds(again, third)).size).toBe(2);
	expect(bought()).toBe(2);
});

describe('after the time limit of the workflow', () => {
	test('a "Retry" that fails gives back what it has gone on with', async () => {
		const first = await stopped();
		finish(bench);
		refusedCheck();
		expect((await bench.retry(first)).error).toBeDefined();
		expect(sentences(await edit())).toEqual([resumed(first)]);
		expect(bought()).toBe(1);
	});

	test('a "Retry" of what another execution has delivered costs nothing, and leaves nothing over', async () => {
		const first = await stopped();
		finish(bench);
		const second = await edit();
		bench.simulator.addFault({ on: 'task', times: 9, action: { kind: 'stall' } });
		const asked = bench.questions.length;
		const retrying = bench.beginRetry(first);
		while (bench.questions.length === asked) await delay(20);
		retrying.stop();
		await outcomeOf(retrying);
		bench.simulator.clearFaults();
		const third = await edit();
		expect(sentences(second, third)).toEqual([resumed(first), undefined]);
		expect(bought()).toBe(2);
	});
});

describe('a task that calls when it is done', () => {
	/** The second submit is not answered when Stop comes. */
	async function stoppedInSubmits(parameters: INodeParameters): Promise<Execution> {
		bench.simulator.addFault({ on: 'submit', after: 1, action: { kind: 'stall', ms: 1_000 } });
		// Longer than a slow computer takes.
		jest.replaceProperty(timeLimitsOfBuiltNode(), 'graceAfterStop', 20_000);
		const first = begin(parameters, { items });
		await bench.taskId();
		while (bench.submits.length < 2) await delay(5);
		first.stop();
		await outcomeOf(first);
		finish(bench);
		return first;
	}
	const calling = (callbackUrl: string, waitForCompletion = false): INodeParameters => ({
		...looks,
		waitForCompletion,
		options: { callbackUrl },
	});
	const [ONE, OTHER] = ['https://example.com/1', 'https://example.com/2'];

	test.each([
		['calls the same address: it is gone on with', ONE, false, true],
		['would call the stopped execution: it is bought anew', OTHER, false, false],
		['is waited for all the same: it is gone on with', OTHER, true, true],
	])('and %s', async (_what, address, waits, isResumed) => {
		const first = await stoppedInSubmits(calling(ONE, waits));
		const again = await edit(calling(address, waits), { items });
		const said = isResumed ? resumed(first) : undefined;
		expect(sentences(again)).toEqual([said, said]);
		expect(bought()).toBe(isResumed ? 2 : 4);
	});
});

test('a submit that is refused after Stop has bought nothing: the next execution checks all, buys, and says nothing', async () => {
	bench.simulator.settings.balanceUsd = 0;
	for (const after of [0, 1]) {
		const action = { kind: 'stall' as const, ms: 1_500 * (after + 1) };
		bench.simulator.addFault({ on: 'submit', after, action });
	}
	const first = begin();
	while (bench.submits.length === 0) await delay(5);
	first.stop();
	const second = begin();
	await outcomeOf(first);
	bench.simulator.settings.balanceUsd = 1e6;
	finish(bench);
	const again = await outcomeOf(second);
	expect(again.error).toBeUndefined();
	expect(sentences(again)).toEqual([undefined]);
	expect(bought()).toBe(1);
});
