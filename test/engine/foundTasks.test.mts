import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';

import type { SimulatedTask } from '../../simulator/index.mts';
import { timeLimitsOfBuiltNode } from '../support/builtNode.mts';
import { NEVER_MS } from '../support/endlessTasks.mts';
import { ModelStudio } from '../support/modelStudio.mts';
import { outcomeOf, Workbench } from '../support/workbench.mts';

/** A task that was only found in Model Studio's list may be another program's, as long as it has not ended. */
let bench: Workbench;
let studio: ModelStudio;
beforeAll(async () => {
	bench = await Workbench.start();
	studio = new ModelStudio(bench);
	timeLimitsOfBuiltNode().listLag = 5_000;
});
beforeEach(() => {
	// A task is listed only when a slow computer has long looked for it.
	bench.reset({ listLagMs: 40_000, taskTimeMs: 200 });
	prompt = `Make it snow, ${randomUUID()}`;
});
afterAll(async () => await bench.close());

/** Edits with the same prompt could not be told apart. */
let prompt = '';

/** A task of another program that is listed when the edit's own is not. */
function addListedTask(taskTimeMs = NEVER_MS): SimulatedTask {
	bench.simulator.addFault({ on: 'submit', action: { kind: 'loseAnswer' } });
	const task = bench.simulator.addForeignTask({ prompt: 'Make it rain', taskTimeMs });
	let isListed = false;
	bench.simulator.onEvent(({ kind }) => {
		if (kind !== 'submitted' || isListed) return;
		isListed = true;
		task.acceptedAtMs = Date.now() - bench.simulator.settings.listLagMs;
	});
	return task;
}

test('an edit that does not wait does not hand it on, and brings its own once it is sure', async () => {
	const another = addListedTask(8_000);
	bench.simulator.onEvent(({ kind, taskId }) => {
		if (kind === 'completed' && taskId === another.id) bench.simulator.settings.listLagMs = 0;
	});
	const { items, error } = await studio.edit({ prompt, waitForCompletion: false });
	expect(another.state).toBe('completed');
	expect(error).toBeUndefined();
	expect(bench.simulator.tasks.get(items[0].json.taskId as string)?.body.prompt).toBe(prompt);
	expect(bench.simulator.ledger.billed).toBe(1);
});

test('nor does it when its time is up', async () => {
	const another = addListedTask();
	const options = { timeout: 0.15, onTimeout: 'returnTask' };
	const { items, error } = await studio.edit({ prompt, options });
	expect(items).toEqual([]);
	expect(error?.message).toContain(another.id);
	expect(error?.message).toContain("may be another program's");
});

test('Stop says that it may be another one’s, and leaves it alone', async () => {
	const another = addListedTask();
	const execution = studio.begin({ prompt });
	while (another.polls < 2) await delay(50);
	execution.stop();
	const { error } = await outcomeOf(execution);
	expect(error?.message).toContain(another.id);
	expect(error?.message).toContain("may be another program's. The edit was submitted at");
	// Nobody has tried.
	expect(error?.message).not.toContain('cancelled');
	expect(another.state).toBe('running');
	expect(studio.cancels).toHaveLength(0);
});
