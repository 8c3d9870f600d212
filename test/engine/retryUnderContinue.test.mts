import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { INode, INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../simulator/index.mts';
import { Workbench, type EditOptions } from '../support/workbench.mts';

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
// A service that ignores the Idempotency-Key shows what the node itself remembers.
beforeEach(() =>
	bench.reset({ outcome: 'completed', taskTimeMs: 200, honoursIdempotencyKey: false }),
);
afterAll(async () => await bench.close());

const node = (onError: INode['onError'] = 'continueRegularOutput'): Partial<INode> => ({
	onError,
	retryOnFail: true,
	maxTries: 3,
	waitBetweenTries: 1,
});
const rows = [{ row: 'a' }, { row: 'b' }, { row: 'c' }];
const edit = async (parameters: INodeParameters = {}, options: EditOptions = {}) =>
	await bench.edit(
		{ prompt: '={{ $json.row }}', ...parameters },
		{ items: rows, node: node(), ...options },
	);

/** What a further attempt brings, of the item with this prompt. */
const late = (mark: string): Fault => ({
	on: 'task',
	mark,
	times: 2,
	action: { kind: 'json', body: { code: 200, data: { status: 'queued' } } },
});
const refused = (mark: string): Fault => ({
	on: 'task',
	mark,
	action: { kind: 'status', status: 402 },
});
const notBought = (mark: string): Fault => ({
	on: 'submit',
	mark,
	action: { kind: 'status', status: 402 },
});

describe('Retry On Fail and "On Error: Continue" work together', () => {
	test.each<[string, Fault[]]>([
		['the first item failed', [refused('a')]],
		['one in the middle failed', [refused('b')]],
		['the last one failed', [refused('c')]],
		['all failed', [refused('a'), refused('b'), refused('c')]],
		['a submit was refused', [notBought('b')]],
		['one failed at each attempt', [refused('b'), notBought('c')]],
	])('when %s, the next attempt brings it', async (_what, faults) => {
		for (const fault of faults) bench.simulator.addFault(fault);
		const { items, error } = await edit();
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.status)).toEqual(['completed', 'completed', 'completed']);
		expect(items.map(({ json }) => json.error)).toEqual([undefined, undefined, undefined]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(rows.map((_, item) => ({ item })));
		expect(bench.simulator.ledger.billed).toBe(3);
	});

	test('with one item, when it is late', async () => {
		bench.simulator.addFault(late('a'));
		const { items } = await edit({ options: { timeout: 0.025 } }, { items: [rows[0]] });
		expect(items[0].json).toMatchObject({ taskId: await bench.taskId(), status: 'completed' });
		expect(items[0].binary?.data).toBeDefined();
		expect(bench.simulator.ledger.billed).toBe(1);
	});

	test('when a video could not be downloaded', async () => {
		bench.simulator.addFault({
			on: 'result',
			times: 5,
			mark: 'b',
			action: { kind: 'status', status: 503 },
		});
		const { items } = await edit();
		expect(items.map(({ binary }) => binary?.data.mimeType)).toEqual(rows.map(() => 'video/mp4'));
		expect(bench.simulator.ledger.billed).toBe(3);
	});

	test('when the answer to a submit was lost and the service honours the key', async () => {
		bench.reset({ honoursIdempotencyKey: true });
		bench.simulator.addFault({ on: 'submit', mark: 'c', action: { kind: 'loseAnswer' } });
		const { items } = await edit();
		expect(items.map(({ json }) => json.status)).toEqual(['completed', 'completed', 'completed']);
		expect(bench.simulator.ledger.billed).toBe(3);
	});

	test('with a pause between batches', async () => {
		bench.simulator.addFault(refused('c'));
		const batch = { batchSize: 2, batchInterval: 300 };
		const { items } = await edit({ requestOptions: { batching: { batch } } });
		expect(items.map(({ json }) => json.status)).toEqual(['completed', 'completed', 'completed']);
		expect(bench.simulator.ledger.billed).toBe(3);
	});

	test('with an error output', async () => {
		bench.simulator.addFault(refused('b'));
		const { items, errorItems } = await edit({}, { node: node('continueErrorOutput') });
		expect(items).toHaveLength(3);
		expect(errorItems).toEqual([]);
		expect(bench.simulator.ledger.billed).toBe(3);
	});

	test('in Get Task', async () => {
		await bench.edit({ waitForCompletion: false });
		bench.simulator.addFault({ on: 'task', action: { kind: 'status', status: 402 } });
		const { items } = await bench.getTask(
			{ taskId: await bench.taskId(), waitForCompletion: true },
			{ node: node() },
		);
		expect(items[0].json.status).toBe('completed');
	});
});

describe('after the last attempt', () => {
	test('the rows are as ever: good ones are good, and the others say what happened', async () => {
		bench.simulator.addFault({ ...refused('b'), times: Infinity });
		const { items } = await edit();
		expect(items.map(({ json }) => json.status)).toEqual(['completed', undefined, 'completed']);
		expect(items[0].json.error).toBeUndefined();
		expect(Object.keys(items[1].json)).toEqual(['error']);
		const message = items[1].json.error as string;
		expect(message).toMatch(/about task \w+ \(HTTP 402/);
		const isAboutIt = ({ path }: { path: string }) => message.includes(path.split('/')[3]);
		expect(bench.questions.filter(isAboutIt)).toHaveLength(3);
		expect(bench.simulator.ledger.billed).toBe(3);
	});

	test('with an error output, only the failed one comes out there', async () => {
		bench.simulator.addFault({ ...refused('a'), times: Infinity });
		const { items, errorItems } = await edit({}, { node: node('continueErrorOutput') });
		expect(items.map(({ json }) => json.status)).toEqual(['completed', 'completed']);
		expect(errorItems).toHaveLength(1);
		expect(errorItems[0].pairedItem).toEqual({ item: 0 });
	});
});

test('a row that no attempt can mend is not tried again, nor are the others for its sake', async () => {
	const { items } = await edit({ duration: '={{ $json.row === "a" ? 11 : 5 }}' });
	expect(items[0].json.error).toContain('Duration (Seconds) must be');
	expect(items.map(({ json }) => json.status)).toEqual([undefined, 'completed', 'completed']);
	// Each of the others was downloaded once.
	expect(bench.requests('GET', /^\/f\/video\//)).toHaveLength(2);
});

test('a row that n8n cannot resolve does not keep the others from a further attempt', async () => {
	bench.simulator.addFault(refused('c'));
	const prompt = '={{ $json.row === "b" ? $("No such node").item.json.x : $json.row }}';
	const { items } = await edit({ prompt });
	expect(items.map(({ json }) => json.status)).toEqual(['completed', undefined, 'completed']);
	expect(bench.simulator.ledger.billed).toBe(2);
});
