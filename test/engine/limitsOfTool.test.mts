import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { callTool } from '../support/toolCalls.mts';
import { Workbench } from '../support/workbench.mts';

/** Edit Limit and Cost Limit for an agent: all its calls in an execution count together. */
let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start({ unlimitedQuota: true });
});
beforeEach(() => bench.reset({ taskTimeMs: 100, honoursIdempotencyKey: true }));
afterAll(async () => await bench.close());

const goesOn = { onError: 'continueRegularOutput' } as const;
const billed = () => bench.simulator.ledger.billed;
const priced = () => ({ ...bench.credential, price1080p: 0.15 });
/** What became of the calls, bought ones first: calls at once come in any order. */
const sorted = (answers: Array<Record<string, unknown>>) =>
	answers.map(({ error }) => error ?? 'bought').sort((a) => (a === 'bought' ? -1 : 1));

describe.each<[string, INodeParameters, RegExp]>([
	['Edit Limit', { editLimit: 2 }, /After 2 edits .* Edit Limit is 2\. Nothing more was bought\./],
	[
		'Cost Limit',
		{ costLimit: 3.6 },
		/After 2 edits for up to \$3\.60 .* Cost Limit \(USD\) is 3\.6\. Nothing more was bought\./,
	],
])('%s', (_name, options, message) => {
	// None of them has told what it costs when the others begin.
	const parameters = { options, waitForCompletion: false };
	const over: unknown = expect.stringMatching(message);

	test('several calls at once buy no more than it allows', async () => {
		const { answers } = await callTool(bench, ['a', 'b', 'c', 'd'], parameters, {
			credential: priced(),
			node: goesOn,
		});
		expect(sorted(answers)).toEqual(['bought', 'bought', over, over]);
		expect(billed()).toBe(2);
	});

	test('nor do calls of several passes', async () => {
		const { answers } = await callTool(bench, ['a'], parameters, {
			credential: priced(),
			node: goesOn,
			passes: 3,
		});
		expect(answers.map(({ error }) => error ?? 'bought')).toEqual(['bought', 'bought', over]);
		expect(billed()).toBe(2);
	});

	test('the call that is too much fails, and the agent is told why', async () => {
		const { error } = await callTool(bench, ['a', 'b', 'c'], parameters, { credential: priced() });
		expect(error?.message).toMatch(message);
		// Its failure ends the agent, perhaps while the others are still being bought.
		while (billed() < 2) await delay(20);
		expect(bench.submits).toHaveLength(2);
	});
});

test('as many calls as the limit are bought, equal ones as well', async () => {
	const { answers, error } = await callTool(bench, ['a', 'a', 'a'], { options: { editLimit: 3 } });
	expect(error).toBeUndefined();
	expect(new Set(answers.map(({ taskId }) => taskId)).size).toBe(3);
});

test('a call that Retry On Fail resumes counts once', async () => {
	bench.simulator.addFault({ on: 'task', action: { kind: 'status', status: 402 } });
	const node = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
	const { answers, error } = await callTool(bench, ['a'], { options: { editLimit: 1 } }, { node });
	expect(error).toBeUndefined();
	expect(answers[0].status).toBe('completed');
	expect(billed()).toBe(1);
});

test('a call that is refused by the service does not count', async () => {
	bench.simulator.addFault({ on: 'submit', action: { kind: 'status', status: 402 } });
	const { answers } = await callTool(
		bench,
		['a'],
		{ options: { editLimit: 1 } },
		{ node: goesOn, passes: 2 },
	);
	expect(answers[0].error).toContain('HTTP 402');
	expect(answers[1].status).toBe('completed');
});

test('what a finished call has cost counts in the next', async () => {
	// Each may cost $1.80, and costs $0.90.
	const { answers } = await callTool(
		bench,
		['a'],
		{ options: { costLimit: 2.7 } },
		{ credential: priced(), node: goesOn, passes: 3 },
	);
	expect(answers.map(({ cost }) => cost)).toEqual([0.9, 0.9, undefined]);
	expect(answers[2].error).toContain('After 2 edits for up to $1.80');
	expect(billed()).toBe(2);
});

test('the balance is not asked for: each call is one edit', async () => {
	await callTool(bench, ['a', 'b'], { waitForCompletion: false }, { credential: priced() });
	expect(billed()).toBe(2);
	expect(bench.requests('GET', /^\/v1\/balance$/)).toEqual([]);
});
