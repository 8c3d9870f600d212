import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import type { Fault } from '../../simulator/index.mts';
import { NODE, outcomeOf, Workbench, type Outcome } from '../support/workbench.mts';

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
// A service that ignores the Idempotency-Key shows what the node itself remembers.
beforeEach(() =>
	bench.reset({ outcome: 'completed', taskTimeMs: 200, honoursIdempotencyKey: false }),
);
afterAll(async () => await bench.close());

const retryOnFail = { node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } };
const keys = () => bench.submits.map(({ headers }) => headers['idempotency-key']);
const isBoughtOnce = () => {
	expect(bench.submits).toHaveLength(1);
	expect(bench.simulator.ledger.billed).toBe(1);
};

/** What throws a paid task away in other workflows. */
const afterTheSubmit: Array<[string, Fault, INodeParameters]> = [
	['a refused question', { on: 'task', action: { kind: 'status', status: 402 } }, {}],
	[
		'three questions that find no task',
		{ on: 'task', times: 3, action: { kind: 'status', status: 404 } },
		{},
	],
	[
		'a task that has no video yet',
		{
			on: 'task',
			action: { kind: 'json', body: { code: 200, data: { id: '{taskId}', status: 'completed' } } },
		},
		{},
	],
	[
		'a download that fails five times',
		{ on: 'result', times: 5, action: { kind: 'status', status: 503 } },
		{},
	],
	[
		'time that is up',
		{ on: 'task', times: 2, action: { kind: 'json', body: { id: '{taskId}', status: 'queued' } } },
		{ options: { timeout: 0.025 } },
	],
];

/** Those of them that need no half a minute. */
const soon = afterTheSubmit.filter(([, { on }]) => on === 'task');

describe('the task of an earlier try is picked up, not bought again', () => {
	test.each(soon)('by Retry On Fail after %s', async (_what, fault, parameters) => {
		bench.simulator.addFault(fault);
		const { items, error } = await bench.edit(parameters, retryOnFail);
		expect(error).toBeUndefined();
		expect(items[0].json).toMatchObject({ taskId: await bench.taskId(), status: 'completed' });
		expect(items[0].binary?.data.mimeType).toBe('video/mp4');
		isBoughtOnce();
	});

	test.each(afterTheSubmit)('by "Retry" of the execution after %s', async (_what, fault, given) => {
		bench.simulator.addFault(fault);
		const failed = await bench.edit(given);
		expect(failed.error?.message).toContain(await bench.taskId());
		const { items, error } = await bench.retry(failed);
		expect(error).toBeUndefined();
		expect(items[0].json).toMatchObject({ taskId: await bench.taskId(), status: 'completed' });
		expect(items[0].binary?.data.mimeType).toBe('video/mp4');
		isBoughtOnce();
	});

	test('by one "Retry" after another, and faults of its questions are ridden out', async () => {
		bench.simulator.addFault({ on: 'task', times: 2, action: { kind: 'status', status: 403 } });
		const first = await bench.edit();
		const second = await bench.retry(first);
		expect(second.error?.message).toContain(`about task ${await bench.taskId()} (HTTP 403`);

		bench.simulator.addFault({ on: 'task', action: { kind: 'status', status: 502 } });
		bench.simulator.addFault({ on: 'task', action: { kind: 'reset' } });
		const { items } = await bench.retry(second);
		expect(items[0].json.status).toBe('completed');
		isBoughtOnce();
	});

	test('when the node does not wait, too', async () => {
		bench.reset({ taskTimeMs: 600_000 });
		bench.simulator.addFault({ on: 'submit', after: 1, action: { kind: 'status', status: 402 } });
		const rows = { items: [{ row: 0 }, { row: 1 }] };
		const parameters = { prompt: '={{ $json.row }}', waitForCompletion: false };
		const failed = await bench.edit(parameters, rows);
		expect(failed.error?.message).toContain('balance is used up');
		const { items } = await bench.retry(failed, parameters, rows);
		expect(items.map(({ json }) => json.taskId).sort()).toEqual(
			[...bench.simulator.tasks.keys()].sort(),
		);
		expect(bench.simulator.ledger.billed).toBe(2);
	});

	test('with another key of the same service', async () => {
		bench.simulator.addFault({ on: 'task', action: { kind: 'status', status: 401 } });
		const failed = await bench.edit();
		const { apiKey } = bench.credential;
		bench.simulator.settings.apiKey = 'sim-key-of-tomorrow';
		const { items } = await bench.retry(failed);
		bench.simulator.settings.apiKey = apiKey as string;
		expect(items[0].json.status).toBe('completed');
		isBoughtOnce();
	});
});

