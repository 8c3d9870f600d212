import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';

import type { ForeignTask } from '../../simulator/index.mts';
import { timeLimitsOfBuiltNode } from '../support/builtNode.mts';
import { finish, NEVER_MS } from '../support/endlessTasks.mts';
import { ModelStudio } from '../support/modelStudio.mts';
import { outcomeOf, Workbench } from '../support/workbench.mts';

/** Another program may use the same account of Model Studio: its tasks stand in the list, too. */
let bench: Workbench;
let studio: ModelStudio;
beforeAll(async () => {
	bench = await Workbench.start();
	studio = new ModelStudio(bench);
	timeLimitsOfBuiltNode().listLag = 1_500;
});
beforeEach(() => bench.reset({ taskTimeMs: 200, origPromptShown: 'succeeded' }));
afterAll(async () => await bench.close());

/** Prompts of their own tell the tests' tasks apart, which the node remembers for a day. */
let edits = 0;
const newPrompt = () => `Make it snow, take ${++edits}`;

const submitLost = async () => {
	while (studio.submits.length === 0) await delay(5);
};

test('its task is not taken for this edit’s: nothing was bought, so the edit is submitted', async () => {
	bench.reset({ taskTimeMs: 600 });
	studio.loseOnTheWay();
	const execution = studio.begin({ prompt: newPrompt() });
	await submitLost();
	const foreign = bench.simulator.addForeignTask({ prompt: 'A dog on the moon' });
	const { items, error } = await outcomeOf(execution);
	expect(error).toBeUndefined();
	expect(items[0].json.taskId).not.toBe(foreign.id);
	expect([studio.submits.length, studio.paid]).toEqual([2, 1]);
	expect(studio.cancels).toEqual([]);
});

test('a task ID is handed on without waiting only when it is sure whose it is', async () => {
	bench.reset({ taskTimeMs: 1_500 });
	const parameters = { waitForCompletion: false };
	studio.loseOnTheWay();
	const execution = studio.begin({ ...parameters, prompt: newPrompt() });
	await submitLost();
	const foreign = bench.simulator.addForeignTask({ prompt: 'A dog on the moon' });
	const { items, error } = await outcomeOf(execution);
	expect(error).toBeUndefined();
	expect(items[0].json.taskId).not.toBe(foreign.id);
	expect(items[0].json.status).toBe('PENDING');
	expect(studio.paid).toBe(1);

	studio.lose();
	const own = await studio.edit({ ...parameters, prompt: newPrompt() });
	expect(own.items[0].json.status).toBe('SUCCEEDED');
	expect(studio.paid).toBe(2);
});

test('a task of the same prompt that was started long after is not taken for this edit’s', async () => {
	const prompt = newPrompt();
	studio.lose();
	bench.simulator.addFault({ on: 'list', action: { kind: 'status', status: 404 } });
	const failed = await studio.edit({ prompt });
	const own = await bench.taskId();
	bench.simulator.addForeignTask({ prompt, atMs: Date.now() + 10 * 60_000 });
	await delay(500);
	const { items, error } = await studio.retry(failed, { prompt });
	expect(error).toBeUndefined();
	expect(items[0].json.taskId).toBe(own);
});

test.each<[string, ForeignTask]>([
	['a video of another length', { sourceSeconds: 9 }],
	['another resolution', { resolution: '720P' }],
])('a task with the same prompt and %s is named, and not passed on', async (_what, unlike) => {
	const prompt = newPrompt();
	studio.loseOnTheWay();
	const execution = studio.begin({ prompt });
	await submitLost();
	const foreign = bench.simulator.addForeignTask({ prompt, ...unlike });
	const { items, error } = await outcomeOf(execution);
	expect(items).toEqual([]);
	expect(error?.message).toContain(foreign.id);
	expect(error?.description).toContain('Get Task');
	expect(studio.paid).toBe(0);
});

test('two tasks that may be this edit’s stop it; when they tell their prompts, Retry goes on', async () => {
	bench.reset({ taskTimeMs: NEVER_MS });
	studio.lose();
	const prompt = newPrompt();
	const execution = studio.begin({ prompt });
	await submitLost();
	const foreign = bench.simulator.addForeignTask({ prompt: 'A dog on the moon' });
	const failed = await outcomeOf(execution);
	const own = [...bench.simulator.tasks.values()].find(({ body }) => body.prompt === prompt)!;
	expect(failed.error?.message).toContain(own.id);
	expect(failed.error?.message).toContain(foreign.id);
	expect(failed.error?.description).toContain('when they have ended');
	finish(bench);
	while ([own, foreign].some(({ state }) => state === 'running')) await delay(20);
	const { items, error } = await studio.retry(failed, { prompt });
	expect(error).toBeUndefined();
	expect(items[0].json.taskId).toBe(own.id);
	expect([studio.submits.length, studio.paid]).toEqual([1, 1]);
});

test('a task whose prompt the service never tells is not passed on', async () => {
	bench.reset({ origPromptShown: 'never' });
	studio.lose();
	const prompt = newPrompt();
	const { error, items } = await studio.edit({ prompt });
	expect(items).toEqual([]);
	expect(error?.message).toContain(await bench.taskId());
	expect(error?.description).toContain('Get Task');
});
