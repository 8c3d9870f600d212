import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

import { parse, stringify } from 'flatted';
import type { INodeExecutionData, IRun, IRunExecutionData } from 'n8n-workflow';

import type { Engine, Execution } from '../../n8n/engine/engine.mts';
import { startSimulator, type Simulator } from '../../simulator/index.mts';
import { SAMPLE_PATH } from '../../test/support/media.mts';
import { forNextTask, PIECES, storeLongVideo } from '../../test/support/pieces.mts';
import { Gate } from './gate.mts';
import { isStopped, type Foreign, type NamedFault } from './namedFault.mts';
import {
	descriptionOf,
	givesKeyAway,
	gotOf,
	isPaidTwice,
	messageOf,
	ownTasks,
	paidAt,
	type Got,
} from './outcome.mts';
import { LIMIT_MS, NOTHING, rescued, type Afterwards } from './rescue.mts';
import { isInPieces, surroundingsOf, type Flavour } from './workflows.mts';

/** What one fault did to one workflow. */
export interface Result {
	got: Got;
	/** How long the execution took. */
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
	afterwards: Afterwards;
}

/** The service, when nothing is wrong any more. */
const AS_USUAL = { outcome: 'completed', submitTimeMs: 0, taskTimeMs: 500, pendingTimeMs: 0 };

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
		const items = await itemsInto(engine, flavour, simulator, fault);
		const execution = engine.execute({ ...surroundings, items });
		const meddling = meddle(fault, simulator, gate, execution, isInPieces(flavour) ? PIECES : 1);
		if (fault.store) spoilStore(engine, execution, fault.store);
		const run = await Promise.race([execution.ended, delay(LIMIT_MS, undefined, { ref: false })]);
		const ms = performance.now() - startMs;
		if (run === undefined) {
			execution.stop();
			const paid = paidAt(simulator);
			const afterwards = { got: 'no end' as const, paid, isTwice: false, how: NOTHING };
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
		if (isStopped(fault) || fault.timeLimitS) simulator.finishTasks();
		const isTwice = isPaidTwice(edit);
		const afterwards =
			got === 'video' ? { got, paid, isTwice, how: '' } : await rescued(edit, stored, got);
		return { got, ms, paid, accepted: ownTasks(simulator).length, message, showsKey, afterwards };
	} finally {
		gate.shut();
		await simulator.close();
	}
}

/** The items that come into a row's workflow. */
async function itemsInto(
	engine: Engine,
	flavour: Flavour,
	simulator: Simulator,
	{ rows, passes = 1, setup }: NamedFault,
): Promise<INodeExecutionData[]> {
	const { hasFile, longVideoUrl, content } = setup?.(simulator) ?? {};
	const about = { fileName: 'clip.mp4', mimeType: 'video/mp4' };
	const isLong = isInPieces(flavour) && longVideoUrl === undefined && !content;
	const short = async () => content ?? (await readFile(SAMPLE_PATH));
	const file = isLong
		? await storeLongVideo(engine)
		: hasFile
		? await engine.storeFile({ content: await short(), ...about })
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

/**
 * Makes things go wrong while the execution runs.
 *
 * @param edits how many are to be bought for one video
 */
async function meddle(
	fault: NamedFault,
	simulator: Simulator,
	gate: Gate,
	execution: Execution,
	edits: number,
): Promise<void> {
	const { faults, foreign, refuses, clockJumpMs, stop, settings, firstTask, ofTask } = fault;
	if (refuses?.from === 'start') gate.shut();
	for (const one of faults?.(simulator) ?? []) simulator.addFault(one);
	if (firstTask) forNextTask(simulator, firstTask);
	let bought = 0;
	simulator.onEvent(({ kind, taskId }) => {
		if (kind !== 'submitted') return;
		// What became of the first task is not the fate of the next one.
		if (settings?.outcome) simulator.settings.outcome = 'completed';
		if (++bought === ofTask?.number) simulator.addFault({ ...ofTask.fault, taskId });
	});
	let isOver = false;
	void execution.ended.then(() => (isOver = true));
	/** Waits for something, unless the execution ends before. */
	const until = async (holds: () => boolean) => {
		while (!holds() && !isOver) await delay(5);
	};
	const arrived = (kind: RegExp) => simulator.requests.some(({ path }) => kind.test(path));
	if (foreign) {
		await until(() => arrived(SUBMIT));
		for (const task of foreign) addForeign(simulator, task);
	}
	if (refuses) {
		if (refuses.from === 'first check') await until(() => arrived(CHECK));
		gate.shut();
		await until(() => gate.refusals >= refuses.times);
		await gate.open();
	}
	if (stop) {
		const { after, each = false, requests = edits } = stop;
		const all = () => simulator.requests.flatMap(({ path }) => (after.test(path) ? [path] : []));
		await until(() => (each ? new Set(all()).size : all().length) >= requests);
		execution.stop();
	}
	if (clockJumpMs !== undefined) {
		await until(() => arrived(CHECK));
		const { now } = Date;
		Date.now = () => now() + clockJumpMs;
		await execution.ended;
		Date.now = now;
	}
}

function spoilStore(
	engine: Engine,
	execution: Execution,
	{ file, happens }: NonNullable<NamedFault['store']>,
): void {
	engine.beforeWrites(execution.id, async (number) => {
		if (number !== file) return;
		if (happens !== 'Stop') throw new Error('ENOSPC: no space left on device, write');
		execution.stop();
		await delay(STORE_HANGS_MS);
	});
}

/** How long the store takes for a file, while a person presses Stop. */
const STORE_HANGS_MS = 1_000;

const SUBMIT = /\/video-synthesis$/;
const CHECK = /\/v1\/tasks\/[^/]+$/;

/** A task of another program, which the list shows at once. */
function addForeign(simulator: Simulator, { taskTimeMs, fails }: Foreign): void {
	const { settings } = simulator;
	const { outcome, listLagMs } = settings;
	if (fails) settings.outcome = 'failed';
	simulator.addForeignTask({ prompt: 'Make it rain', taskTimeMs, atMs: Date.now() - listLagMs });
	settings.outcome = outcome;
}