describe('an expression that gives another value at every attempt buys nothing twice', () => {
	const volatile = { options: { seed: '={{ Math.floor(Math.random() * 1e9) }}' } };

	test('after a task is known: it is picked up', async () => {
		bench.simulator.addFault({ on: 'task', action: { kind: 'status', status: 402 } });
		const { items, error } = await bench.edit(volatile, retryOnFail);
		expect(error).toBeUndefined();
		expect(items[0].json.taskId).toBe(await bench.taskId());
		isBoughtOnce();
	});

	test('after a lost answer: the service knows the key, and the message says what to do', async () => {
		bench.reset({ honoursIdempotencyKey: true });
		bench.simulator.addFault({ on: 'submit', action: { kind: 'loseAnswer' } });
		const { error } = await bench.edit(volatile, retryOnFail);
		expect(new Set(keys()).size).toBe(1);
		expect(error?.message).toContain(
			'knows this edit from an earlier attempt with different details',
		);
		expect(error?.message).toContain(`The Idempotency Key of this edit is ${String(keys()[0])}`);
		expect(error?.description).not.toContain('not billed');
		expect(bench.simulator.ledger.billed).toBe(1);
	});

	test.each<[string, (options: INodeParameters) => Promise<Outcome>]>([
		['Retry On Fail', async (options) => await bench.edit({ options }, retryOnFail)],
		[
			'"Retry" of the execution',
			async (options) => await bench.retry(await bench.edit({ options }), { options }),
		],
	])('as the user’s own key: %s sends the first one again', async (_how, run) => {
		bench.reset({ honoursIdempotencyKey: true });
		bench.simulator.addFault({ on: 'submit', action: { kind: 'loseAnswer' } });
		const { items, error } = await run({
			idempotencyKey: '={{ "at-" + $execution.id + Math.random() }}',
		});
		expect(error).toBeUndefined();
		expect(items[0].json.taskId).toBe(await bench.taskId());
		expect(keys()).toHaveLength(2);
		expect(new Set(keys()).size).toBe(1);
		expect(bench.simulator.ledger.billed).toBe(1);
	});

	test('the message names the key that was sent, whatever the expression gives by then', async () => {
		const options = { idempotencyKey: '={{ "at-" + Math.random() }}' };
		bench.simulator.addFault({ on: 'submit', action: { kind: 'loseAnswer' } });
		const failed = await bench.edit({ options });
		const { error } = await bench.retry(failed, { options, duration: 1 });
		expect(error?.message).toContain(`The Idempotency Key of this edit is ${String(keys()[0])}`);
	});
});

test('a key whose edit the service cannot tell about makes room for another, which a person gives it', async () => {
	const code = 'idempotency_result_indeterminate';
	const body = { error: { code, message: code } };
	bench.simulator.addFault({ on: 'submit', action: { kind: 'status', status: 409, body } });
	const failed = await bench.edit({ options: { idempotencyKey: 'order-1' } });
	expect(failed.error?.description).toContain('give the option Idempotency Key a new value');
	const { items } = await bench.retry(failed, { options: { idempotencyKey: 'order-2' } });
	expect(items[0].json.status).toBe('completed');
	expect(keys()).toEqual(['order-1', 'order-2']);
});

test('an answer of a gateway is not taken for a task that failed, which would be bought again', async () => {
	const action = {
		kind: 'json',
		body: { status: 'error', message: 'temporarily unavailable' },
	} as const;
	bench.simulator.addFault({ on: 'task', action });
	const { items, error } = await bench.edit({}, retryOnFail);
	expect(error).toBeUndefined();
	expect(items[0].json.status).toBe('completed');
	isBoughtOnce();
});

describe('only what was not bought is bought', () => {
	const rows = { items: Array.from({ length: 20 }, (_, row) => ({ row })) };
	const parameters = { prompt: '={{ "Edit of row " + $json.row }}' };
	const prompts = () => bench.submits.map(({ body }) => (body as { prompt: string }).prompt);

	test.each<[string, (failed?: Outcome) => Promise<Outcome>]>([
		['Retry On Fail', async () => await bench.edit(parameters, { ...rows, ...retryOnFail })],
		[
			'"Retry" of the execution',
			async () => {
				const failed = await bench.edit(parameters, rows);
				expect(failed.items).toEqual([]);
				expect(failed.error?.message).toMatch(/about task \w+ \(HTTP 401/);
				expect(failed.error?.description).toContain('other items of this run are not lost');
				return await bench.retry(failed, parameters, rows);
			},
		],
	])('of twenty items, by %s', async (_how, run) => {
		bench.simulator.addFault({ on: 'submit', after: 7, action: { kind: 'status', status: 402 } });
		bench.simulator.addFault({ on: 'task', after: 2, action: { kind: 'status', status: 401 } });
		const { items, error } = await run();
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.status)).toEqual(rows.items.map(() => 'completed'));
		expect(new Set(items.map(({ json }) => json.taskId)).size).toBe(20);
		expect(prompts()).toHaveLength(21);
		expect(new Set(prompts()).size).toBe(20);
		expect(bench.simulator.ledger.billed).toBe(20);
		const refused = bench.submits[7].headers['idempotency-key'];
		expect(keys().at(-1)).toBe(refused);
	});
});

