import type { SimulatedTask } from '../tasks/task.mts';

/** All status words (Model Studio, check). */
export const STATUS_WORDS = [
	'PENDING',
	'RUNNING',
	'SUCCEEDED',
	'FAILED',
	'CANCELED',
	'UNKNOWN',
] as const;

/** Model Studio's word for how far a task is. */
export type StatusWord = (typeof STATUS_WORDS)[number];

const ENDS: Record<Exclude<SimulatedTask['state'], 'running'>, StatusWord> = {
	completed: 'SUCCEEDED',
	failed: 'FAILED',
	cancelled: 'CANCELED',
	expired: 'UNKNOWN',
};

/** The status word of a task. */
export function statusWord({ state, startedAtMs }: SimulatedTask): StatusWord {
	if (state !== 'running') return ENDS[state];
	return startedAtMs === undefined ? 'PENDING' : 'RUNNING';
}

/** The task of that ID; undefined when it is unknown, too old, or the other service's. */
export function knownTask(
	tasks: ReadonlyMap<string, SimulatedTask>,
	id: string,
	lifetimeMs: number,
): SimulatedTask | undefined {
	const task = tasks.get(id);
	return task !== undefined && isKnown(task, lifetimeMs) ? task : undefined;
}

/** Whether Model Studio still knows of a task. */
export function isKnown({ service, acceptedAtMs }: SimulatedTask, lifetimeMs: number): boolean {
	return service === 'modelStudio' && Date.now() - acceptedAtMs < lifetimeMs;
}
