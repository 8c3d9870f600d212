import type { IDataObject } from 'n8n-workflow';

/**
 * Whether an edit is billed when something has failed: not started; perhaps accepted; or bought, so that
 * its task is known.
 */
export type Billing = 'no' | 'maybe' | 'yes';

/**
 * What to do with pieces of a video that are bought: retry, which continues with them; fetch them, as there is nothing to
 * retry; the same after Stop, or retry after the time limit, where another execution goes on with them, too; or what the
 * problem itself says.
 */
export type WayOn = 'retry' | 'getTask' | 'stopped' | 'timeLimit' | 'told';

/**
 * What every step throws when it cannot go on. n8n's own error is made of it in one place, `nodeError`.
 *
 * The message says what happened. n8n's error rows keep nothing else, so it names the task, if there is
 * one. The description says what to do next, where that is more than the state of the billing tells.
 */
export class Problem extends Error {
	/**
	 * @param message what happened
	 * @param description what to do next
	 * @param httpStatus of the service's answer, if there was one
	 * @param about an item of what was paid for all the same, which under "On Error: Continue" is in the row of the error;
	 *   what to do with pieces of a video that are bought; the end of the message, which names the task and stays whole
	 *   however long the rest is; what to do next where it was Get Task that failed; further task IDs in the message;
	 *   whether no other execution can go on with what is bought
	 */
	constructor(
		readonly billing: Billing,
		message: string,
		readonly description?: string,
		readonly httpStatus?: number,
		readonly about: {
			item?: IDataObject;
			wayOn?: WayOn;
			ending?: string;
			inGetTask?: string;
			taskIds?: string[];
			isHopeless?: boolean;
		} = {},
	) {
		super(message);
	}
}

/** The way to a task that needs no execution to go on. */
export const useGetTask = (id: string): string =>
	`Fetch it with the operation "Get Task" and the task ID ${id}; that costs nothing.`;

/** The way to a task for whoever has just run Get Task. */
export const RUN_AGAIN = 'Run the node again, which costs nothing.';

const LONGEST_SHOWN_ID = 200;

/** A task ID as a message shows it. One that would fill the message is shortened there, and nowhere else. */
export const shownId = (id: string): string =>
	id.length > LONGEST_SHOWN_ID ? `${id.slice(0, 100)}…${id.slice(-20)}` : id;

/**
 * A problem with a task that is known.
 *
 * @param next what to do next, with a way to the task: for an edit that was submitted, and for Get Task
 */
export const bought = (
	message: string,
	next: (way: string) => string,
	way: string,
	httpStatus?: number,
): Problem => new Problem('yes', message, next(way), httpStatus, { inGetTask: next(RUN_AGAIN) });

/** The same problem, where no other execution can go on with what is bought. */
export const hopeless = ({ billing, message, description, httpStatus, about }: Problem): Problem =>
	new Problem(billing, message, description, httpStatus, { ...about, isHopeless: true });

/** An execution that failed, other than a stopped one, can continue where it failed. */
export const retryOrGetTask = (id: string) =>
	`Retry the execution, which continues with this task, or use the operation "Get Task" with the task ID ${id}: neither costs anything.`;

/** How often something was tried. */
export const attempts = (tries: number) => (tries === 1 ? '1 attempt' : `${tries} attempts`);

/**
 * Stop was pressed, or the workflow's time limit came. Both look the same to a step; n8n's frame tells them apart.
 */
export class Stopped extends Problem {
	/**
	 * @param rest of the message
	 * @param next what to do next, with a way to the task
	 * @param before what the message begins with
	 */
	constructor(
		billing: Billing,
		private readonly rest: string,
		private readonly next?: (way: string) => string,
		private readonly taskId = '',
		private readonly before = '',
	) {
		const about = { inGetTask: next?.(RUN_AGAIN) };
		super(billing, `${before}Stopped ${rest}`, next?.(useGetTask(taskId)), undefined, about);
	}

	/** The same of a piece of a video. */
	ofPiece(before: string, description: string): Stopped {
		return new Stopped(this.billing, this.rest, () => description, this.taskId, before);
	}

	/** The same in words for the end of the time limit: other than after Stop, n8n then keeps what it takes to retry. */
	byTimeLimit(): Problem {
		const { billing, before, rest, next, taskId, about } = this;
		const message = `${before}Stopped by the workflow's time limit ${rest}`;
		return new Problem(billing, message, next?.(retryOrGetTask(taskId)), undefined, about);
	}
}

/** What to do next, however far the edit had come. */
export const LONGER_LIMIT =
	'Give the workflow a longer time limit than Timeout (Minutes) of the node: in its settings under Timeout Workflow, or for all workflows in the environment variable EXECUTIONS_TIMEOUT of n8n.';
