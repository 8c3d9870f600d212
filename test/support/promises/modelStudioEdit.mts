import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

import type { IBinaryData, INode, INodeParameters } from 'n8n-workflow';

import { startSimulator, type SimulatedTask, type Simulator } from '../../../simulator/index.mts';
import { SAMPLE_PATH } from '../media.mts';
import { outcomeOf, type EditOptions, type Outcome, type Workbench } from '../workbench.mts';
import {
	check,
	getsQuiet,
	liveSideBySide,
	messageOf,
	MOST_RESCUES,
	STOPS_WITHIN_MS,
	type Ending,
} from './promise.mts';
import type { Foreign, ModelStudioStory } from './modelStudioStories.mts';

const NEVER_MS = 3_600_000;
/** How long a person waits before "Retry" when it is not clear whose a task is, and how often. */
const MOMENT_MS = 1_000;
const MOST_MOMENTS = 4;

const TASK_ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** One edit, and the account that it is bought with. */
interface Life {
	bench: Workbench;
	simulator: Simulator;
	mark: string;
	story: ModelStudioStory;
	parameters: INodeParameters;
	options: EditOptions & { node: Partial<INode> };
	/** The task that a message has named as the edit's own. */
	named?: string;
}

/** Lets edits live side by side, each with an account of its own, and gives their endings in order. */
export async function liveAllAtModelStudio(
	bench: Workbench,
	all: ModelStudioStory[],
	{ atOnce }: { atOnce: number },
): Promise<Ending[]> {
	const content = await readFile(SAMPLE_PATH);
	return await liveSideBySide(all, { atOnce }, async (mark, story) => {
		const simulator = await startSimulator({ taskTimeMs: 200, balanceUsd: 1e9, ...story.service });
		try {
			const about = { content, fileName: 'clip.mp4', mimeType: 'video/mp4' };
			const file = story.hasFile ? await bench.engine.storeFile(about) : undefined;
			return await live(lifeOf(bench, simulator, mark, story, file));
		} finally {
			await simulator.close();
		}
	});
}

function lifeOf(
	bench: Workbench,
	simulator: Simulator,
	mark: string,
	story: ModelStudioStory,
	file?: IBinaryData,
): Life {
	const { url: baseUrl, apiKey } = simulator;
	const parameters = {
		prompt: mark,
		...(file
			? { videoSource: 'binary', binaryPropertyName: 'data' }
			: { videoUrl: simulator.sampleUrl }),
	};
	const options = {
		credential: { service: 'custom', baseUrl, apiKey, apiStyle: 'modelStudio' },
		...(file && { files: [{ data: file }] }),
		node: {
			retryOnFail: story.retryOnFail,
			maxTries: 3,
			waitBetweenTries: 1,
			onError: story.continues ? ('continueRegularOutput' as const) : undefined,
		},
	};
	return { bench, simulator, mark, story, parameters, options };
}

/**
 * Lets one edit walk through its faults, and then does what a person would do who reads the messages: "Retry" in the
 * executions list, Get Task with the ID, or a look into the service's own list of tasks.
 *
 * @throws when a promise of the node is broken
 */
async function live(life: Life): Promise<Ending> {
	const { bench, simulator, story, parameters, options } = life;
	for (const on of ['submit', 'list', 'policy', 'upload', 'cancel'] as const) {
		for (const fault of story[on]) simulator.addFault({ on, ...fault });
	}
	for (const fault of story.question) simulator.addFault({ on: 'task', ...fault });
	for (const fault of story.download) simulator.addFault({ on: 'result', ...fault });
	letTasksFail(simulator, story.failingTasks);

	const execution = bench.begin(bench.submitParameters(parameters), options);
	const ended = outcomeOf(execution);
	for (const foreign of story.foreign) void addLater(life, foreign);

	let outcome = await Promise.race([
		ended,
		delay(story.stopAfterMs ?? NEVER_MS, undefined, { ref: false }),
	]);
	if (outcome === undefined) outcome = await goOnWithout(life, await stop(life, execution, ended));
	let moments = 0;
	for (let rescues = 0; messageOf(outcome) !== '' && rescues < MOST_RESCUES; rescues++) {
		checkMessage(life, outcome);
		const isUnclear = isLeftToPeople(outcome);
		if (isUnclear) await delay(MOMENT_MS);
		const isForPeople = isUnclear && ++moments > MOST_MOMENTS;
		if (outcome.error === undefined) outcome = await goOnWithout(life, outcome);
		else if (isForPeople) outcome = await lookUp(life);
		else outcome = await bench.retry(outcome, parameters, options);
	}
	checkMessage(life, outcome);
	return endingOf(life, outcome);
}

/** Lets so many of the edit's own tasks fail before one succeeds. */
function letTasksFail(simulator: Simulator, times: number): void {
	const { settings, tasks } = simulator;
	let left = times;
	if (left > 0) settings.outcome = 'failed';
	simulator.onEvent(({ kind, taskId }) => {
		if (kind !== 'submitted' || tasks.get(taskId)?.isForeign) return;
		left -= 1;
		if (left === 0) settings.outcome = 'completed';
	});
}

