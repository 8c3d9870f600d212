import { failureText } from './failureTexts.mts';
import type { SimulatorState } from '../state.mts';
import type { PlannedEnd, SimulatedTask } from './task.mts';

/** Ends a task: tells it, gives the money back unless it is completed, and lets the next one begin. */
export function finish(state: SimulatorState, task: SimulatedTask, end: PlannedEnd): void {
	task.state = end.state;
	task.finishedAtMs = Date.now();
	task.failure = end.failure;
	state.queue.admit(state.settings.modelStudioTasksAtOnce);
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

/**
 * Cancels a task that has not begun (Model Studio, list and cancel).
 *
 * @returns false when it is too late
 */
export function cancelPending(state: SimulatorState, task: SimulatedTask): boolean {
	if (task.state !== 'running' || task.startedAtMs !== undefined) return false;
	finish(state, task, { state: 'cancelled', failure: { kind: 'cancelled' } });
	return true;
}