describe('what is another purchase', () => {
	/** An execution that failed after its submit. */
	async function failedAfterSubmit(parameters?: INodeParameters): Promise<Outcome> {
		bench.simulator.addFault({ on: 'task', action: { kind: 'status', status: 402 } });
		return await bench.edit(parameters);
	}

	test.each<[string, INodeParameters]>([
		['prompt', { prompt: 'other' }],
		['option', { options: { seed: 7 } }],
	])('"Retry" with another %s', async (_what, parameters) => {
		const failed = await failedAfterSubmit();
		const { items } = await bench.retry(failed, parameters);
		expect(items[0].json.status).toBe('completed');
		expect(new Set(keys()).size).toBe(2);
		expect(bench.simulator.ledger.billed).toBe(2);
	});

	test.each<[string, INodeParameters]>([
		['Callback URL', { options: { callbackUrl: 'http://127.0.0.1:9/execution/2' } }],
		['Idempotency Key', { options: { idempotencyKey: 'execution-2' } }],
	])('but not "Retry" with another %s, which may name the execution', async (_what, parameters) => {
		const failed = await failedAfterSubmit();
		const { items } = await bench.retry(failed, parameters);
		expect(items[0].json.taskId).toBe(await bench.taskId());
		isBoughtOnce();
	});

	test('but not "Retry" with another way to wait or to hand on', async () => {
		const failed = await failedAfterSubmit();
		const parameters = { simplify: false, outputBinaryPropertyName: 'video' };
		const { items } = await bench.retry(failed, { ...parameters, options: { timeout: 5 } });
		expect(items[0].binary?.video).toBeDefined();
		isBoughtOnce();
	});

	test('a task at another service', async () => {
		const failed = await failedAfterSubmit();
		const other = await Workbench.start();
		const { items } = await bench.retry(failed, {}, { credential: other.credential });
		expect(items[0].json.status).toBe('completed');
		expect(other.simulator.ledger.billed).toBe(1);
		await other.simulator.close();
	});

	test.each(['failed', 'cancelled', 'expired'] as const)(
		'a retry after a task that ended as %s, under a key of its own',
		async (outcome) => {
			bench.reset({ outcome, honoursIdempotencyKey: true });
			const failed = await bench.edit();
			expect(failed.error?.message).toContain(`(task ${await bench.taskId()}, "${outcome}")`);
			bench.simulator.settings.outcome = 'completed';
			const { items } = await bench.retry(failed);
			expect(items[0].json.status).toBe('completed');
			expect(new Set(keys()).size).toBe(2);
			expect(bench.simulator.ledger).toMatchObject({ billed: 2, refunded: 1 });
		},
	);

	test('a task that failed while nobody waited: it is told first, then bought anew', async () => {
		bench.reset({ outcome: 'failed' });
		const failed = await failedAfterSubmit();
		const [task] = bench.simulator.tasks.values();
		while (task.state === 'running') await delay(20);
		const told = await bench.retry(failed, { waitForCompletion: false });
		expect(told.error?.message).toContain(`(task ${await bench.taskId()}, "failed")`);
		isBoughtOnce();
		bench.simulator.settings.outcome = 'completed';
		const { items } = await bench.retry(told);
		expect(items[0].json.status).toBe('completed');
		expect(bench.submits).toHaveLength(2);
	});
});

test('nothing of a customer is kept but the task ID and hashes', async () => {
	bench.simulator.addFault({ on: 'task', action: { kind: 'status', status: 402 } });
	const { run } = await bench.edit({
		prompt: 'A secret birthday',
		options: { idempotencyKey: 'customer-17' },
	});
	const kept = JSON.stringify(run.data.executionData!.contextData);
	expect(kept).toContain(await bench.taskId());
	for (const secret of ['secret', 'customer', 'sample.mp4', bench.simulator.apiKey]) {
		expect(kept).not.toContain(secret);
	}
	const { purchases } = run.data.executionData!.contextData[`node:${NODE}`];
	expect(Object.keys((purchases as object[])['run 0, item 0' as never]).sort()).toEqual([
		'ended',
		'execution',
		'key',
		'request',
		'taskId',
	]);
});

