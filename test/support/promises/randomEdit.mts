import { setTimeout as delay } from 'node:timers/promises';

import fc from 'fast-check';
import type { INodeParameters } from 'n8n-workflow';

import type { Fault, FaultAction } from '../../../simulator/index.mts';
import { TrafficByPrompt } from './traffic.mts';
import { outcomeOf, type Outcome, type Workbench } from '../workbench.mts';

/** What goes wrong with one edit, in the order in which its requests meet it. */
export interface Story {
	submit: Spoilt[];
	question: Spoilt[];
	download: Spoilt[];
	/** How many tasks fail at the service before one succeeds. */
	failingTasks: number;
	retryOnFail: boolean;
	/** Whether On Error is Continue: a failure is a row, in an execution that nobody can retry. */
	continues: boolean;
	/** When a person presses Stop, in ms after the start. */
	stopAfterMs?: number;
}

type Spoilt = Pick<Fault, 'action' | 'afterHandling'>;

/** How a story ended: with the video, once a person has done what the messages said. */
export interface Ending {
	/** Tasks that the service accepted. */
	tasks: number;
	/** Those of them that are billed and not refunded. */
	paid: number;
	/** Submits, status checks and downloads. */
	requests: number;
}

const status = (code: number, error?: string): FaultAction => ({
	kind: 'status',
	status: code,
	body: error ? { error: { code: error, message: error } } : undefined,
});
const json = (body: unknown): FaultAction => ({ kind: 'json', body });
const statuses = (...codes: number[]) => fc.constantFrom(...codes).map((code) => status(code));

/** Answers that say for sure that the request was not carried out. */
const refusals = statuses(302, 400, 401, 402, 403, 404, 410, 429).map((action) => ({ action }));

/** Faults that may come before the request was carried out or after it. */
const unclear = fc.record<Spoilt>({
	action: fc.oneof(
		statuses(408, 500, 502, 503, 504),
		fc.constantFrom<FaultAction>(
			{ kind: 'html', status: 502 },
			{ kind: 'html', status: 200 },
			{ kind: 'empty', status: 200 },
			{ kind: 'reset' },
			json({ code: 200, data: [] }),
			json({ code: 500, message: 'upstream' }),
			json({ id: 'req-1', error: { message: 'upstream' } }),
			json({ id: 'req-1', status: 'error' }),
			{ kind: 'redirect', to: '/v1/jobs/1', status: 303 },
			json({ filler: 'x'.repeat(1_100_000) }),
		),
	),
	afterHandling: fc.boolean(),
});

/** Faults of the way back: the request was carried out. */
const spoilt = fc
	.oneof(
		fc.constantFrom<FaultAction>(
			{ kind: 'loseAnswer' },
			{ kind: 'truncatedJson' },
			{ kind: 'drip', chunkBytes: 2_000, intervalMs: 20 },
			{ kind: 'stall', ms: 700 },
		),
		fc.integer({ min: 0, max: 200 }).map((bytes): FaultAction => ({ kind: 'short', bytes })),
	)
	.map((action): Spoilt => ({ action }));

const ofSubmit = fc.oneof(
	refusals,
	unclear,
	spoilt,
	fc.constantFrom<Spoilt>(
		{ action: status(409, 'idempotency_in_progress') },
		{ action: status(409, 'idempotency_result_indeterminate'), afterHandling: true },
		{ action: status(503, 'idempotency_unavailable') },
		{ action: status(400, 'get_channel_failed') },
		{ action: status(500, 'get_channel_failed'), afterHandling: true },
		{ action: { kind: 'redirect', to: '/v1/tasks/{taskId}', status: 303 }, afterHandling: true },
		{ action: status(500, 'build_request_failed') },
	),
);

const ofCheck = fc.oneof(
	refusals,
	unclear,
	spoilt,
	fc.constantFrom<Spoilt>(
		{ action: json({ code: 200, data: { id: '{taskId}', status: 'a word nobody knows' } }) },
		{ action: json({ id: '{taskId}', status: 'completed', result: { videos: [] } }) },
		{ action: json({ code: 200, data: { id: 'task_of_another', status: 'failed' } }) },
		{ action: json({ id: 'task_of_another', status: 'completed' }) },
		{ action: json({ code: 200, data: { status: 'error' } }) },
		{ action: json({ code: 200, data: { id: '{taskId}', status: 'not_found' } }) },
		{ action: { kind: 'html', status: 403 } },
		{ action: json({ code: 200, data: null }) },
	),
);

