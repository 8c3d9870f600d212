import type { Task } from '../service';

/** Status words (API §2), as {@link wordOf} writes them. */
const COMPLETED = new Set(['completed', 'success', 'succeeded']);
const FAILED = new Set([
	...['failed', 'fail', 'failure', 'error', 'cancelled', 'canceled', 'expired'],
	...['timeout', 'timed_out', 'timedout', 'rejected', 'aborted'],
]);
const RUNNING = new Set([
	...['submitted', 'pending', 'queued', 'assigned', 'ready', 'processing', 'in_progress'],
	'not_start',
]);
const NO_SUCH_TASK = new Set(['unknown', 'not_found', 'not_exist', 'task_not_exist']);

/** What else a task object holds that tells how the task is. */
export interface Content {
	hasVideo: boolean;
	/** A reason for a failure, and the time at which the task ended. */
	hasEndedForAReason: boolean;
}

const NOTHING: Content = { hasVideo: false, hasEndedForAReason: false };

/** A word that is not known means "not yet", unless what comes with it says otherwise (API §2). */
export function stateOf(status: string, content: Content = NOTHING): Task['state'] {
	const word = wordOf(status);
	if (COMPLETED.has(word)) return 'completed';
	if (FAILED.has(word)) return 'failed';
	if (RUNNING.has(word)) return 'running';
	if (content.hasVideo) return 'completed';
	return content.hasEndedForAReason ? 'failed' : 'running';
}

/** Whether a status is a word that is known to mean "not yet". */
export const saysRunning = (status: string): boolean => RUNNING.has(wordOf(status));

/** Whether a status says that there is no such task, which may pass (API §2). */
export const saysNoSuchTask = (status: unknown): boolean =>
	typeof status === 'string' && NO_SUCH_TASK.has(wordOf(status));

const wordOf = (status: string) =>
	status
		.trim()
		.toLowerCase()
		.replace(/[\s-]+/g, '_');
