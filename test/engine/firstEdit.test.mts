import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { Workbench } from '../support/workbench.mts';

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
afterAll(async () => await bench.close());

test('a video URL and an instruction give an item with the edited video', async () => {
	const { items, error } = await bench.edit({ prompt: 'Replace the background' });
	console.log(error?.message, error?.description, JSON.stringify(items, null, 1), bench.simulator.requests.map((r) => [r.method, r.path, r.body, r.headers['idempotency-key'], r.headers.authorization]));
	expect(error).toBeUndefined();
});
