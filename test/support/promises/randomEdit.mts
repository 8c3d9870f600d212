import { setTimeout as delay } from 'node:timers/promises';

import type { INodeParameters } from 'n8n-workflow';

import { outcomeOf, type Outcome, type Workbench } from '../workbench.mts';
import { status } from './faultsOfAnyService.mts';
import {
	check,
	getsQuiet,
	liveSideBySide,
	messageOf,
	MOST_RESCUES,
	STOPS_WITHIN_MS,
	type Ending,
} from './promise.mts';
import type { Story } from './stories.mts';
import { TrafficByPrompt } from './traffic.mts';

const NEVER_MS = 3_600_000;

/**
 * Lets one edit walk through its faults, and then does what a person would do who reads the messages:
 * "Retry" in the executions list, Get Task with the ID, or the same edit with the Idempotency Key.
 *
 * @param mark tells this edit from all others at the same simulator
 * @throws when a promise of the node is broken
 */
async function live(
	bench: Workbench,
	traffic: TrafficByPrompt,
	mark: string,
	story: Story,
): Promise<Ending> {
	const { simulator } = bench;
	for (const [on, faults] of [
		['submit', story.submit],
		['task', story.question],
		['result', story.download],
	] as const) {
		for (const fault of faults) simulator.addFault({ on, mark, ...fault });
	}
	const times = story.failingTasks;
	if (times > 0) simulator.addFault({ on: 'source', mark, times, action: status(404) });

	const parameters = {
		prompt: mark,
		videoUrl: `${simulator.sampleUrl}?mark=${encodeURIComponent(mark)}`,
	};
	const node = {
		retryOnFail: story.retryOnFail,
		maxTries: 3,
		waitBetweenTries: 1,
		onError: story.continues ? ('continueRegularOutput' as const) : undefined,
	};
	const execution = bench.begin(bench.submitParameters(parameters), { node });
	const ended = outcomeOf(execution);
	const checks = { bench, traffic, mark, story };

	let outcome = await Promise.race([
		ended,
		delay(story.stopAfterMs ?? NEVER_MS, undefined, { ref: false }),
	]);
	let edit: INodeParameters = parameters;
	if (outcome === undefined) {
		const atMs = Date.now();
		execution.stop();
		outcome = await ended;
		check(Date.now() - atMs < STOPS_WITHIN_MS, 'Stop ends the execution', checks, outcome);
		const isQuiet = await getsQuiet(() => traffic.of(mark).requests.length);
		check(isQuiet, 'nothing is requested after Stop', checks, outcome);
		({ outcome, edit } = await withoutRetry(bench, parameters, edit, outcome));
	}
	for (let rescues = 0; messageOf(outcome) !== '' && rescues < MOST_RESCUES; rescues++) {
		checkMessage(checks, outcome);
		if (outcome.error) {
			if (outcome.error.description?.includes('with another Idempotency Key')) edit = parameters;
			outcome = await bench.retry(outcome, edit, { node });
		} else ({ outcome, edit } = await withoutRetry(bench, parameters, edit, outcome));
	}
	checkMessage(checks, outcome);

	const tasks = traffic.of(mark).tasks;
	const paid = tasks.filter(({ state }) => state !== 'failed').length;
	check(paid <= 1, 'nothing is paid twice', checks, outcome);
	const video = outcome.items[0]?.binary?.data;
	check(video?.mimeType === 'video/mp4', 'no video is lost', checks, outcome);
	return { tasks: tasks.length, paid, requests: traffic.of(mark).requests.length };
}

/** A stopped execution cannot be retried, nor can a green one: the message says how to go on. */
async function withoutRetry(
	bench: Workbench,
	parameters: INodeParameters,
	latest: INodeParameters,
	failed: Outcome,
): Promise<{ outcome: Outcome; edit: INodeParameters }> {
	const message = messageOf(failed);
	const [taskId] = /task_\w+/.exec(message) ?? [];
	const [, idempotencyKey] = /The Idempotency Key of this edit is (\S+)/.exec(message) ?? [];
	if (message === '') return { outcome: failed, edit: parameters };
	for (let tries = 0; taskId !== undefined && tries < MOST_RESCUES; tries++) {
		const options = { pollInterval: 1 };
		const outcome = await bench.getTask({ taskId, waitForCompletion: true, options });
		if (!outcome.error) return { outcome, edit: parameters };
		if (/^The edit (failed|was cancelled)/.test(outcome.error.message)) break;
	}
	// Whoever has been given a key keeps to it, until its task has failed.
	const known = taskId === undefined ? latest : parameters;
	const edit = idempotencyKey ? { ...parameters, options: { idempotencyKey } } : known;
	return { outcome: await bench.edit(edit), edit };
}

interface Checks {
	bench: Workbench;
	traffic: TrafficByPrompt;
	mark: string;
	story: Story;
}

/** No message holds the key, and once the node knew a task, every message names one. */
function checkMessage(checks: Checks, outcome: Outcome): void {
	const { bench, traffic, mark } = checks;
	const { run } = outcome;
	const message = messageOf(outcome);
	check(!JSON.stringify(run.data).includes(bench.simulator.apiKey), 'no key', checks, outcome);
	if (message === '') return;
	const { requests, tasks } = traffic.of(mark);
	const checked = tasks.filter(({ id }) => requests.some(({ path }) => path.endsWith(`/${id}`)));
	const isDue = checked.some(({ state }) => state !== 'failed');
	const names = tasks.some(({ id }) => message.includes(id));
	check(!isDue || names, 'every message after the submit names the task', checks, outcome);
}

/** Lets edits live side by side at the simulator of a bench, and gives their endings in order. */
export async function liveAll(
	bench: Workbench,
	all: Story[],
	{ atOnce }: { atOnce: number },
): Promise<Ending[]> {
	const traffic = new TrafficByPrompt(bench.simulator);
	return await liveSideBySide(
		all,
		{ atOnce },
		async (mark, story) => await live(bench, traffic, mark, story),
	);
}
