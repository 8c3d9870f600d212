import { setTimeout as delay } from 'node:timers/promises';

import type { IBinaryData, INodeParameters } from 'n8n-workflow';

import { startSimulator, type SimulatedTask, type Simulator } from '../../../simulator/index.mts';
import { isLogged } from '../loggedTasks.mts';
import { isWholeVideo, paidOfPieces, PIECES, storeLongVideo } from '../pieces.mts';
import { outcomeOf, type EditOptions, type Outcome, type Workbench } from '../workbench.mts';
import type { ModelStudioStory } from './modelStudioStories.mts';
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

const NEVER_MS = 3_600_000;
/** How often a person presses "Retry" when it is not clear whose a task is. */
const MOST_MOMENTS = 4;
const MOMENT_MS = 1_000;

type PiecesStory = Story & Partial<ModelStudioStory>;

/** A video that is edited in four pieces, and the account that they are bought with. */
interface Life {
	bench: Workbench;
	simulator: Simulator;
	mark: string;
	story: PiecesStory;
	parameters: INodeParameters;
	options: EditOptions;
}

/** How a story of a video in pieces ended. */
export interface PiecesEnding extends Ending {
	/** Whether there is a joined video; otherwise the messages have led to each piece that is paid. */
	isJoined: boolean;
}

/**
 * Lets videos in pieces live side by side, each with an account of its own, and gives their endings in order.
 *
 * @throws when a promise of the node is broken
 */
export async function liveAllInPieces(
	bench: Workbench,
	apiStyle: 'apimart' | 'modelStudio',
	all: PiecesStory[],
	{ atOnce }: { atOnce: number },
): Promise<PiecesEnding[]> {
	const file = await storeLongVideo(bench.engine);
	const endings: PiecesEnding[] = [];
	await liveSideBySide(all, { atOnce }, async (mark, story) => {
		const service = { taskTimeMs: 200, balanceUsd: 1e9, ...story.service };
		const simulator = await startSimulator(service);
		try {
			const ending = await live(lifeOf({ bench, simulator, mark, story }, apiStyle, file));
			endings[all.indexOf(story)] = ending;
			return ending;
		} finally {
			await simulator.close();
		}
	});
	return endings;
}

function lifeOf(
	about: Pick<Life, 'bench' | 'simulator' | 'mark' | 'story'>,
	apiStyle: string,
	file: IBinaryData,
): Life {
	const { simulator, mark, story } = about;
	const { url: baseUrl, apiKey } = simulator;
	return {
		...about,
		parameters: {
			prompt: mark,
			videoSource: 'binary',
			binaryPropertyName: 'data',
			options: { longVideos: 'pieces' },
		},
		options: {
			credential: { service: 'custom', baseUrl, apiKey, apiStyle },
			files: [{ data: file }],
			node: {
				retryOnFail: story.retryOnFail,
				maxTries: 3,
				waitBetweenTries: 1,
				onError: story.continues ? 'continueRegularOutput' : undefined,
			},
		},
	};
}

/** Lets four pieces walk through the faults of a story, and then does what a person would do who reads the messages. */
async function live(life: Life): Promise<PiecesEnding> {
	const { bench, simulator, story, parameters, options } = life;
	const { submit, question, download, list, policy, upload, cancel } = story;
	const faults = { submit, task: question, result: download, list, policy, upload, cancel };
	for (const [on, some = []] of Object.entries(faults)) {
		for (const fault of some) simulator.addFault({ on: on as keyof typeof faults, ...fault });
	}
	letTasksFail(simulator, story.failingTasks);

	const execution = bench.begin(bench.submitParameters(parameters), options);
	const ended = outcomeOf(execution);
	let outcome = await Promise.race([
		ended,
		delay(story.stopAfterMs ?? NEVER_MS, undefined, { ref: false }),
	]);
	if (outcome === undefined) {
		outcome = await stop(life, execution, ended);
		return await withoutRetry(life, outcome);
	}
	return await retried(life, outcome);
}

/** Lets so many tasks fail, the first ones. */
function letTasksFail(simulator: Simulator, times: number): void {
	const { settings } = simulator;
	let left = times;
	if (left > 0) settings.outcome = 'failed';
	simulator.onEvent(({ kind }) => {
		if (kind === 'submitted' && --left === 0) settings.outcome = 'completed';
	});
}

