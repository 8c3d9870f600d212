import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';

import { Workbench } from '../support/workbench.mts';

let bench: Workbench;
beforeAll(async () => {
	bench = await Workbench.start();
});
beforeEach(() => bench.reset({ taskTimeMs: 600_000 }));
afterAll(async () => await bench.close());

/** A pause between batches, long beside all else. */
const PAUSE_MS = 8_000;

test('Stop in the pause between two batches ends the run when the pause is over, and nothing is asked or bought after it', async () => {
	const batch = { batchSize: 1, batchInterval: PAUSE_MS };
	const execution = bench.begin(
		bench.submitParameters({ requestOptions: { batching: { batch } } }),
		{ items: [{}, {}] },
	);
	const begunMs = performance.now();
	while (bench.questions.length === 0) await delay(20);
	execution.stop();
	await delay(300);
	const requests = bench.simulator.requests.length;
	await execution.ended;
	// n8n itself waits, and looks at the signal of Stop neither in its pause nor after it.
	expect(performance.now() - begunMs).toBeGreaterThan(0.9 * PAUSE_MS);
	await delay(1_500);
	expect(bench.simulator.requests).toHaveLength(requests);
});
