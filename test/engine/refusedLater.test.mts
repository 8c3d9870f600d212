import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';

import { Workbench } from '../support/workbench.mts';

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
beforeEach(() => bench.reset());
afterAll(async () => await bench.close());

test('an item that is refused at a later attempt is named with the task that an earlier one bought', async () => {
	const items = { items: [{ row: 0 }, { row: 1 }] };
	const prompt = '={{ "Edit of row " + $json.row }}';
	bench.simulator.addFault({ on: 'task', times: 2, action: { kind: 'status', status: 402 } });
	const failed = await bench.edit({ prompt }, items);
	expect(bench.simulator.ledger.billed).toBe(2);
	const ofRow1 = [...bench.simulator.tasks].find(
		([, { body }]) => body.prompt === 'Edit of row 1',
	)![0];

	const duration = '={{ $json.row === 1 ? 11 : 5 }}';
	const { error } = await bench.retry(failed, { prompt, duration }, items);
	expect(error?.message).toContain(
		`item 1 (counted from 0) cannot be edited: Task ${ofRow1} was submitted by an earlier attempt`,
	);
	expect(error?.message).toContain('Duration (Seconds) must be');
	expect(bench.simulator.ledger.billed).toBe(2);
});
