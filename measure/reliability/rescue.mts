import { setTimeout as delay } from 'node:timers/promises';

import type { INode, INodeExecutionData, INodeParameters, IRun } from 'n8n-workflow';

import type { Surroundings } from '../../n8n/engine/engine.mts';
import type { Simulator } from '../../simulator/index.mts';
import type { Gate } from './gate.mts';
import { isStopped, wantedOf } from './namedFault.mts';
import { isLogged } from '../../test/support/loggedTasks.mts';
import {
	filesOf,
	gotOf,
	isPaidTwice,
	messageOf,
	ownTasks,
	paidAt,
	type Got,
	type Row,
} from './outcome.mts';
import { instead, isInPieces, parametersOf, PROMPT, surroundingsOf, unlimited } from './workflows.mts';

/** What came of an edit after a person did what n8n or the message offers. */
export interface Afterwards {
	got: Got;
	paid: number;
	/** Whether something is paid twice by then. */
	isTwice: boolean;
	how: string;
}

/** An execution that takes longer has no end: three attempts of a node that gives up after five minutes do not. */
export const LIMIT_MS = 1_000_000;
const MOST_RESCUES = 3;
/** How long a person takes to correct a workflow, or to find the list of tasks. What n8n left behind may go on meanwhile. */
const PERSON_MS = 4_000;
/** How long a person waits who reads that a task has to end first. */
const MOMENT_MS = 2_000;
const AGAIN = 'a new run';
/** There is neither a "Retry" nor a message that says more. */
export const NOTHING = 'nothing to go on';

/** An edit that may have to be rescued. */
interface Edit extends Row {
	gate: Gate;
	retry: Partial<INode>;
	surroundings: Surroundings;
	/** What comes in. */
	items: INodeExecutionData[];
}

/**
 * Does what a person can do once the fault is over: "Retry" in the executions list, after a correction if one
 * is due, or, when the execution cannot be retried because it was stopped or has succeeded in n8n's eyes,
 * what its message says.
 */
export async function rescued(edit: Edit, failed: IRun, got: Got): Promise<Afterwards> {
	const { engine, flavour, simulator, gate, retry, fault } = edit;
	// A submit that was on its way arrives before anybody looks.
	if (isStopped(fault) || fault.timeLimitS) await delay(fault.settings?.submitTimeMs ?? 0);
	if (fault.again) return await onceMore(edit, got);
	const hasNoRetry = isStopped(fault) || failed.data.resultData.error === undefined;
	if (hasNoRetry) return await withoutRetry(edit, failed, got);
	if (got === 'wrong file') return afterwards(edit, got, NOTHING);

	let surroundings = unlimited(edit.surroundings);
	if (fault.corrected) {
		await delay(PERSON_MS);
		surroundings = surroundingsOf(flavour, simulator, gate.url, retry, fault, fault.corrected);
	}
	let run = failed;
	let latest: Got = got;
	const isToRetry = () => latest === 'error' || (latest === 'stopped' && run === failed);
	for (let tries = 0; tries < MOST_RESCUES && isToRetry(); tries++) {
		if (UNCLEAR.test(messageOf(run))) await delay(MOMENT_MS);
		const again = engine.retry(run, surroundings);
		const ended = await Promise.race([again.ended, delay(LIMIT_MS, undefined, { ref: false })]);
		if (ended === undefined) {
			again.stop();
			return afterwards(edit, 'no end', 'Retry');
		}
		run = ended;
		latest = await gotOf(edit, run);
	}
	const isUnclear = latest === 'error' && UNCLEAR.test(messageOf(run));
	const isLeftOver = latest === 'error' && isInPieces(flavour);
	if (isLeftOver || (isUnclear && flavour !== 'handBuilt')) {
		return await withoutRetry(edit, run, latest);
	}
	return afterwards(edit, latest, 'Retry');
}