const ofDownload = fc.oneof(
	refusals,
	unclear,
	spoilt,
	fc.constant<Spoilt>({ action: { kind: 'contentType', contentType: 'text/html' } }),
);

/** Faults of a submit after which it is clear what became of it, whoever ignores the Idempotency-Key. */
const clear = fc.oneof(
	refusals,
	fc.constantFrom<Spoilt>(
		{ action: status(503, 'idempotency_unavailable') },
		{ action: { kind: 'stall', ms: 700 } },
		{ action: { kind: 'drip', chunkBytes: 2_000, intervalMs: 20 } },
	),
);

const storiesWith = (submit: fc.Arbitrary<Spoilt>): fc.Arbitrary<Story> =>
	fc.record({
		submit: fc.array(submit, { maxLength: 4 }),
		question: fc.array(ofCheck, { maxLength: 5 }),
		download: fc.array(ofDownload, { maxLength: 7 }),
		failingTasks: fc.oneof({ arbitrary: fc.constant(0), weight: 4 }, fc.constantFrom(1, 2)),
		retryOnFail: fc.boolean(),
		continues: fc.boolean(),
		stopAfterMs: fc.option(fc.integer({ min: 0, max: 4_000 }), { nil: undefined, freq: 4 }),
	});

/** Random sequences of faults, with and without Retry On Fail and Stop. */
export const stories = storiesWith(ofSubmit);

/** The same for a service that ignores the Idempotency-Key: there only a lost submit answer is fatal. */
export const storiesWithoutKeys = storiesWith(clear);

/** Longer than the pause between two status checks. */
const QUIET_MS = 2_500;
/** On a busy computer requests that left before Stop arrive in several of these times. */
const MOST_LATE_TIMES = 4;
const STAGGER_MS = 30;
const NEVER_MS = 3_600_000;
/** More than any story needs to use up its faults. */
const MOST_RESCUES = 25;

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
		check(Date.now() - atMs < 15_000, 'Stop ends the execution', checks, outcome);
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

async function getsQuiet(requests: () => number): Promise<boolean> {
	await delay(QUIET_MS);
	for (let times = 0; times < MOST_LATE_TIMES; times++) {
		const before = requests();
		await delay(QUIET_MS);
		if (requests() === before) return true;
	}
	return false;
}

/** Why an edit failed; '' when it did not. A row says more than the error of an execution that was stopped. */
function messageOf({ error, items: [row] }: Outcome): string {
	if (row === undefined) return error?.message ?? '';
	return (row.json.error as string | undefined) ?? '';
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
		if (outcome.error.message.includes('ended as')) break;
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

/** @throws with the whole story when a promise is broken */
function check(holds: boolean, promise: string, checks: Checks, outcome: Outcome): void {
	if (holds) return;
	const story = JSON.stringify(checks.story).replace(/x{9,}/g, '…');
	throw new Error(
		`Not kept: ${promise}. "${checks.mark}" was ${story} and ended with "${messageOf(outcome)} | ${outcome.error?.description}"`,
	);
}

/** Lets edits live side by side, some at once, and gives their endings in order. */
export async function liveAll(
	bench: Workbench,
	all: Story[],
	{ atOnce }: { atOnce: number },
): Promise<Ending[]> {
	const traffic = new TrafficByPrompt(bench.simulator);
	const endings: Ending[] = [];
	let next = 0;
	const lane = async (_: unknown, number: number) => {
		// All at the same moment would keep each other from being stopped in time.
		await delay(number * STAGGER_MS);
		for (let story = next++; story < all.length; story = next++) {
			endings[story] = await live(bench, traffic, `story ${story}`, all[story]);
		}
	};
	await Promise.all(Array.from({ length: atOnce }, lane));
	return endings;
}
