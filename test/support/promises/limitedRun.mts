import { setTimeout as delay } from 'node:timers/promises';

import { createRunExecutionData, type IRun } from 'n8n-workflow';

import type { Engine, Surroundings } from '../../../n8n/engine/engine.mts';
import {
	startSimulator,
	type Simulator,
	type SimulatorSettings,
} from '../../../simulator/index.mts';
import { makeVideo, readMedia } from '../media.mts';
import { editNode, NODE } from '../workbench.mts';
import { isOfLimit, LimitOracle, promptOf, type Pass, type Terms } from './limitOracle.mts';
import { VIDEOS_S, type LimitStory, type Prices } from './limitStories.mts';
import { liveSideBySide, MOST_RESCUES, type Ending } from './promise.mts';

/** What became of a story. */
export interface LimitEnding extends Ending {
	/** How many executions and retries it took. */
	executions: number;
	/** Whether a limit has kept the node from buying something. */
	isRefused: boolean;
	/** Whether all that was wanted is bought. */
	isWhole: boolean;
	/** What the node has done that it must not do, with the story. */
	broken: string[];
}

interface Video {
	name: string;
	bytes: Buffer;
	seconds: number;
}

/** One story while it is lived. */
interface Life {
	engine: Engine;
	simulator: Simulator;
	story: LimitStory;
	oracle: LimitOracle;
	videos: Video[];
}

const LIST_PRICE: Prices = { '720P': 0.1, '1080P': 0.15 };
const TASK_TIME_MS = 100;
const PAUSE_MS = 250;

/** Lets workflows with limits live, some at once, each at a service of its own, and gives their endings in order. */
export async function liveAllLimited(
	engine: Engine,
	all: LimitStory[],
	{ atOnce }: { atOnce: number },
): Promise<LimitEnding[]> {
	const videos = await Promise.all(VIDEOS_S.map(videoOf));
	const endings: LimitEnding[] = [];
	await liveSideBySide([...all.entries()], { atOnce }, async (mark, [index, story]) => {
		const ending = await liveAtOwnService(engine, story, videos);
		const told = JSON.stringify(story);
		const broken = ending.broken.map((what) => `${mark}: ${what}; it was ${told}`);
		return (endings[index] = { ...ending, broken });
	});
	return endings;
}

/** Without sound, so that there is one length. */
async function videoOf(wanted: number): Promise<Video> {
	const bytes = await makeVideo({ seconds: wanted, silent: true });
	const { seconds } = await readMedia(bytes);
	return { name: `${wanted}.mp4`, bytes, seconds: Math.round(seconds * 100) / 100 };
}

async function liveAtOwnService(
	engine: Engine,
	story: LimitStory,
	videos: Video[],
): Promise<LimitEnding> {
	const simulator = await startSimulator({
		taskTimeMs: TASK_TIME_MS,
		balanceUsd: 1e9,
		modelStudioSubmitsPerSecond: 0,
		modelStudioChecksPerSecond: 0,
		modelStudioTasksAtOnce: 0,
		billsSourceSeconds: story.service === 'billsBoth',
		...pricesOf(story, story.servicePart),
	});
	try {
		for (const { name, bytes } of videos) simulator.serveFile(name, bytes, 'video/mp4');
		const oracle = new LimitOracle(
			simulator,
			story,
			videos.map(({ seconds }) => seconds),
		);
		return await live({ engine, simulator, story, oracle, videos });
	} finally {
		await simulator.close();
	}
}

const times = (prices: Prices, part: number): Prices => ({
	'720P': prices['720P'] * part,
	'1080P': prices['1080P'] * part,
});

/** What the service takes for a second: a part of what the credential says. */
function pricesOf({ price = LIST_PRICE }: LimitStory, part: number): Partial<SimulatorSettings> {
	const prices = times(price, part);
	return { pricePerSecondUsd: prices, modelStudioPricePerSecondUsd: prices };
}

/** Lets the service take another price, and let edits fail, when their time has come. */
function followStory({ simulator, story }: Life): void {
	const { settings, tasks } = simulator;
	const { failing, laterPart } = story;
	const outcomeOfNext = () => (failing.includes(tasks.size) ? 'failed' : 'completed');
	settings.outcome = outcomeOfNext();
	simulator.onEvent(({ kind, taskId }) => {
		if (kind !== 'submitted') return;
		settings.outcome = outcomeOfNext();
		const prompt = tasks.get(taskId)!.body.prompt;
		const isLater = laterPart && prompt?.startsWith(`pass ${laterPart.fromPass},`);
		if (isLater) Object.assign(settings, pricesOf(story, laterPart.part));
	});
	for (const fault of story.faults) simulator.addFault(fault);
}

/**
 * Runs the workflow, and does what a person would do who reads the messages: "Retry" in the executions list; when it is a
 * limit, with a higher one, or once with the same.
 */
