import { stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

import type { INode, INodeParameters, IRun } from 'n8n-workflow';

import type { Engine, Execution, Surroundings } from '../../n8n/engine/engine.mts';
import { startSimulator, type Simulator } from '../../simulator/index.mts';
import { isEnded, type NamedFault } from './faults.mts';
import { Gate } from './gate.mts';
import { FIRST_NODE, handBuilt, LAST_NODE } from './handBuilt.mts';

/** The workflows that are compared. */
export type Flavour = 'node' | 'handBuilt';

/** What a workflow got. */
export type Got = 'video' | 'wrong file' | 'error' | 'stopped' | 'no end';

/** What one fault did to one workflow. */
export interface Result {
	got: Got;
	ms: number;
	/** Edits that are billed and not refunded, when the execution ended. */
	paid: number;
	/** What the person reads when there is no video. */
	message?: string;
	/** The same after a person did what n8n or the message offers. */
	afterwards: { got: Got; paid: number; how: string };
}

const PROMPT = 'Make it snow';
const NODE = 'Wan Video Edit';
/** An execution that takes longer has no end. */
const LIMIT_MS = 330_000;
const MOST_RESCUES = 3;
/** There is neither a "Retry" nor a message that says more. */
export const NOTHING = 'nothing to go on';

/** Runs one edit of a workflow under a fault, against a simulator of its own. */
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
		const items = Array.from({ length: fault.passes ?? 1 }, () => ({ json: {} }));
		const execution = engine.execute({ ...surroundings, items });
		const meddling = meddle(fault, simulator, gate, execution);
		const run = await Promise.race([execution.ended, delay(LIMIT_MS, undefined, { ref: false })]);
		const ms = performance.now() - startMs;
		if (run === undefined) {
			execution.stop();
			const paid = paidAt(simulator);
			return { got: 'no end', ms, paid, afterwards: { got: 'no end', paid, how: NOTHING } };
		}
		await meddling;

		const rescue = { engine, flavour, simulator, surroundings, passes: fault.passes ?? 1 };
		const got = await gotOf(rescue, run);
		const paid = paidAt(simulator);
		const message = got === 'video' ? undefined : messageOf(run);

		simulator.clearFaults();
		Object.assign(simulator.settings, { outcome: 'completed', submitTimeMs: 0, taskTimeMs: 500 });
		const afterwards =
			got === 'video' ? { got, paid, how: '' } : await rescued(rescue, run, got, isEnded(fault));
		return { got, ms, paid, message, afterwards };
	} finally {
		gate.shut();
		await simulator.close();
	}
}

