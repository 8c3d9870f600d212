import { shownId, useGetTask, type Problem, type WayOn } from './problem';

/** What is known about the purchase of an item when something has failed. */
export interface PurchaseState {
	/** The task that was bought or asked for. */
	taskId?: string;
	/**
	 * When the submit was sent whose answer was lost, in ms since 1970, if the task was only found in the service's list
	 * and nobody knows yet whose it is.
	 */
	foundSinceMs?: number;
	/** A submit, now or at an earlier attempt, may have been accepted. */
	uncertain?: {
		/** The Idempotency Key that leads back to its task. */
		key?: string;
		/** Where instead the service's list of tasks leads back to it: when it was sent, in ms since 1970. */
		sentAtMs?: number;
		/** Whether media are files: a new execution gives them other addresses, so that it is another edit. */
		hasFiles: boolean;
	};
	/** Instead of all that: what is known of each piece, counted from 1, where a video is edited in pieces. */
	pieces?: Array<Omit<PurchaseState, 'pieces'> & { piece: number }>;
}

const NOT_STARTED = 'This edit was not started and is not billed.';

/** What is said where nothing was bought. */
const NOT_BILLED: Record<Operation, string> = {
	submitEdit: NOT_STARTED,
	getTask: 'Get Task costs nothing.',
	estimateEdit: NOT_STARTED,
};

/** The operation that the person runs. */
export type Operation = 'submitEdit' | 'getTask' | 'estimateEdit';

const mayBeBilled = (keyLeadsBack: boolean) =>
	`The service may still have accepted the edit. If it supports the Idempotency-Key, a retry (Retry On Fail, or "Retry" in the executions list) gets the edit back without paying twice${keyLeadsBack ? ', and so does the same edit with this key in the option Idempotency Key' : ''}. Otherwise check your balance or task list at the service before any new run.`;

const MAY_BE_ANOTHERS = "It was only found in the service's list, and may be another program's.";
const LOOK_FIRST =
	"Look at its video before you use it. If it is not this edit's, look for that in the service's list of tasks before any new run.";

const mayBeListed =
	'The service may still have accepted the edit. A retry (Retry On Fail, or "Retry" in the executions list) looks for it in the service\'s list of tasks first, and does not pay twice. Before any new run, wait a minute and look there yourself.';

/**
 * Completes the words about a problem, so that none is silent about what was bought, or may have been, now
 * or at an earlier attempt.
 *
 * @param wayOn what to do with pieces that are bought
 */
export function withBilling(
	{ message, description, billing }: Pick<Problem, 'message' | 'description' | 'billing'>,
	{ taskId, foundSinceMs, uncertain, pieces }: PurchaseState,
	wayOn: WayOn = 'retry',
	operation: Operation = 'submitEdit',
): { message: string; description: string } {
	if (pieces) return withPieces({ message, description, billing }, pieces, wayOn);
	if (foundSinceMs !== undefined) {
		const named = withBilling({ message, description, billing }, { taskId });
		return {
			message: `${ended(named.message)} ${MAY_BE_ANOTHERS} ${submittedAt(foundSinceMs)}`,
			description: joined(named.description, LOOK_FIRST),
		};
	}
	if (taskId !== undefined) {
		return message.includes(shownId(taskId))
			? { message, description: joined(description) }
			: {
					message: `Task ${shownId(taskId)} was submitted by an earlier attempt. Now: ${message}`,
					description: joined(description, billing === 'yes' ? undefined : useGetTask(taskId)),
				};
	}
	if (uncertain === undefined && billing === 'no') {
		return { message, description: joined(description, NOT_BILLED[operation]) };
	}
	const isListed = uncertain?.sentAtMs !== undefined;
	const unclear = isListed ? mayBeListed : mayBeBilled(uncertain?.hasFiles === false);
	return {
		message: uncertain ? `${ended(message)} ${traceOf(uncertain)}` : message,
		description:
			billing === 'no'
				? joined(description, 'An earlier attempt got no answer, though.', unclear)
				: joined(description ?? unclear),
	};
}

/** The same where a video is edited in pieces: each has a task of its own, and only what is missing is bought again. */
function withPieces(
	{ message, description, billing }: Pick<Problem, 'message' | 'description' | 'billing'>,
	pieces: NonNullable<PurchaseState['pieces']>,
	wayOn: WayOn,
): { message: string; description: string } {
	const bought = boughtPieces(pieces);
	if (bought === '') {
		const next = billing === 'no' ? 'No piece was started, and nothing is billed.' : undefined;
		return { message, description: joined(description, next) };
	}
	const isNamed = ({ taskId }: PurchaseState) =>
		taskId !== undefined && message.includes(shownId(taskId));
	return {
		message: pieces.every(isNamed) ? message : `${ended(message)} ${bought}`,
		description: joined(
			description,
			WAYS_ON[wayOn],
			GOES_ON_ANYWAY.includes(wayOn) ? undefined : NOT_ALL_AGAIN,
		),
	};
}

const FETCH_PIECES =
	'Fetch each piece that has a task with the operation "Get Task" and its task ID; that costs nothing.';
const RETRY =
	'Retry the execution (Retry On Fail, or "Retry" in the executions list) instead of running the node again: that continues with these tasks, and buys only what is missing.';
const WAYS_ON: Record<WayOn, string | undefined> = {
	retry: RETRY,
	getTask: FETCH_PIECES,
	stopped: FETCH_PIECES,
	timeLimit: RETRY,
	told: undefined,
};
/** After these the next execution goes on with what is bought. */
const GOES_ON_ANYWAY: WayOn[] = ['stopped', 'timeLimit'];
const NOT_ALL_AGAIN =
	'Running the workflow again would buy all pieces, unless a stopped execution had bought them.';

/** Names the task of each piece that has one, and what leads to one that may have been bought. */
function boughtPieces(pieces: NonNullable<PurchaseState['pieces']>): string {
	const tasks = pieces.flatMap(({ piece, taskId, foundSinceMs }) => {
		const doubt = foundSinceMs === undefined ? '' : ", if it is not another program's";
		return taskId === undefined ? [] : [`${shownId(taskId)} (piece ${piece}${doubt})`];
	});
	const unclear = pieces.flatMap(({ piece, taskId, uncertain }) =>
		taskId === undefined && uncertain ? [`${traceOf(uncertain)} (piece ${piece})`] : [],
	);
	const named = tasks.length > 0 ? [`Tasks of the pieces: ${tasks.join(', ')}`] : [];
	return [...named, ...unclear].join('. ');
}

const joined = (...parts: Array<string | undefined>) =>
	parts.flatMap((part) => (part ? ended(part) : [])).join(' ');

/** What leads to a task that may have been bought. */
const traceOf = ({ key, sentAtMs }: NonNullable<PurchaseState['uncertain']>): string =>
	sentAtMs === undefined ? `The Idempotency Key of this edit is ${key}` : submittedAt(sentAtMs);

const submittedAt = (ms: number) => `The edit was submitted at ${new Date(ms).toISOString()}`;

/** A sentence with its end: n8n's own have none, and another one follows. */
const ended = (sentence: string) => (/[.!?…]/.test(sentence.slice(-1)) ? sentence : `${sentence}.`);
