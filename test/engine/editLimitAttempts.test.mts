import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { Fault, FaultAction } from '../../simulator/index.mts';
import { timeLimitsOfBuiltNode } from '../support/builtNode.mts';
import { ModelStudio } from '../support/modelStudio.mts';
import { Loop } from '../support/passes.mts';
import { Workbench } from '../support/workbench.mts';

/** What counts for Edit Limit, and what does not: each edit that the service has accepted, once. */
let bench: Workbench;
let studio: ModelStudio;
beforeAll(async () => {
	bench = await Workbench.start({ unlimitedQuota: true });
	studio = new ModelStudio(bench);
	timeLimitsOfBuiltNode().listLag = 200;
});
beforeEach(() =>
	bench.reset({
		outcome: 'completed',
		taskTimeMs: 100,
		pendingTimeMs: 0,
		honoursIdempotencyKey: true,
	}),
);
afterAll(async () => await bench.close());

const SERVICES = ['the first API', 'Model Studio'] as const;
type ServiceName = (typeof SERVICES)[number];
const credentialOf = (service: ServiceName): ICredentialDataDecryptedObject =>
	service === 'Model Studio' ? studio.credential : bench.credential;

const goesOn = { onError: 'continueRegularOutput' } as const;
const retryOnFail = { retryOnFail: true, maxTries: 5, waitBetweenTries: 1 };
const limited = (editLimit: number) => ({ options: { editLimit } });
const billed = () => bench.simulator.ledger.billed;
/** What the node says when so much was bought before. */
const after = (edits: string, limit: number): unknown =>
	expect.stringMatching(
		new RegExp(`After ${edits} .* Edit Limit is ${limit}\\. Nothing more was bought\\.$`),
	);
const status = (code: number, body?: unknown): FaultAction => ({
	kind: 'status',
	status: code,
	body,
});

describe('Retry On Fail of tasks that fail at the service', () => {
	test.each(SERVICES)('buys no more than the limit in all attempts, at %s', async (service) => {
		bench.reset({ outcome: 'failed' });
		const credential = credentialOf(service);
		const { error } = await bench.edit(limited(2), { node: retryOnFail, credential });
		expect(error?.message).toEqual(after('2 edits', 2));
		expect(error?.description).toContain('edits that fail count, too');
		expect(billed()).toBe(2);
	});

	test('under "On Error: Continue" the others bring their videos, and the failing row says it', async () => {
		const fault = { on: 'source', mark: 'b', times: Infinity, action: status(404) } as const;
		bench.simulator.addFault(fault);
		const { items } = await bench.edit(
			{ ...limited(4), videoUrl: `=${bench.simulator.sampleUrl}?row={{ $json.row }}` },
			{ items: [{ row: 'a' }, { row: 'b' }, { row: 'c' }], node: { ...retryOnFail, ...goesOn } },
		);
		expect(items.map(({ json }) => json.status)).toEqual(['completed', undefined, 'completed']);
		expect(items[1].json.error).toEqual(after('4 edits', 4));
		expect(billed()).toBe(4);
	});

	test('"Retry" of the execution goes on counting: the same limit buys nothing, a higher one what is missing', async () => {
		bench.simulator.addFault({ on: 'source', mark: 'b', times: 1, action: status(404) });
		const prompts = (editLimit: number) => ({
			...limited(editLimit),
			videoUrl: `=${bench.simulator.sampleUrl}?row={{ $json.row }}`,
		});
		const failed = await bench.edit(prompts(2), { items: [{ row: 'a' }, { row: 'b' }] });
		expect(failed.error?.message).toMatch(/^The edit failed/);
		const refused = await bench.retry(failed, prompts(2));
		expect(refused.error?.message).toEqual(after('2 edits', 2));
		expect(billed()).toBe(2);
		const { items, error } = await bench.retry(refused, prompts(3));
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.status)).toEqual(['completed', 'completed']);
		expect(billed()).toBe(3);
	});
});

describe('a purchase that is resumed does not count again', () => {
	const CHECK: Fault = { on: 'task', action: status(402) };
	const DOWNLOAD: Fault = { on: 'result', times: 5, action: status(503) };
	/** A download is tried for a while: one is enough of each. */
	const CASES: Array<[string, ServiceName, 'Retry On Fail' | '"Retry"', Fault]> = [
		['status check', 'the first API', 'Retry On Fail', CHECK],
		['status check', 'the first API', '"Retry"', CHECK],
		['status check', 'Model Studio', 'Retry On Fail', CHECK],
		['status check', 'Model Studio', '"Retry"', CHECK],
		['download', 'the first API', 'Retry On Fail', DOWNLOAD],
		['download', 'Model Studio', '"Retry"', DOWNLOAD],
	];

	test.each(CASES)('after a %s that failed at %s, by %s', async (_what, service, how, fault) => {
		bench.simulator.addFault(fault);
		const credential = credentialOf(service);
		const node = how === 'Retry On Fail' ? retryOnFail : {};
		const first = await bench.edit(limited(1), { node, credential });
		if (how === '"Retry"') expect(first.error?.message).toContain(await bench.taskId());
		const last = how === '"Retry"' ? await bench.retry(first, limited(1), { credential }) : first;
		expect(last.error).toBeUndefined();
		expect(last.items[0].binary?.data).toBeDefined();
		expect(billed()).toBe(1);
	});

	test('also if the limit is lower by then', async () => {
		bench.simulator.addFault({ on: 'task', action: status(402) });
		const items = [{ row: 'a' }, { row: 'b' }];
		const failed = await bench.edit(limited(2), { items });
		const again = await bench.retry(failed, limited(1));
		expect(again.error).toBeUndefined();
		expect(again.items).toHaveLength(2);
		expect(billed()).toBe(2);
	});
});