async function addLater({ simulator, mark }: Life, { afterMs, ...task }: Foreign): Promise<void> {
	await delay(afterMs);
	const { settings } = simulator;
	const { outcome } = settings;
	settings.outcome = task.fails ? 'failed' : 'completed';
	simulator.addForeignTask({ prompt: `not ${mark}`, taskTimeMs: task.taskTimeMs });
	settings.outcome = outcome;
}

/** Presses Stop: the execution ends, and at most one cancel follows, unless what became of it is not clear. */
async function stop(
	life: Life,
	execution: { stop(): void },
	ended: Promise<Outcome>,
): Promise<Outcome> {
	const { simulator } = life;
	const atMs = Date.now();
	execution.stop();
	const outcome = await ended;
	check(Date.now() - atMs < STOPS_WITHIN_MS, 'Stop ends the execution', life, outcome);
	const isQuiet = await getsQuiet(() => requestsOf(simulator).length);
	check(isQuiet, 'nothing is requested after Stop', life, outcome);
	const cancels = requestsOf(simulator).filter(({ path }) => path.endsWith('/cancel'));
	const isClear = life.story.cancel.length === 0;
	check(!isClear || cancels.length <= 1, 'Stop cancels once', life, outcome);
	return outcome;
}

/** The requests of the node. */
const requestsOf = ({ requests }: Simulator) =>
	requests.filter(({ headers }) => headers['user-agent'] !== 'wan-videoedit-simulator');

/** The edit's own tasks that are paid, or may be in the end. */
const paidOf = ({ simulator }: Life): SimulatedTask[] =>
	[...simulator.tasks.values()].filter(
		({ isForeign, state }) => !isForeign && ['running', 'completed'].includes(state),
	);

/** A stopped execution cannot be retried, nor can a green one: Get Task with the ID, a look into the list, or once more. */
async function goOnWithout(life: Life, failed: Outcome): Promise<Outcome> {
	const message = messageOf(failed);
	if (message === '') return failed;
	checkMessage(life, failed);
	const [taskId, ...others] = message.match(TASK_ID) ?? [];
	const isClear = taskId !== undefined && others.length === 0 && !isLeftToPeople(failed);
	return isClear ? await getOrEdit(life, taskId) : await lookUp(life);
}

/** Whether the message names tasks of which nobody but a person, or the service later, can tell whose they are. */
const isLeftToPeople = (outcome: Outcome) =>
	/does not tell (whether|before)|may be (this|another)/.test(messageOf(outcome));

/** Looks for the edit in the service's own list of tasks, where a person sees the videos. */
async function lookUp(life: Life): Promise<Outcome> {
	const [paid] = paidOf(life);
	return await getOrEdit(life, paid?.id);
}

/** Gets a task; unless there is none or it has failed, when the edit is bought with another execution. */
async function getOrEdit({ bench, parameters, options }: Life, taskId?: string): Promise<Outcome> {
	const wait = { waitForCompletion: true, options: { pollInterval: 1 } };
	const { credential } = options;
	for (let tries = 0; taskId !== undefined && tries < MOST_RESCUES; tries++) {
		const outcome = await bench.getTask({ taskId, ...wait }, { credential });
		if (!outcome.error) return outcome;
		if (/^The edit (failed|was cancelled)/.test(outcome.error.message)) break;
	}
	return await bench.edit(parameters, options);
}

/** No message holds the key; each one names the task or tells when it was submitted, and a task that was named stays so. */
function checkMessage(life: Life, outcome: Outcome): void {
	const { simulator } = life;
	const message = messageOf(outcome);
	check(!JSON.stringify(outcome.run.data).includes(simulator.apiKey), 'no key', life, outcome);
	if (message === '') return;
	const names: string[] = message.match(TASK_ID) ?? [];
	const paid = paidOf(life);
	const isLead = /The edit was submitted at \S/.test(message);
	const isNamed = paid.some(({ id }) => names.includes(id));
	check(paid.length === 0 || isLead || isNamed, 'every message leads to the task', life, outcome);
	const stillPaid = paid.find(({ id }) => id === life.named);
	check(!stillPaid || isNamed, 'a task that was named stays named', life, outcome);
	if (names.length === 1 && isNamed) [life.named] = names;
}

function endingOf(life: Life, outcome: Outcome): Ending {
	const { simulator } = life;
	const tasks = [...simulator.tasks.values()].filter(({ isForeign }) => !isForeign);
	const paid = paidOf(life);
	check(paid.length <= 1, 'nothing is paid twice', life, outcome);
	const [item] = outcome.items;
	const video = item?.binary?.data;
	check(video?.mimeType === 'video/mp4', 'no video is lost', life, outcome);
	check(item.json.taskId === paid[0]?.id, "the video is the edit's own", life, outcome);
	const others = [...simulator.tasks.values()].filter(({ isForeign }) => isForeign);
	const isTouched = others.some(({ state }) => state === 'cancelled');
	check(!isTouched, "nobody else's task is cancelled", life, outcome);
	return { tasks: tasks.length, paid: paid.length, requests: requestsOf(simulator).length };
}