async function live(life: Life): Promise<LimitEnding> {
	const { engine, simulator, story, oracle } = life;
	followStory(life);
	let terms = firstTerms(life);
	const again = async (run: Pick<IRun, 'data'>) => {
		oracle.begin(terms);
		const { ended } = engine.retry(run as IRun, surroundingsOf(life, terms));
		const result = await ended;
		oracle.judgeEnd(passesOf(result));
		return result;
	};
	let run = await again(notBegun(life));
	let executions = 1;
	let isRefused = isRefusedIn(run);
	for (; errorOf(run) !== '' && executions < MOST_RESCUES; executions++) {
		terms = { ...terms, price: story.price && times(story.price, story.partAtRetry) };
		const isLimit = isOfLimit(errorOf(run));
		if (isLimit && story.raises) terms = { ...terms, ...raised(life) };
		run = await again(run);
		isRefused ||= isRefusedIn(run);
		if (isLimit && isOfLimit(errorOf(run))) break;
	}
	const error = errorOf(run);
	if (error !== '' && !isOfLimit(error)) oracle.broken.push(`it never ends: ${error}`);
	while ([...simulator.tasks.values()].some(({ state }) => state === 'running')) await delay(20);
	oracle.judgeBill();
	const isWhole = story.passes.every((items, pass) =>
		items.every((_, item) => oracle.isBought(pass, item)),
	);
	const mustBeWhole = error === '' && !story.continues && story.failing.length === 0;
	if (mustBeWhole && !isWhole) oracle.broken.push('an edit is missing');
	const { billed, refunded } = simulator.ledger;
	return {
		tasks: billed,
		paid: billed - refunded,
		requests: simulator.requests.length,
		executions,
		isRefused,
		isWhole,
		broken: oracle.broken,
	};
}

/** Without a price nobody knows what all costs; then any limit is too low. */
function firstTerms({ story, oracle }: Life): Terms {
	const { passes, editLimit, costLimit, price } = story;
	const all = oracle.costAtMost(price ?? LIST_PRICE);
	return {
		editLimit:
			editLimit === undefined
				? Infinity
				: Math.max(1, Math.floor(editLimit * passes.flat().length)),
		costLimit: costLimit === undefined ? Infinity : Math.round(costLimit * all * 10_000) / 10_000,
		price,
	};
}

/** High enough for whatever fails; where no price is known, there must be none. */
function raised({ story, oracle }: Life): Pick<Terms, 'editLimit' | 'costLimit'> {
	const { passes, price, failing } = story;
	return {
		editLimit: passes.flat().length + failing.length,
		costLimit: price ? 20 * oracle.costAtMost(price) : Infinity,
	};
}

/** The passes of a loop as they lie before the node, which n8n runs one after the other. */
function notBegun(life: Life): Pick<IRun, 'data'> {
	const { simulator, story, videos } = life;
	const [node] = surroundingsOf(life, firstTerms(life)).workflow.nodes;
	const nodeExecutionStack = story.passes.map((edits, pass) => {
		const items = edits.map(({ video, ...rest }, item) => ({
			json: {
				...rest,
				prompt: promptOf(pass, item),
				video: `${simulator.filesUrl}/test-files/${videos[video].name}`,
			},
			pairedItem: { item },
		}));
		return { node, data: { main: [items] }, source: null };
	});
	return { data: createRunExecutionData({ executionData: { nodeExecutionStack } }) };
}

const orNone = (limit: number) => (limit === Infinity ? 0 : limit);

function surroundingsOf({ simulator, story }: Life, terms: Terms): Surroundings {
	const { url: baseUrl, apiKey } = simulator;
	const { checksSource, batchSize, waits, continues, retryOnFail } = story;
	const apiStyle = story.service === 'modelStudio' ? 'modelStudio' : 'apimart';
	const prices = terms.price && {
		price720p: terms.price['720P'],
		price1080p: terms.price['1080P'],
	};
	const batch = { batchSize, batchInterval: PAUSE_MS };
	const parameters = {
		operation: 'submitEdit',
		videoUrl: '={{ $json.video }}',
		prompt: '={{ $json.prompt }}',
		resolution: '={{ $json.resolution }}',
		duration: '={{ $json.duration }}',
		waitForCompletion: waits,
		downloadVideo: false,
		options: {
			pollInterval: 1,
			checkSource: checksSource,
			editLimit: orNone(terms.editLimit),
			costLimit: orNone(terms.costLimit),
		},
		...(batchSize !== undefined && { requestOptions: { batching: { batch } } }),
	};
	const node = editNode(parameters, {
		retryOnFail,
		maxTries: 3,
		waitBetweenTries: 1,
		onError: continues ? 'continueRegularOutput' : undefined,
	});
	return {
		credential: { service: 'custom', baseUrl, apiKey, apiStyle, ...prices },
		workflow: { nodes: [node], connections: {} },
	};
}

/** Why an execution has failed; '' if it has not. */
const errorOf = ({ data }: IRun): string => data.resultData.error?.message ?? '';

const isRefusedIn = (run: IRun) =>
	passesOf(run).some(({ errors }) => errors.some((message) => isOfLimit(message)));

/** What an execution shows of each pass. */
const passesOf = ({ data }: IRun): Pass[] =>
	(data.resultData.runData[NODE] ?? []).map(({ error, data: output }) => {
		const rows = (output?.main[0] ?? []).map(({ json }) => json);
		const errors = [error?.message, ...rows.map((row) => row.error)];
		const done = rows.filter(({ taskId }) => taskId !== undefined);
		return {
			errors: errors.filter((text) => typeof text === 'string'),
			done: new Map(done.map((row) => [row.taskId as string, row])),
		};
	});
