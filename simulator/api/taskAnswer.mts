import { failureText, type Failure } from '../tasks/failureTexts.mts';
import { creditsOf } from '../billing/price.mts';
import type { SimulatorSettings } from '../settings.mts';
import type { SimulatedTask, TaskState } from '../tasks/task.mts';

/** The rough guess the service gives for every task, in seconds (API §2). */
const ESTIMATED_TIME_S = 600;

type Shapes = Pick<
	SimulatorSettings,
	'runningWords' | 'completedWord' | 'failedWord' | 'progressShape' | 'videoUrlShape'
>;

/** A link to the result as the answer shows it. */
export interface ShownLink {
	url: string;
	/** When the link dies, in ms since 1970. */
	expiresAtMs: number;
}

/** How far a task is, 0–100: grows with time and reaches 100 only at the end (API §2). */
export function progressOf(task: SimulatedTask, nowMs: number): number {
	if (task.state !== 'running') return 100;
	const share = (nowMs - (task.startedAtMs ?? nowMs)) / Math.max(task.taskTimeMs, 1);
	return Math.max(0, Math.min(99, Math.floor(share * 100)));
}

/**
 * The task object of API §2, without the `{ code, data }` wrapper: what a poll shows and
 * what a callback carries. `link` is the result of a completed task.
 */
export function taskObject(
	task: SimulatedTask,
	shapes: Shapes,
	nowMs: number,
	language: string | undefined,
	link: ShownLink | undefined,
): Record<string, unknown> {
	const answer: Record<string, unknown> = { id: task.id, status: statusWord(task, shapes) };
	const progress = progressOf(task, nowMs);
	if (shapes.progressShape === 'number') answer.progress = progress;
	if (shapes.progressShape === 'percent') answer.progress = `${progress}%`;
	answer.created = unixSeconds(task.acceptedAtMs);
	answer.estimated_time = ESTIMATED_TIME_S;
	if (task.finishedAtMs === undefined) return answer;
	answer.completed = unixSeconds(task.finishedAtMs);
	answer.actual_time = Math.round((task.finishedAtMs - task.acceptedAtMs) / 1000);
	if (task.state === 'completed') {
		answer.cost = task.usd;
		answer.credits_cost = creditsOf(task.usd);
		answer.result = { videos: link === undefined ? [] : [shownVideo(link, shapes)] };
	} else {
		answer.error = errorOf(task.state, task.failure, language);
	}
	return answer;
}

/** Whole seconds since 1970, as all times of the service (API §2). */
export function unixSeconds(ms: number): number {
	return Math.floor(ms / 1000);
}

function shownVideo(link: ShownLink, shapes: Shapes): Record<string, unknown> {
	return {
		url: shapes.videoUrlShape === 'array' ? [link.url] : link.url,
		expires_at: unixSeconds(link.expiresAtMs),
	};
}

function statusWord(task: SimulatedTask, shapes: Shapes): string {
	if (task.state === 'completed') return shapes.completedWord;
	if (task.state === 'failed') return shapes.failedWord;
	if (task.state !== 'running') return task.state;
	const turn = Math.max(0, Math.min(task.polls, shapes.runningWords.length) - 1);
	return shapes.runningWords[turn] ?? 'processing';
}

function errorOf(
	state: TaskState,
	failure: Failure | undefined,
	language: string | undefined,
): Record<string, unknown> {
	const message = failureText(failure ?? { kind: 'taskFailed' }, language);
	return { code: `task_${state}`, message, type: `task_${state}` };
}
