import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { Engine } from '../../n8n/engine/engine.mts';
import { NODE, outcomeOf, Workbench, type Outcome } from '../support/workbench.mts';

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
beforeEach(() =>
	bench.reset({ outcome: 'completed', taskTimeMs: 200, honoursIdempotencyKey: true }),
);
afterAll(async () => await bench.close());

const keys = () => bench.submits.map(({ headers }) => headers['idempotency-key']);
const prompts = () => [...bench.simulator.tasks.values()].map(({ body }) => body.prompt);

const at = { typeVersion: 1, position: [0, 0] as [number, number] };
const trigger = { ...at, id: 'trigger', name: 'Trigger', parameters: {} };
const wan = (name: string, parameters: INodeParameters) => ({
	...at,
	id: 'the same',
	name,
	type: 'n8n-nodes-wan-videoedit.wanVideoEdit',
	credentials: { wanVideoEditApi: { id: '1', name: 'Simulator' } },
	parameters: bench.submitParameters({ waitForCompletion: false, ...parameters }),
});
const leadsTo = (node: string) => ({ main: [[{ node, type: 'main' as const, index: 0 }]] });

describe('edits that a workflow or an n8n was copied for are edits of their own', () => {
	test.each([
		['another prompt', 'In the rain'],
		['the same prompt', 'In the snow'],
	])('two nodes with one node ID, and %s', async (_what, prompt) => {
		const { data } = await bench.engine.execute({
			credential: bench.credential,
			workflow: {
				nodes: [
					{ ...trigger, type: 'n8n-nodes-base.manualTrigger' },
					wan('First', { prompt: 'In the snow' }),
					wan('Second', { prompt }),
				],
				connections: { Trigger: leadsTo('First'), First: leadsTo('Second') },
			},
		}).ended;
		expect(data.resultData.error).toBeUndefined();
		expect(new Set(keys()).size).toBe(2);
		expect(prompts()).toEqual(['In the snow', prompt]);
	});

	test('a restored n8n, whose executions have the numbers of earlier ones', async () => {
		for (const prompt of ['In the snow', 'In the rain']) {
			const engine = await Engine.start();
			const execution = engine.execute({
				credential: bench.credential,
				workflow: {
					nodes: [{ ...trigger, type: 'n8n-nodes-base.manualTrigger' }, wan(NODE, { prompt })],
					connections: { Trigger: leadsTo(NODE) },
				},
			});
			expect(execution.id).toBe('1');
			expect((await outcomeOf(execution)).error).toBeUndefined();
		}
		expect(prompts()).toEqual(['In the snow', 'In the rain']);
	});

	test('but an execution that is started again, as after the death of a worker, is the same', async () => {
		for (let start = 0; start < 2; start++) {
			const engine = await Engine.start();
			await engine.execute({
				credential: bench.credential,
				workflow: {
					nodes: [{ ...trigger, type: 'n8n-nodes-base.manualTrigger' }, wan(NODE, {})],
					connections: { Trigger: leadsTo(NODE) },
				},
			}).ended;
		}
		expect(bench.submits).toHaveLength(2);
		expect(bench.simulator.ledger.billed).toBe(1);
	});
});

describe('a credential that is another one after a submit without an answer', () => {
	const lostAnswer = async () => {
		bench.simulator.addFault({ on: 'submit', action: { kind: 'loseAnswer' } });
		return await bench.edit();
	};
	const stops = ({ error }: Outcome) => {
		expect(error?.message).toContain(
			`an earlier attempt at ${bench.simulator.url} got no answer, and the credential has another service or API key now`,
		);
		expect(error?.message).toContain(`The Idempotency Key of this edit is ${String(keys()[0])}`);
		expect(error?.description).toContain('would buy the edit again');
	};

	test('of another service buys nothing there', async () => {
		const failed = await lostAnswer();
		const other = await Workbench.start();
		try {
			const second = await bench.retry(failed, {}, { credential: other.credential });
			stops(second);
			stops(await bench.retry(second, { prompt: 'other' }, { credential: other.credential }));
			expect(other.submits).toEqual([]);
			// The earlier credential brings the edit back.
			const { items } = await bench.retry(second);
			expect(items[0].json.status).toBe('completed');
			expect(bench.simulator.ledger.billed).toBe(1);
		} finally {
			await other.simulator.close();
		}
	});

	test('of another account buys nothing there', async () => {
		const failed = await lostAnswer();
		const { apiKey } = bench.credential;
		bench.simulator.settings.apiKey = 'sim-key-of-another-account';
		stops(await bench.retry(failed));
		expect(bench.submits).toHaveLength(1);
		bench.simulator.settings.apiKey = apiKey as string;
	});

	test('a submit that was refused keeps nobody from buying elsewhere', async () => {
		bench.simulator.addFault({ on: 'submit', action: { kind: 'status', status: 402 } });
		const failed = await bench.edit();
		const other = await Workbench.start();
		const { items } = await bench.retry(failed, {}, { credential: other.credential });
		expect(items[0].json.status).toBe('completed');
		await other.simulator.close();
	});
});

test('an attempt that n8n left behind does not end the purchase of a later one', async () => {
	bench.reset({ outcome: 'failed', taskTimeMs: 50, honoursIdempotencyKey: false });
	const mark = 'the first';
	const refused = { kind: 'status', status: 402 } as const;
	// The attempt that is left behind learns last that its task has failed.
	bench.simulator.addFault({ on: 'task', mark, after: 1, action: { kind: 'stall', ms: 5000 } });
	bench.simulator.addFault({ on: 'task', mark, after: 1, action: refused });
	const parameters = {
		prompt: `={{ (() => {
			if ($json.row === 0) return "${mark}";
			const looks = Number($execution.customData.get("looks") ?? 0) + 1;
			$execution.customData.set("looks", String(looks));
			return looks === 2 ? $("No such node").item.json.x : "the second";
		})() }}`,
		requestOptions: { batching: { batch: { batchSize: 1, batchInterval: 500 } } },
	};
	const items = [{ row: 0 }, { row: 1 }];
	const running = bench.edit(parameters, {
		items,
		node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
	});
	await bench.taskId();
	bench.simulator.settings.outcome = 'completed';
	const failed = await running;
	const bought = bench.submits.length;
	expect(failed.error?.message).toContain('HTTP 402');
	await delay(6000);

	const { items: edited } = await bench.retry(failed, parameters, { items });
	expect(edited.map(({ json }) => json.status)).toEqual(['completed', 'completed']);
	expect(bench.submits).toHaveLength(bought);
});
