import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { copyVideo } from '../video/copyVideo.mts';
import { failureText } from './failureTexts.mts';
import { fetchSource } from '../video/fetchSource.mts';
import { fileNameOf, newTaskId } from './ids.mts';
import { inspectVideo } from '../video/inspectVideo.mts';
import { plannedEnd } from './plannedEnd.mts';
import { estimateUsd, priceUsd, resolutionOf } from '../billing/price.mts';
import { announce } from './announce.mts';
import { refusalOf } from '../video/sourceLimits.mts';
import type { SimulatorState } from '../state.mts';
import type { SubmitBody } from '../api/submitBody.mts';
import type { PlannedEnd, SimulatedTask } from './task.mts';
import { TaskFailure } from './taskFailure.mts';

/** Progress, in percent, at which a demo hears of a running task. */
const PROGRESS_STEPS = [25, 50, 75];

/** Accepts an edit: charges it and starts to work on it (API §1). */
export function acceptTask(state: SimulatorState, body: SubmitBody): SimulatedTask {
	const { settings } = state;
	const task: SimulatedTask = {
		id: newTaskId(settings),
		body,
		state: 'running',
		planned: plannedEnd(settings.outcome, settings.failureMessage),
		showsResult: settings.outcome !== 'completedWithoutUrl',
		taskTimeMs: settings.taskTimeMs,
		acceptedAtMs: Date.now(),
		usd: estimateUsd(settings, body),
		polls: 0,
		languages: [],
	};
	state.tasks.set(task.id, task);
	state.ledger.charge(task.id, task.usd);
	state.events.emit('submitted', task.id, `${task.id} accepted, $${task.usd} held`, {
		usd: task.usd,
	});
	void work(state, task);
	return task;
}

/** Works on a task until it ends, or until the simulator stops. */
async function work(state: SimulatorState, task: SimulatedTask): Promise<void> {
	const end = await endOf(state, task);
	if (end === undefined) return;
	finish(state, task, end);
	await announce(state, task);
}

/** How a task ends, once it does; undefined when the simulator stops before. */
async function endOf(state: SimulatorState, task: SimulatedTask): Promise<PlannedEnd | undefined> {
	const timeIsUp = runClock(state, task);
	timeIsUp.catch(() => {});
	try {
		await makeResult(state, task);
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
	for (const percent of [...PROGRESS_STEPS, 100]) {
		const share = Math.round((task.taskTimeMs * percent) / 100);
		await pause(share - waited, undefined, { signal: state.stopping });
		waited = share;
		if (percent < 100 && task.state === 'running')
			state.events.emit('progress', task.id, `${task.id} ${percent} %`, { percent });
	}
}

/** Fetches the source, checks the limits of the model page and makes the result. */
async function makeResult(state: SimulatorState, task: SimulatedTask): Promise<void> {
	const { settings, stopping } = state;
	const source = join(state.directory, `${fileNameOf(task)}-source`);
	const result = join(state.directory, `${fileNameOf(task)}.mp4`);
	const duration = task.body.duration ?? 0;
	try {
		const timeoutMs = settings.sourceTimeoutMs;
		await fetchSource(task.body.video_urls[0] ?? '', source, { timeoutMs, signal: stopping });
		const facts = await inspectVideo(source);
		const refusal = refusalOf(facts, duration);
		if (refusal !== undefined) throw new TaskFailure(refusal);
		if (facts.isOdd) await copyFile(source, result);
		else await copyVideo(source, result, duration);
		task.outputSeconds = duration || Math.round(facts.seconds * 100) / 100;
		task.usd = priceUsd(settings, resolutionOf(task.body), task.outputSeconds);
		state.ledger.settle(task.id, task.usd);
		task.resultPath = result;
	} finally {
		await rm(source, { force: true });
	}
}

function finish(state: SimulatorState, task: SimulatedTask, end: PlannedEnd): void {
	task.state = end.state;
	task.finishedAtMs = Date.now();
	task.failure = end.failure;
	const { id, usd, outputSeconds } = task;
	if (end.failure === undefined) {
		const text = `${id} completed: ${outputSeconds} s, $${usd}`;
		state.events.emit('completed', id, text, { usd, outputSeconds });
		return;
	}
	state.ledger.refund(id);
	const reason = failureText(end.failure, undefined);
	const text = `${id} ${end.state}, refunded: ${reason}`;
	state.events.emit('failed', id, text, { state: end.state, reason });
}
