import { setTimeout as pause } from 'node:timers/promises';
import { estimateUsd } from '../billing/price.mts';
import type { SubmitBody } from '../api/submitBody.mts';
import type { Resolution } from '../resolution.mts';
import type { SimulatorState } from '../state.mts';
import { announce } from './announce.mts';
import { finish } from './finish.mts';
import { newTaskId } from './ids.mts';
import { makeResult } from './makeResult.mts';
import { plannedEnd } from './plannedEnd.mts';
import type { PlannedEnd, ServiceName, SimulatedTask } from './task.mts';
import { TaskFailure } from './taskFailure.mts';

/** Progress, in percent, at which a demo hears of a running task. */
const PROGRESS_STEPS = [25, 50, 75];

/** Accepts an edit: charges it and starts to work on it (API §1; Model Studio, submit). */
export function acceptTask(
	state: SimulatorState,
	body: SubmitBody,
	service: ServiceName = 'apimart',
): SimulatedTask {
	const task = newTask(state, body, service);
	state.tasks.set(task.id, task);
	state.ledger.charge(task.id, task.usd);
	state.events.emit('submitted', task.id, `${task.id} accepted, $${task.usd} held`, {
		usd: task.usd,
	});
	void work(state, task, state.settings.pendingTimeMs);
	return task;
}

/** A task of another program on the same account. */
export interface ForeignTask {
	prompt?: string;
	/** Its model; that of the simulator unless given. */
	model?: string;
	/** When it was submitted, in ms since 1970; now unless given. */
	atMs?: number;
	/** How long from now it is PENDING, in ms; `pendingTimeMs` of the settings unless given. */
	pendingMs?: number;
	/** How long it runs then, in ms; `taskTimeMs` of the settings unless given. */
	taskTimeMs?: number;
	resolution?: Resolution;
	/** How long its video is; that of the sample unless given. */
	sourceSeconds?: number;
}

/**
 * Adds a task of Model Studio as if another program had submitted it: it is not charged here, and its
 * video is the sample.
 */
export function addForeignTask(state: SimulatorState, foreign: ForeignTask): SimulatedTask {
	const { prompt, model = 'wan2.7-videoedit', atMs, pendingMs, taskTimeMs } = foreign;
	const { resolution, sourceSeconds } = foreign;
	const task = newTask(state, { model, video_urls: [], prompt, resolution }, 'modelStudio');
	task.sourceSeconds = sourceSeconds;
	task.isForeign = true;
	task.acceptedAtMs = atMs ?? task.acceptedAtMs;
	task.taskTimeMs = taskTimeMs ?? task.taskTimeMs;
	state.tasks.set(task.id, task);
	state.events.emit('submitted', task.id, `${task.id} accepted from another program`);
	void work(state, task, pendingMs ?? state.settings.pendingTimeMs);
	return task;
}

function newTask(state: SimulatorState, body: SubmitBody, service: ServiceName): SimulatedTask {
	const { settings } = state;
	return {
		id: newTaskId(service, settings),
		service,
		isForeign: false,
		body,
		state: 'running',
		planned: plannedEnd(settings.outcome, settings.failureMessage, settings.failureCode),
		showsResult: settings.outcome !== 'completedWithoutUrl',
		resultContent: settings.resultContent,
		taskTimeMs: settings.taskTimeMs,
		acceptedAtMs: Date.now(),
		usd: estimateUsd(settings, service, body),
		polls: 0,
		languages: [],
	};
}

/** Works on a task until it ends, or until the simulator stops. */
async function work(state: SimulatorState, task: SimulatedTask, pendingMs: number): Promise<void> {
	if (task.service === 'apimart') task.startedAtMs = task.acceptedAtMs;
	else if (!(await begins(state, task, pendingMs))) return;
	const end = await endOf(state, task);
	if (end === undefined) return;
	finish(state, task, end);
	await announce(state, task);
}

/** Waits until a task of Model Studio begins; false when the simulator stops before. */
async function begins(
	state: SimulatorState,
	task: SimulatedTask,
	pendingMs: number,
): Promise<boolean> {
	if (pendingMs > 0)
		try {
			await pause(pendingMs, undefined, { signal: state.stopping });
		} catch {
			return false;
		}
	await state.queue.begin(task, state.settings.modelStudioTasksAtOnce);
	return true;
}

/** How a task ends, once it does; undefined when the simulator stops before. */
async function endOf(state: SimulatorState, task: SimulatedTask): Promise<PlannedEnd | undefined> {
	const timeIsUp = runClock(state, task);
	timeIsUp.catch(() => {});
	try {
		const result = makeResult(state, task);
		state.inWork.add(result);
		await result.finally(() => state.inWork.delete(result));
		await timeIsUp;
		return task.planned;
	} catch (error) {
		if (state.stopping.aborted) return undefined;
		if (error instanceof TaskFailure) return { state: 'failed', failure: error.failure };
		const message = `Internal error: ${String(error)}`;
		return { state: 'failed', failure: { kind: 'custom', message } };
	}
}

/** Waits for the task's time to pass and tells of its progress on the way. */
async function runClock(state: SimulatorState, task: SimulatedTask): Promise<void> {
	let waited = 0;
	const hurry = state.hurry.signal;
	const signal = AbortSignal.any([state.stopping, hurry]);
	for (const percent of [...PROGRESS_STEPS, 100]) {
		const share = Math.round((task.taskTimeMs * percent) / 100);
		if (hurry.aborted) return;
		await pause(share - waited, undefined, { signal }).catch((error: unknown) => {
			if (!hurry.aborted) throw error;
		});
		waited = share;
		if (percent < 100 && task.state === 'running')
			state.events.emit('progress', task.id, `${task.id} ${percent} %`, { percent });
	}
}
