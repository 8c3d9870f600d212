import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { timeLimitsOfBuiltNode } from '../support/builtNode.mts';
import { ModelStudio } from '../support/modelStudio.mts';
import { Workbench } from '../support/workbench.mts';

/** What the limits count in corners: what an earlier version of the node began, and what has ended. */
let bench: Workbench;
let studio: ModelStudio;
beforeAll(async () => {
	bench = await Workbench.start();
	studio = new ModelStudio(bench);
	timeLimitsOfBuiltNode().listLag = 200;
});
beforeEach(() => bench.reset({ taskTimeMs: 100, unlimitedQuota: true }));
afterAll(async () => await bench.close());

const goesOn = { onError: 'continueRegularOutput' } as const;
const billed = () => bench.simulator.ledger.billed;
const status = (code: number) => ({ kind: 'status', status: code }) as const;

test('a lost submit that an earlier version has not counted makes no room for another edit', async () => {
	const limited = (editLimit: number): INodeParameters => ({
		prompt: '={{ $json.prompt }}',
		waitForCompletion: false,
		options: { editLimit, timeout: 0.1 },
	});
	bench.simulator.addFault({ on: 'list', times: Infinity, action: status(500) });
	studio.loseOnTheWay();
	const failed = await studio.edit(limited(2), {
		items: [{ prompt: 'lost' }, { prompt: 'new' }],
		node: { executeOnce: true },
	});
	expect(failed.error?.message).toContain('answer to the submit was lost');
	const { contextData, nodeExecutionStack } = failed.run.data.executionData!;
	for (const context of Object.values(contextData)) delete (context as IDataObject).spent;
	expect(nodeExecutionStack[0].data.main[0]).toHaveLength(2);

	bench.simulator.clearFaults();
	const { error } = await studio.retry(failed, limited(1));
	expect(error?.message).toContain('Edit Limit is 1. Nothing more was bought');
	expect(billed()).toBe(1);
});

describe('with a pause between batches', () => {
	/** Each edit may cost 1.80 USD. */
	const inBatches = (options: INodeParameters): INodeParameters => ({
		waitForCompletion: false,
		options,
		requestOptions: { batching: { batch: { batchSize: 1, batchInterval: 6_000 } } },
	});
	const options = () => ({
		items: [{}, {}],
		credential: { ...bench.credential, price1080p: 0.15 },
	});

	test('an edit that the service has refused takes nothing from those after it', async () => {
		bench.simulator.addFault({ on: 'submit', action: status(400) });
		const { items } = await bench.edit(inBatches({ costLimit: 2 }), { ...options(), node: goesOn });
		expect(items.map(({ json }) => json.status ?? json.error)).toEqual([
			expect.stringContaining('HTTP 400'),
			'submitted',
		]);
		expect(billed()).toBe(1);
	});

	test('a refusal in the middle names what was bought, in clean sentences', async () => {
		const { error } = await bench.edit(inBatches({ costLimit: 2 }), options());
		expect(error?.message).toMatch(/Nothing more was bought\. Tasks of this run: /);
		expect(billed()).toBe(1);
	});
});

test('a balance that is used up is no wrong key, also where the service says so with HTTP 200', async () => {
	const body = { success: false, message: 'Insufficient balance' };
	bench.simulator.addFault({ on: 'balance', times: Infinity, action: { kind: 'json', body } });
	const credential = { ...bench.credential, price1080p: 0.15 };
	const estimated = await bench.edit({ operation: 'estimateEdit' }, { credential });
	expect(estimated.items[0].json).toMatchObject({ estimatedCost: 0.9, balance: 0 });
	const { error } = await bench.edit({}, { credential, items: [{}, {}] });
	expect(error?.message).toContain('but the balance at the service is $0.00');
	expect(bench.submits).toEqual([]);
});