async function stop(
	life: Life,
	execution: { stop(): void },
	ended: Promise<Outcome>,
): Promise<Outcome> {
	const requests = () =>
		life.simulator.requests.filter(
			({ headers }) => headers['user-agent'] !== 'wan-videoedit-simulator',
		).length;
	const atMs = Date.now();
	execution.stop();
	const outcome = await ended;
	check(Date.now() - atMs < STOPS_WITHIN_MS, 'Stop ends the execution', life, outcome);
	const isQuiet = await getsQuiet(requests);
	check(isQuiet, 'nothing is requested after Stop', life, outcome);
	return outcome;
}

/** Nobody but a person can tell, or the service later, what became of a submit. */
const IS_UNCLEAR = /does not tell (whether|before|what)|may be (this|another)/;

const isPaid = ({ state }: SimulatedTask) => state === 'running' || state === 'completed';
const paidOf = ({ simulator }: Life) => [...simulator.tasks.values()].filter(isPaid);

/** What leads to a task without an ID. */
const LEADS = /The edit was submitted at|The Idempotency Key of this edit is/g;

/** No message holds the key, and each leads to all that is paid: by its task, or by what the log or the service tells. */
async function checkMessage(life: Life, outcome: Outcome): Promise<void> {
	const { simulator } = life;
	check(!JSON.stringify(outcome.run.data).includes(simulator.apiKey), 'no key', life, outcome);
	const message = messageOf(outcome);
	const isNamed = ({ id }: SimulatedTask) => message.includes(id) || isLogged(id);
	const unnamed = paidOf(life).filter((task) => !isNamed(task));
	const leads = message.match(LEADS) ?? [];
	const isLed = unnamed.length <= leads.length;
	check(isLed, `every message leads to what is paid (${unnamed.length})`, life, outcome);
	await onceEach(life, outcome);
}

/** Presses "Retry" as long as the messages ask for it. */
async function retried(life: Life, first: Outcome): Promise<PiecesEnding> {
	const { bench, parameters, options } = life;
	let outcome = first;
	let moments = 0;
	for (let rescues = 0; messageOf(outcome) !== '' && rescues < MOST_RESCUES; rescues++) {
		await checkMessage(life, outcome);
		if (outcome.error === undefined) return await withoutRetry(life, outcome);
		if (IS_UNCLEAR.test(messageOf(outcome))) {
			if (++moments > MOST_MOMENTS) return await withoutRetry(life, outcome);
			await delay(MOMENT_MS);
		}
		outcome = await bench.retry(outcome, parameters, options);
	}
	return await joinedBy(life, outcome);
}

/** A stopped execution cannot be retried, nor can a green one: the pieces are fetched, or edited if none is bought. */
async function withoutRetry(life: Life, outcome: Outcome): Promise<PiecesEnding> {
	if (messageOf(outcome) === '') return await joinedBy(life, outcome);
	await checkMessage(life, outcome);
	life.simulator.clearFaults();
	life.simulator.settings.outcome = 'completed';
	if (paidOf(life).length > 0) return await endingOf(life, outcome, false);
	const { bench, parameters, options } = life;
	// A task may have failed since the Stop: the edit that goes on with it says so.
	return await retried(life, await bench.edit(parameters, options));
}

async function joinedBy(life: Life, outcome: Outcome): Promise<PiecesEnding> {
	const video = outcome.items[0]?.binary?.data;
	check(video !== undefined, 'no video is lost', life, outcome);
	const isWhole = await isWholeVideo(await life.bench.readFile(outcome.items[0]));
	check(isWhole, 'all pictures are there in their order', life, outcome);
	const ending = await endingOf(life, outcome, true);
	check(ending.paid === PIECES, 'four pieces are paid', life, outcome);
	return ending;
}

/** Once all tasks have ended, it is known what they were made of. */
async function onceEach(life: Life, outcome: Outcome): Promise<void> {
	const tasks = [...life.simulator.tasks.values()];
	while (tasks.some(({ state, sourceHash }) => state === 'running' && !sourceHash)) await delay(50);
	const isOnce = paidOfPieces(tasks).every((paid) => paid === 1);
	check(isOnce, 'no piece is paid twice', life, outcome);
}

async function endingOf(life: Life, outcome: Outcome, isJoined: boolean): Promise<PiecesEnding> {
	await onceEach(life, outcome);
	const { tasks, requests } = life.simulator;
	return { tasks: tasks.size, paid: paidOf(life).length, requests: requests.length, isJoined };
}