/** Makes things go wrong while the execution runs. */
async function meddle(
	{ faults, refusesMs, clockJumpMs, stop, settings }: NamedFault,
	simulator: Simulator,
	gate: Gate,
	execution: Execution,
): Promise<void> {
	for (const fault of faults?.(simulator) ?? []) simulator.addFault(fault);
	// What became of the first task is not the fate of the next one.
	simulator.onEvent(({ kind }) => {
		if (kind === 'submitted' && settings?.outcome) simulator.settings.outcome = 'completed';
	});
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

function surroundingsOf(
	flavour: Flavour,
	simulator: Simulator,
	apiUrl: string,
	retry: Partial<INode>,
	{ timeLimitS, passes = 1 }: NamedFault,
): Surroundings {
	const credential = { service: 'custom', baseUrl: apiUrl, apiKey: simulator.apiKey };
	const settings = timeLimitS === undefined ? undefined : { executionTimeout: timeLimitS };
	const workflow =
		flavour === 'node'
			? withNode(editOf(simulator), retry)
			: handBuilt(simulator, apiUrl, PROMPT, retry);
	const [first, last] = flavour === 'node' ? [NODE, NODE] : [FIRST_NODE, LAST_NODE];
	const looped = passes > 1 ? inLoop(workflow, first, last) : workflow;
	return { credential, workflow: { ...looped, settings } };
}

const editOf = (simulator: Simulator, options: INodeParameters = {}): INodeParameters => ({
	operation: 'submitEdit',
	videoUrl: `${simulator.sampleUrl}?mark=${encodeURIComponent(PROMPT)}`,
	prompt: PROMPT,
	options: { pollInterval: 1, ...options },
});

function withNode(
	parameters: INodeParameters,
	retry: Partial<INode> = {},
): Pick<Surroundings['workflow'], 'nodes' | 'connections'> {
	const at = { typeVersion: 1, position: [0, 0] as [number, number] };
	return {
		nodes: [
			{ ...at, id: 't', name: 'Trigger', type: 'n8n-nodes-base.manualTrigger', parameters: {} },
			{
				...at,
				...retry,
				id: 'w',
				name: NODE,
				type: 'n8n-nodes-wan-videoedit.wanVideoEdit',
				credentials: { wanVideoEditApi: { id: '1', name: 'Simulator' } },
				parameters,
			},
		],
		connections: { Trigger: { main: [[{ node: NODE, type: 'main', index: 0 }]] } },
	};
}

/** One edit after another, in n8n's loop. */
function inLoop(
	{ nodes, connections }: Surroundings['workflow'],
	first: string,
	last: string,
): Surroundings['workflow'] {
	const to = (node: string) => ({ node, type: 'main' as const, index: 0 });
	return {
		nodes: [
			...nodes,
			{
				id: 'loop',
				name: 'Loop',
				type: 'n8n-nodes-base.splitInBatches',
				typeVersion: 3,
				position: [0, 0],
				parameters: {},
			},
		],
		connections: {
			...connections,
			Trigger: { main: [[to('Loop')]] },
			Loop: { main: [[], [to(first)]] },
			[last]: { main: [[to('Loop')]] },
		},
	};
}

interface Edit {
	engine: Engine;
	flavour: Flavour;
	simulator: Simulator;
	surroundings: Surroundings;
	passes: number;
}

/**
 * Does what a person can do once the fault is over: "Retry" in the executions list, or, when the
 * execution was stopped and cannot be retried, what its message says.
 */
async function rescued(
	edit: Edit,
	failed: IRun,
	got: Got,
	isStopped: boolean,
): Promise<Result['afterwards']> {
	const { engine, flavour, simulator, surroundings } = edit;
	if (isStopped) {
		const next = flavour === 'node' ? wayOn(messageOf(failed), simulator) : undefined;
		if (next === undefined) return { got, paid: paidAt(simulator), how: NOTHING };
		const run = await engine.execute({ ...surroundings, workflow: withNode(next) }).ended;
		const afterwards = await gotOf(edit, run);
		const how = next.operation === 'getTask' ? 'Get Task' : 'Idempotency Key';
		return { got: afterwards, paid: paidAt(simulator), how };
	}
	if (got === 'wrong file') return { got, paid: paidAt(simulator), how: NOTHING };

	let run = failed;
	let afterwards: Got = got;
	for (let tries = 0; tries < MOST_RESCUES && afterwards === 'error'; tries++) {
		const retry = engine.retry(run, surroundings);
		const ended = await Promise.race([retry.ended, delay(60_000, undefined, { ref: false })]);
		if (ended === undefined) {
			retry.stop();
			return { got: 'no end', paid: paidAt(simulator), how: 'Retry' };
		}
		run = ended;
		afterwards = await gotOf(edit, run);
	}
	return { got: afterwards, paid: paidAt(simulator), how: 'Retry' };
}

/** What the message of a stopped execution says to do. */
function wayOn(message: string, simulator: Simulator): INodeParameters | undefined {
	const [taskId] = /task_\w+/.exec(message) ?? [];
	const [, idempotencyKey] = /The Idempotency Key of this edit is (\S+)/.exec(message) ?? [];
	if (taskId) {
		const options = { pollInterval: 1 };
		return { operation: 'getTask', taskId, waitForCompletion: true, options };
	}
	return idempotencyKey ? editOf(simulator, { idempotencyKey }) : undefined;
}

async function gotOf(
	{ engine, flavour, simulator, passes }: Edit,
	{ data, status }: IRun,
): Promise<Got> {
	const { runData, error } = data.resultData;
	const runs = runData[flavour === 'node' ? NODE : LAST_NODE] ?? [];
	const isThrough = error === undefined && runs.length >= passes;
	const file = isThrough ? runs.at(-1)?.data?.main[0]?.[0]?.binary?.data : undefined;
	if (file === undefined) return status === 'canceled' ? 'stopped' : 'error';
	let bytes = 0;
	for await (const chunk of await engine.readFile(file)) bytes += (chunk as Buffer).length;
	const videos = [...simulator.tasks.values()].flatMap(({ resultPath }) => resultPath ?? []);
	const sizes = await Promise.all(videos.map(async (path) => (await stat(path)).size));
	return sizes.includes(bytes) ? 'video' : 'wrong file';
}

const messageOf = ({ data }: IRun): string => {
	const { error, runData, lastNodeExecuted = '' } = data.resultData;
	return (error ?? runData[lastNodeExecuted]?.at(-1)?.error)?.message ?? '';
};

const paidAt = ({ ledger }: Simulator) => ledger.billed - ledger.refunded;
