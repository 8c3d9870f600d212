import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';

import { timeLimitsOfBuiltNode } from '../support/builtNode.mts';
import { ModelStudio } from '../support/modelStudio.mts';
import { Workbench } from '../support/workbench.mts';

/**
 * At Model Studio the answer to a submit is lost, and its task fails: the list does not tell whose a failed task was. It
 * counts for Edit Limit all the same.
 */
let bench: Workbench;
let modelStudio: ModelStudio;
beforeAll(async () => {
	bench = await Workbench.start({ taskTimeMs: 100 });
	modelStudio = new ModelStudio(bench);
	timeLimitsOfBuiltNode().listLag = 1_000;
});
beforeEach(() => {
	bench.reset({ outcome: 'failed' });
	bench.simulator.onEvent(({ kind }) => {
		if (kind === 'failed') bench.simulator.settings.outcome = 'completed';
	});
	modelStudio.lose();
});
afterAll(async () => await bench.close());

test('a failed edit whose answer was lost counts', async () => {
	const { error } = await modelStudio.edit({ options: { editLimit: 1 } });
	expect(bench.simulator.ledger).toMatchObject({ billed: 1, refunded: 1 });
	expect(error?.message).toBe(
		'After 1 edit in this execution, this run would buy 1 more edit, but Edit Limit is 1. Nothing more was bought.',
	);
});

test('it counts once, and costs nothing', async () => {
	const credential = { ...modelStudio.credential, price1080p: 0.1 };
	const options = { editLimit: 2, costLimit: 1.2 };
	const { error, items } = await modelStudio.edit({ options }, { credential });
	expect(error).toBeUndefined();
	expect(items[0].json.status).toBe('SUCCEEDED');
	expect(bench.simulator.ledger).toMatchObject({ billed: 2, refunded: 1 });
});