test('a message of a later try names the task that an earlier one bought', async () => {
	bench.simulator.addFault({ on: 'task', action: { kind: 'status', status: 402 } });
	const failed = await bench.edit();
	const { error } = await bench.retry(failed, { duration: 1 });
	const id = await bench.taskId();
	expect(error?.message).toContain(`Task ${id} was submitted by an earlier attempt.`);
	expect(error?.message).toContain('Duration (Seconds) must be');
	expect(error?.description).toContain(`"Get Task" and the task ID ${id}`);
	expect(error?.description).not.toContain('not billed');
	isBoughtOnce();
});

test('after Stop, Retry On Fail sends nothing more, and the message names the task', async () => {
	bench.reset({ taskTimeMs: 600_000 });
	const execution = bench.begin(bench.submitParameters(), {
		node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 500 },
	});
	const id = await bench.taskId();
	while (bench.questions.length === 0) await delay(20);
	execution.stop();
	const { error } = await outcomeOf(execution);
	expect(error?.message).toContain(id);
	await delay(2000);
	isBoughtOnce();
	expect(bench.questions).toHaveLength(1);
});

/** An expression for the second row that n8n can resolve when it first tries, and cannot when it tries again. */
const unresolvableAtTheSecondTry = `={{ (() => {
	if ($json.row !== 1) return "ok";
	const tries = Number($execution.customData.get("tries") ?? 0) + 1;
	$execution.customData.set("tries", String(tries));
	return tries % 2 === 1 ? "ok" : $("No such node").item.json.x;
})() }}`;

/** n8n gives the run up at the second item, and begins the next try while the first item is at work. */
async function beginTriesOneAfterTheOther(): Promise<void> {
	const batch = { batchSize: 1, batchInterval: 100 };
	const { error } = await bench.edit(
		{ prompt: unresolvableAtTheSecondTry, requestOptions: { batching: { batch } } },
		{ items: [{ row: 0 }, { row: 1 }], ...retryOnFail },
	);
	expect(error).toBeDefined();
}

test('a try that n8n begins while a submit of the one before is on its way waits for its task', async () => {
	bench.reset({ submitTimeMs: 800 });
	await beginTriesOneAfterTheOther();
	while (bench.submits.length === 0) await delay(20);
	await delay(2_000);
	expect(bench.submits).toHaveLength(1);
	bench.reset({ submitTimeMs: 0 });
});

test('tries that n8n begins while the one before looks at the video submit it once', async () => {
	bench.simulator.addFault({ on: 'look', times: Infinity, action: { kind: 'stall', ms: 700 } });
	await beginTriesOneAfterTheOther();
	while (bench.questions.length === 0) await delay(20);
	await delay(2_000);
	expect(bench.submits).toHaveLength(1);
});