/**
 * What a fault at the first submit of an execution counts for: with a limit of 1, the pass after it may buy, or not.
 *
 * @returns what became of each pass
 */
async function afterFirst(service: ServiceName, fault: Fault, passes: number): Promise<unknown[]> {
	bench.simulator.addFault(fault);
	const node = { ...goesOn, ...retryOnFail, maxTries: 2 };
	const loop = new Loop(bench, passes, { node, credential: credentialOf(service) });
	const prompt = `={{ "Snow at ${service} ${JSON.stringify(fault).replace(/\W/g, ' ')}" + $runIndex }}`;
	const outcome = await loop.run({ ...limited(1), prompt, waitForCompletion: false });
	return outcome.passes.map(([{ json }]) => json.error ?? 'bought');
}

describe('a submit whose answer was lost counts once', () => {
	const LOST: Array<[string, ServiceName, Fault]> = [
		['repeated under its key', 'the first API', { on: 'submit', action: { kind: 'loseAnswer' } }],
		['found in the list', 'Model Studio', { on: 'submit', action: { kind: 'loseAnswer' } }],
		[
			'that has bought nothing, and is sent again',
			'Model Studio',
			{ on: 'submit', action: { kind: 'reset' } },
		],
	];

	test.each(LOST)('%s, at %s', async (_what, service, fault) => {
		expect(await afterFirst(service, fault, 2)).toEqual(['bought', after('1 edit', 1)]);
		expect(billed()).toBe(1);
	});

	test('at the first API also as long as nobody knows what became of it', async () => {
		bench.simulator.addFault({ on: 'submit', action: { kind: 'loseAnswer' } });
		const loop = new Loop(bench, 2, { node: goesOn });
		const { passes } = await loop.run(limited(1));
		expect(passes[0][0].json.error).toContain('while the edit was being submitted');
		expect(passes[1][0].json.error).toEqual(after('1 edit', 1));
		expect(billed()).toBe(1);
	});
});

describe('a submit that is refused does not count', () => {
	const refused = (code: number, body?: unknown): Fault => ({
		on: 'submit',
		times: 2,
		action: status(code, body),
	});
	const REFUSED = SERVICES.flatMap((service) =>
		[401, 402, 403, 400].map((code) => [code, service] as const),
	);

	test.each(REFUSED)('with %s, at %s', async (code, service) => {
		const [first, ...others] = await afterFirst(service, refused(code), 3);
		expect(first).toContain(`HTTP ${code}`);
		expect(others).toEqual(['bought', after('1 edit', 1)]);
		expect(billed()).toBe(1);
	});

	test.each(SERVICES)('with 429 and is taken then: it counts once, at %s', async (service) => {
		const outcomes = await afterFirst(service, { ...refused(429), times: 1 }, 2);
		expect(outcomes).toEqual(['bought', after('1 edit', 1)]);
		expect(billed()).toBe(1);
	});

	test('with 402, in a run of several: "Retry" buys all of them', async () => {
		bench.simulator.addFault({ on: 'submit', times: 2, action: status(402) });
		const items = [{ row: 'a' }, { row: 'b' }];
		const failed = await bench.edit(limited(2), { items });
		expect(failed.error?.message).toContain('The balance is used up');
		const again = await bench.retry(failed, limited(2));
		expect(again.error).toBeUndefined();
		expect(billed()).toBe(2);
	});
});

describe('Stop at Model Studio', () => {
	/** Stopped by the time limit of the workflow; "Retry" of it then. */
	const stopAndRetry = async () => {
		const failed = await studio.edit(limited(1), { settings: { executionTimeout: 8 } });
		Object.assign(bench.simulator.settings, { pendingTimeMs: 0, taskTimeMs: 100 });
		return [failed, await studio.retry(failed, limited(1))];
	};

	test('takes a task back that has not begun: it does not count', async () => {
		bench.reset({ pendingTimeMs: 60_000 });
		const [failed, again] = await stopAndRetry();
		expect(failed.error?.message).toContain('it was cancelled and is not billed');
		expect(again.error).toBeUndefined();
		expect(again.items[0].json.status).toBe('SUCCEEDED');
		expect(studio.paid).toBe(1);
		expect(billed()).toBe(2);
	});

	test('once taken back and bought again, it counts once', async () => {
		bench.reset({ pendingTimeMs: 60_000 });
		const prompt = '={{ "Rain in pass " + $runIndex }}';
		const loop = new Loop(bench, 2, { credential: studio.credential });
		const failed = await loop.run({ ...limited(1), prompt }, { executionTimeout: 8 });
		Object.assign(bench.simulator.settings, { pendingTimeMs: 0, taskTimeMs: 100 });
		const { passes, error } = await loop.retry(failed, { ...limited(1), prompt });
		expect(passes[0]).toHaveLength(1);
		expect(error?.message).toEqual(after('1 edit', 1));
		expect(studio.paid).toBe(1);
	});
});
