import { readFile, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

import { parse, stringify } from 'flatted';
import type {
	INode,
	INodeExecutionData,
	INodeParameters,
	IRun,
	IRunExecutionData,
} from 'n8n-workflow';

import type { Engine, Execution, Surroundings } from '../../n8n/engine/engine.mts';
import { startSimulator, type SimulatedTask, type Simulator } from '../../simulator/index.mts';
import { SAMPLE_PATH } from '../../test/support/media.mts';
import { Gate } from './gate.mts';
import { isEnded, wantedOf, type Foreign, type NamedFault } from './namedFault.mts';
import {
	instead,
	lastNodesOf,
	parametersOf,
	PROMPT,
	surroundingsOf,
	type Flavour,
} from './workflows.mts';

/** What a workflow got. */
export type Got = 'video' | 'wrong file' | 'error' | 'stopped' | 'no end';

/** What one fault did to one workflow. */
export interface Result {
	got: Got;
	ms: number;
	/** Edits that are billed and not refunded, when the execution ended. */
	paid: number;
	/** Edits that the service has accepted by the end of it all, refunded ones too. */
	accepted: number;
	/** What the person reads when there is no video. */
	message?: string;
	/** Whether that message gives the API key away, as it is or in another spelling. */
	showsKey: boolean;
	/** The same after a person did what n8n or the message offers. */
	afterwards: { got: Got; paid: number; how: string };
}

/** An execution that takes longer has no end. */
const LIMIT_MS = 400_000;
const MOST_RESCUES = 3;
/** How long a person takes to correct a workflow, or to find the list of tasks. What n8n left behind may go on meanwhile. */
const PERSON_MS = 4_000;
/** How long a person waits who reads that a task has to end first. */
const MOMENT_MS = 2_000;
/** The service, when nothing is wrong any more. */
const AS_USUAL = { outcome: 'completed', submitTimeMs: 0, taskTimeMs: 500, pendingTimeMs: 0 };
/** There is neither a "Retry" nor a message that says more. */
export const NOTHING = 'nothing to go on';

/** Runs one edit of a workflow under a fault, or those of a run, against a simulator of its own. */
export async function oneEdit(
	engine: Engine,
	flavour: Flavour,
	fault: NamedFault,
	retryOnFail: boolean,
): Promise<Result> {
	const simulator = await startSimulator({ taskTimeMs: 500, balanceUsd: 1e6, ...fault.settings });
	const gate = await Gate.open(simulator.url);
	try {
		const retry = retryOnFail ? { retryOnFail, maxTries: 3, waitBetweenTries: 1_000 } : {};
		const surroundings = surroundingsOf(flavour, simulator, gate.url, retry, fault);
		const startMs = performance.now();
		const items = await itemsInto(engine, simulator, fault);
		const execution = engine.execute({ ...surroundings, items });
		const meddling = meddle(fault, simulator, gate, execution);
		const run = await Promise.race([execution.ended, delay(LIMIT_MS, undefined, { ref: false })]);
		const ms = performance.now() - startMs;
		if (run === undefined) {
			execution.stop();
			const paid = paidAt(simulator);
			const afterwards = { got: 'no end' as const, paid, how: NOTHING };
			const accepted = ownTasks(simulator).length;
			return { got: 'no end', ms, paid, accepted, showsKey: false, afterwards };
		}
		const stored = asStored(run);
		await meddling;

		const edit = { engine, flavour, simulator, gate, retry, fault, surroundings, items };
		const got = await gotOf(edit, run);
		const paid = paidAt(simulator);
		const message = got === 'video' ? undefined : messageOf(run);
		const showsKey = givesKeyAway(JSON.stringify([message, descriptionOf(run)]), simulator.apiKey);

		if (!fault.lasts) simulator.clearFaults();
		Object.assign(simulator.settings, AS_USUAL);
		const afterwards = got === 'video' ? { got, paid, how: '' } : await rescued(edit, stored, got);
		return { got, ms, paid, accepted: ownTasks(simulator).length, message, showsKey, afterwards };
	} finally {
		gate.shut();
		await simulator.close();
	}
}

/** The items that come into a row's workflow. */
async function itemsInto(
	engine: Engine,
	simulator: Simulator,
	{ rows, passes = 1, setup }: NamedFault,
): Promise<INodeExecutionData[]> {
	const about = { fileName: 'clip.mp4', mimeType: 'video/mp4' };
	const file = setup?.(simulator).hasFile
		? await engine.storeFile({ content: await readFile(SAMPLE_PATH), ...about })
		: undefined;
	const inputs = rows ?? Array.from({ length: passes }, () => ({}));
	return inputs.map((json, item) => ({
		json,
		...(file && { binary: { data: file } }),
		pairedItem: { item },
	}));
}

/** What n8n's database has of an execution from the moment at which it ended. */
const asStored = (run: IRun): IRun => ({
	...run,
	data: parse(stringify(run.data)) as IRunExecutionData,
});

/** Makes things go wrong while the execution runs. */
async function meddle(
	{ faults, foreign, refusesMs, clockJumpMs, stop, settings }: NamedFault,
	simulator: Simulator,
	gate: Gate,
	execution: Execution,
): Promise<void> {
	for (const fault of faults?.(simulator) ?? []) simulator.addFault(fault);
	// What became of the first task is not the fate of the next one.
	simulator.onEvent(({ kind }) => {
		if (kind === 'submitted' && settings?.outcome) simulator.settings.outcome = 'completed';
	});
	if (foreign) {
		while (!simulator.requests.some(({ path }) => SUBMIT.test(path))) await delay(5);
		for (const task of foreign) addForeign(simulator, task);
	}
	if (refusesMs) {
		await delay(refusesMs.from);
		gate.shut();
		await delay(refusesMs.to - refusesMs.from);
		await gate.open();
	}
	if (stop) {
		while (!simulator.requests.some(({ path }) => stop.after.test(path))) await delay(20);
		await delay(stop.ms);
		execution.stop();
	}
	if (clockJumpMs !== undefined) {
		await delay(1_200);
		const { now } = Date;
		Date.now = () => now() + clockJumpMs;
		await execution.ended;
		Date.now = now;
	}
}

const SUBMIT = /\/video-synthesis$/;

/** A task of another program, which the list shows at once. */
function addForeign(simulator: Simulator, { taskTimeMs, fails }: Foreign): void {
	const { settings } = simulator;
	const { outcome, listLagMs } = settings;
	if (fails) settings.outcome = 'failed';
	simulator.addForeignTask({ prompt: 'Make it rain', taskTimeMs, atMs: Date.now() - listLagMs });
	settings.outcome = outcome;
}

interface Edit {
	engine: Engine;
	flavour: Flavour;
	simulator: Simulator;
	gate: Gate;
	retry: Partial<INode>;
	fault: NamedFault;
	surroundings: Surroundings;
	/** What comes in. */
	items: INodeExecutionData[];
}

/**
 * Does what a person can do once the fault is over: "Retry" in the executions list, after a correction if one
 * is due, or, when the execution cannot be retried because it was stopped or has succeeded in n8n's eyes,
 * what its message says.
 */
async function rescued(edit: Edit, failed: IRun, got: Got): Promise<Result['afterwards']> {
	const { engine, flavour, simulator, gate, retry, fault } = edit;
	const hasNoRetry = isEnded(fault) || failed.data.resultData.error === undefined;
	if (hasNoRetry) return await withoutRetry(edit, failed, got);
	if (got === 'wrong file') return { got, paid: paidAt(simulator), how: NOTHING };

	let { surroundings } = edit;
	if (fault.corrected) {
		await delay(PERSON_MS);
		surroundings = surroundingsOf(flavour, simulator, gate.url, retry, fault, fault.corrected);
	}
	let run = failed;
	let afterwards: Got = got;
	for (let tries = 0; tries < MOST_RESCUES && afterwards === 'error'; tries++) {
		if (UNCLEAR.test(messageOf(run))) await delay(MOMENT_MS);
		const again = engine.retry(run, surroundings);
		const ended = await Promise.race([again.ended, delay(LIMIT_MS, undefined, { ref: false })]);
		if (ended === undefined) {
			again.stop();
			return { got: 'no end', paid: paidAt(simulator), how: 'Retry' };
		}
		run = ended;
		afterwards = await gotOf(edit, run);
	}
	const isUnclear = afterwards === 'error' && UNCLEAR.test(messageOf(run));
	if (isUnclear && flavour !== 'handBuilt') return await withoutRetry(edit, run, afterwards);
	return { got: afterwards, paid: paidAt(simulator), how: 'Retry' };
}

/** Does what the message of an execution says that cannot be retried. */
async function withoutRetry(edit: Edit, failed: IRun, got: Got): Promise<Result['afterwards']> {
	const { engine, flavour, simulator, surroundings, items } = edit;
	const message = messageOf(failed);
	if (UNCLEAR.test(message)) await delay(PERSON_MS);
	const next = flavour === 'handBuilt' ? undefined : wayOn(message, simulator);
	if (next === undefined) return { got, paid: paidAt(simulator), how: NOTHING };
	const { how, parameters } = next;
	const run = await engine.execute({
		...(parameters ? instead(surroundings, parameters) : surroundings),
		items,
	}).ended;
	return { got: await gotOf(edit, run), paid: paidAt(simulator), how };
}

/** What says that nobody but a person, or the service later, can tell which task is the edit's. */
const UNCLEAR = /The edit was submitted at/;

const TASK_ID = /task_\w+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

interface WayOn {
	how: string;
	/** What the node does then; what it did, unless given. */
	parameters?: INodeParameters;
}

/** What the message of an execution that cannot be retried says to do. */
function wayOn(message: string, simulator: Simulator): WayOn | undefined {
	if (message.includes('was cancelled and is not billed')) return { how: 'a new run' };
	if (UNCLEAR.test(message)) {
		const paid = ownTasks(simulator).find(({ state }) => ['running', 'completed'].includes(state));
		const how = 'a look into the list of tasks';
		return paid ? { how, parameters: getTask(paid.id) } : { how };
	}
	const [taskId] = TASK_ID.exec(message) ?? [];
	const [, idempotencyKey] = /The Idempotency Key of this edit is (\S+)/.exec(message) ?? [];
	if (taskId) return { how: 'Get Task', parameters: getTask(taskId) };
	if (!idempotencyKey) return undefined;
	const videoUrl = `${simulator.sampleUrl}?mark=${encodeURIComponent(PROMPT)}`;
	const parameters = parametersOf({ videoUrl, prompt: PROMPT, setup: { idempotencyKey } });
	return { how: 'Idempotency Key', parameters };
}

const getTask = (taskId: string): INodeParameters => ({
	operation: 'getTask',
	taskId,
	waitForCompletion: true,
	options: { pollInterval: 1 },
});

/** The tasks that were submitted here. */
const ownTasks = ({ tasks }: Simulator): SimulatedTask[] =>
	[...tasks.values()].filter(({ isForeign }) => !isForeign);

/** All items that the workflow has put out at its end, in all its runs. */
const itemsOf = (flavour: Flavour, { data }: IRun): INodeExecutionData[] =>
	lastNodesOf(flavour)
		.flatMap((name) => data.resultData.runData[name] ?? [])
		.flatMap((run) => run.data?.main[0] ?? []);

async function gotOf({ engine, flavour, simulator, fault }: Edit, run: IRun): Promise<Got> {
	const files = itemsOf(flavour, run).flatMap(({ binary }) => binary?.data ?? []);
	const isThrough = run.data.resultData.error === undefined && files.length > 0;
	if (!isThrough || files.length < wantedOf(fault)) {
		return run.status === 'canceled' ? 'stopped' : 'error';
	}
	const own = new Set(ownTasks(simulator).map(({ id }) => id));
	const ofAnother = ({ json: { taskId } }: INodeExecutionData) =>
		typeof taskId === 'string' && !own.has(taskId);
	if (itemsOf(flavour, run).some(ofAnother)) return 'wrong file';
	const videos = ownTasks(simulator).flatMap(({ resultPath }) => resultPath ?? []);
	const sizes = await Promise.all(videos.map(async (path) => (await stat(path)).size));
	for (const file of files) {
		let bytes = 0;
		for await (const chunk of await engine.readFile(file)) bytes += (chunk as Buffer).length;
		if (!sizes.includes(bytes)) return 'wrong file';
	}
	return 'video';
}

const errorOf = ({ data }: IRun) => {
	const { error, runData, lastNodeExecuted = '' } = data.resultData;
	return error ?? runData[lastNodeExecuted]?.at(-1)?.error;
};

/** The message of the error, or under On Error: Continue that of the first row which has one. */
function messageOf(run: IRun): string {
	const { runData, lastNodeExecuted = '' } = run.data.resultData;
	const rows = runData[lastNodeExecuted]?.at(-1)?.data?.main[0] ?? [];
	const words = rows.map(({ json }) => json.error).find((error) => typeof error === 'string');
	return errorOf(run)?.message ?? words ?? '';
}

const descriptionOf = (run: IRun) => errorOf(run)?.description ?? '';

/** The spellings of a key that anybody can read. */
const spellingsOf = (key: string) => [
	key,
	encodeURIComponent(key),
	Buffer.from(key).toString('base64'),
	Buffer.from(`Bearer ${key}`).toString('base64'),
];

const givesKeyAway = (text: string, key: string) =>
	spellingsOf(key).some((spelling) => text.includes(spelling));

const paidAt = ({ ledger }: Simulator) => ledger.billed - ledger.refunded;