/** Executes the stopped workflow again, and retries that if it fails. */
async function onceMore(edit: Edit, got: Got): Promise<Afterwards> {
	const { engine, surroundings, items } = edit;
	let execution = engine.execute({ ...surroundings, items });
	let latest = got;
	for (let tries = 0; tries < MOST_RESCUES; tries++) {
		const limit = delay(LIMIT_MS, undefined, { ref: false });
		const run = await Promise.race([execution.ended, limit]);
		if (run === undefined) {
			execution.stop();
			return afterwards(edit, 'no end', AGAIN);
		}
		latest = await gotOf(edit, run);
		if (latest !== 'error') break;
		execution = engine.retry(run, surroundings);
	}
	await execution.ended;
	return afterwards(edit, latest, AGAIN);
}

const afterwards = (edit: Edit, got: Got, how: string): Afterwards => ({
	got,
	paid: paidAt(edit.simulator),
	isTwice: isPaidTwice(edit),
	how,
});

/** Does what the message of an execution says that cannot be retried. */
async function withoutRetry(edit: Edit, failed: IRun, got: Got): Promise<Afterwards> {
	const { engine, flavour, simulator, surroundings, items } = edit;
	const message = messageOf(failed);
	if (UNCLEAR.test(message)) await delay(PERSON_MS);
	if (isInPieces(flavour)) return await piecesWithoutRetry(edit, message, got);
	const next = flavour === 'handBuilt' ? undefined : wayOn(message, simulator);
	if (next === undefined) return afterwards(edit, got, NOTHING);
	const { how, parameters } = next;
	const run = await engine.execute({
		...(parameters ? instead(surroundings, parameters) : surroundings),
		items,
	}).ended;
	// Beside it are the videos of the rows that were good.
	const missing = wantedOf(edit.fault) - filesOf(flavour, failed).length;
	return afterwards(edit, await gotOf(edit, run, missing), how);
}

/**
 * The same for a video in pieces: a new run if nothing is paid, and otherwise Get Task for each piece that is. What nobody has
 * named is lost.
 */
async function piecesWithoutRetry(edit: Edit, message: string, got: Got): Promise<Afterwards> {
	const { engine, simulator, surroundings, items } = edit;
	// Whoever reads that a submit may have been accepted looks first, a moment later.
	const leads = message.match(LEADS) ?? [];
	if (leads.length > 0) await delay(PERSON_MS);
	const paid = ownTasks(simulator).filter(({ state }) => ['running', 'completed'].includes(state));
	if (paid.length === 0) {
		const run = await engine.execute({ ...unlimited(surroundings), items }).ended;
		return afterwards(edit, await gotOf(edit, run), AGAIN);
	}
	const unnamed = paid.filter(({ id }) => !message.includes(id) && !isLogged(id));
	if (unnamed.length > leads.length) return afterwards(edit, got, NOTHING);
	const runs = paid.map(
		async ({ id }) => await engine.execute(instead(surroundings, getTask(id))).ended,
	);
	const isThere = (await Promise.all(runs)).every(({ data }) => !data.resultData.error);
	return afterwards(edit, isThere ? 'pieces' : got, 'Get Task for each');
}

/** What leads to a task without an ID. */
const LEADS = /The edit was submitted at|The Idempotency Key of this edit is/g;

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
	if (message.includes('was cancelled and is not billed')) return { how: AGAIN };
	if (UNCLEAR.test(message)) {
		const paid = ownTasks(simulator).find(({ state }) => ['running', 'completed'].includes(state));
		const how = 'a look into the list of tasks';
		return paid ? { how, parameters: getTask(paid.id) } : { how };
	}
	const [taskId] = TASK_ID.exec(message) ?? [];
	const [, idempotencyKey] = /The Idempotency Key of this edit is (\S+)/.exec(message) ?? [];
	if (taskId) return { how: 'Get Task', parameters: getTask(taskId) };
	if (!idempotencyKey) {
		return message.includes('Stopped before the edit was submitted') ? { how: AGAIN } : undefined;
	}
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
