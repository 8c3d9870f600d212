import { deliverCallback } from './callback.mts';
import { RESULT_PATH } from '../faults/faultPoint.mts';
import { fileNameOf } from './ids.mts';
import type { SimulatorState } from '../state.mts';
import type { SimulatedTask } from './task.mts';
import { taskObject, type ShownLink } from '../api/taskAnswer.mts';

/** The living link to a task's result; undefined when it has none to show (API §2). */
export function resultLink(
	state: SimulatorState,
	task: SimulatedTask,
	nowMs: number,
): ShownLink | undefined {
	if (task.state !== 'completed' || !task.showsResult) return undefined;
	if (task.resultPath === undefined) return undefined;
	const file = { path: task.resultPath, contentType: 'video/mp4', extension: 'mp4' };
	const link = state.results.current(
		fileNameOf(task),
		file,
		nowMs,
		state.settings.resultLifetimeMs,
	);
	return { url: state.filesUrl + RESULT_PATH + link.name, expiresAtMs: link.expiresAtMs };
}

/**
 * Delivers the callback of an ended task, when it asked for one and is completed or failed (API
 * §4). A callback that nobody takes is no error.
 */
export async function announce(state: SimulatorState, task: SimulatedTask): Promise<void> {
	const { webhook } = task.body;
	if (webhook === undefined || (task.state !== 'completed' && task.state !== 'failed')) return;
	const { settings } = state;
	const nowMs = Date.now();
	const body = taskObject(task, settings, nowMs, undefined, resultLink(state, task, nowMs));
	try {
		for (let copy = 0; copy < settings.callbackCopies; copy += 1)
			await deliverCallback(webhook, body, {
				timeoutMs: settings.callbackTimeoutMs,
				retryMs: settings.callbackRetryMs,
				signal: state.stopping,
				onTry: (attempt, outcome) => {
					const text = `${task.id} callback, try ${attempt}: ${outcome}`;
					state.events.emit('callback', task.id, text, { attempt, outcome });
				},
			});
	} catch (error) {
		if (!state.stopping.aborted) throw error;
	}
}