describe('where the service honours the key', () => {
	beforeEach(() => bench.reset({ honoursIdempotencyKey: true }));

	test.each<[string, Fault['action']]>([
		['a lost answer', { kind: 'loseAnswer' }],
		['an answer that is cut', { kind: 'truncatedJson' }],
	])('%s is no lost task: Retry On Fail gets it back', async (_what, action) => {
		bench.simulator.addFault({ on: 'submit', action });
		const { items, error } = await bench.edit({}, retryOnFail);
		expect(error).toBeUndefined();
		expect(items[0].json.status).toBe('completed');
		expect(bench.submits).toHaveLength(2);
		expect(new Set(keys()).size).toBe(1);
		expect(bench.simulator.ledger.billed).toBe(1);
	});

	test('and so does "Retry" of the execution, which has another ID', async () => {
		bench.simulator.addFault({ on: 'submit', action: { kind: 'loseAnswer' } });
		const failed = await bench.edit();
		expect(failed.error?.description).toContain('"Retry" in the executions list');
		const { items } = await bench.retry(failed);
		expect(items[0].json.taskId).toBe(await bench.taskId());
		expect(new Set(keys()).size).toBe(1);
		expect(bench.simulator.ledger.billed).toBe(1);
	});

	test('with another Callback URL it is not bought again, nor is another key advised', async () => {
		bench.simulator.addFault({ on: 'submit', action: { kind: 'loseAnswer' } });
		const failed = await bench.edit();
		const options = { callbackUrl: 'http://127.0.0.1:9/execution/2' };
		const { error } = await bench.retry(failed, { options });
		expect(error?.message).toContain('knows this edit from an earlier attempt');
		expect(error?.description).not.toContain('its own key');
		expect(bench.simulator.ledger.billed).toBe(1);
	});

	test('but not a day later, when the service may have forgotten it', async () => {
		bench.simulator.addFault({ on: 'submit', action: { kind: 'loseAnswer' } });
		const failed = await bench.edit();
		const { purchases } = failed.run.data.executionData!.contextData[`node:${NODE}`] as {
			purchases: Record<string, { unansweredSinceMs: number }>;
		};
		purchases['run 0, item 0'].unansweredSinceMs -= 24 * 3_600_000;
		const { error } = await bench.retry(failed);
		expect(error?.message).toContain('an earlier attempt, more than 23 hours ago, got no answer');
		isBoughtOnce();
	});

	test('a broken rule after a lost answer does not say that nothing is billed', async () => {
		bench.simulator.addFault({ on: 'submit', action: { kind: 'loseAnswer' } });
		const failed = await bench.edit();
		const { error } = await bench.retry(failed, { duration: 1 });
		expect(error?.message).toMatch(
			/Duration \(Seconds\).*The Idempotency Key of this edit is n8n-/,
		);
		expect(error?.description).not.toContain('not billed.');
	});

	test('a refusal after a lost answer does not say that nothing is billed', async () => {
		bench.simulator.addFault({ on: 'submit', action: { kind: 'loseAnswer' } });
		const failed = await bench.edit();
		bench.simulator.addFault({ on: 'submit', action: { kind: 'status', status: 402 } });
		const { error } = await bench.retry(failed);
		expect(error?.message).toContain('balance is used up');
		expect(error?.description).toContain('An earlier attempt got no answer');
		expect(error?.description).not.toContain('not billed.');
		expect(bench.simulator.ledger.billed).toBe(1);
	});

	test('a failed task under the user’s own key says that it needs another one', async () => {
		bench.reset({ outcome: 'failed' });
		const { error } = await bench.edit({ options: { idempotencyKey: 'order-19' } });
		expect(error?.description).toContain('with another Idempotency Key');
	});
});

test('different items, edits and executions have different keys', async () => {
	await bench.edit({ waitForCompletion: false }, { items: [{}, {}] });
	await bench.edit({ waitForCompletion: false });
	await bench.edit({ waitForCompletion: false, prompt: 'other' });
	expect(new Set(keys()).size).toBe(4);
	for (const key of keys()) expect(key).toMatch(/^[\x21-\x7e]{1,191}$/);
	expect(bench.simulator.ledger.billed).toBe(4);
});

test('each pass through the node in one execution is a purchase of its own', async () => {
	const at = { typeVersion: 1, position: [0, 0] as [number, number], parameters: {} };
	const branch = (name: string) => ({ ...at, id: name, name, type: 'n8n-nodes-base.noOp' });
	const toNode = { main: [[{ node: NODE, type: 'main' as const, index: 0 }]] };
	await bench.engine.execute({
		credential: bench.credential,
		workflow: {
			nodes: [
				{ ...at, id: 'trigger', name: 'Trigger', type: 'n8n-nodes-base.manualTrigger' },
				branch('A'),
				branch('B'),
				{
					...at,
					id: 'wan',
					name: NODE,
					type: 'n8n-nodes-wan-videoedit.wanVideoEdit',
					credentials: { wanVideoEditApi: { id: '1', name: 'Simulator' } },
					parameters: bench.submitParameters({ waitForCompletion: false }),
				},
			],
			connections: {
				Trigger: { main: [['A', 'B'].map((node) => ({ node, type: 'main' as const, index: 0 }))] },
				A: toNode,
				B: toNode,
			},
		},
	}).ended;
	expect(new Set(keys()).size).toBe(2);
	expect(bench.simulator.ledger.billed).toBe(2);
});

test('the user’s own key keeps a new execution from buying the same again', async () => {
	bench.reset({ honoursIdempotencyKey: true });
	const options = { idempotencyKey: '={{ "order-" + $json.order }}' };
	const first = await bench.edit({ options }, { items: [{ order: 17 }] });
	const second = await bench.edit({ options }, { items: [{ order: 17 }] });
	expect(keys()).toEqual(['order-17', 'order-17']);
	expect(second.items[0].json.taskId).toBe(first.items[0].json.taskId);
	expect(bench.simulator.ledger.billed).toBe(1);
});
