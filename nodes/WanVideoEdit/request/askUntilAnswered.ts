import type {
	DeclarativeRestApiSettings,
	IExecutePaginationFunctions,
	IExecuteSingleFunctions,
	INodeExecutionData,
} from 'n8n-workflow';

import { readSettings } from '../checks/readSettings';
import { stoppedAsking, taskUnreachable } from '../errors/messagesOfTask';
import { asNodeError, isNodeError, nodeError } from '../errors/nodeError';
import { knownTask } from '../task/knownTask';
import { backoffMs, LONGEST_RETRY_AFTER_MS } from '../wait/backoff';
import { pause } from '../wait/pause';
import { turnToAsk } from '../wait/turnToAsk';
import { beginWait, waitedMs } from '../wait/waitClock';
import type { Fault } from './answer';
import { networkFault } from './networkFault';
import { runItem } from './runItem';

/** How often the first question is asked: for about two minutes, or a quarter of one without waiting. */
const MOST_TRIES = 10;
const MOST_TRIES_WITHOUT_WAITING = 5;
/** Whoever does not wait does not pause for longer than this either, whatever the service asks for. */
const LONGEST_PAUSE_WITHOUT_WAITING_MS = 30_000;

/** What to call when an item's question is answered, by item, which n8n gives helpers of its own. */
const onTheirWay = new WeakMap<object, () => void>();

/** Lets the next question in the line go. n8n ends a request only after all that the answer leads to. */
export const noteAnswer = (context: IExecuteSingleFunctions): void =>
	onTheirWay.get(context.helpers)?.();

/** The service answered, but for a passing reason not with the task. */
export class PassingFault extends Error {
	constructor(readonly fault: Fault) {
		super(fault.reason);
	}
}

/** Pagination of Get Task. */
export async function askUntilAnswered(
	this: IExecutePaginationFunctions,
	requestData: DeclarativeRestApiSettings.ResultOptions,
): Promise<INodeExecutionData[]> {
	return await runItem(this, requestData, async () => await ask(this, requestData));
}

/**
 * Sends the question for a task, and again after a passing fault, with growing pauses: a question
 * costs nothing. It ends after many faults in a row, or when the time of the wait is over.
 */
export async function ask(
	context: IExecutePaginationFunctions,
	requestData: DeclarativeRestApiSettings.ResultOptions,
): Promise<INodeExecutionData[]> {
	const { waits, timeoutMs } = readSettings(context);
	const stop = context.getExecutionCancelSignal();
	const id = knownTask(context)!;

	beginWait(context);
	for (let tries = 1; ; tries++) {
		onTheirWay.set(context.helpers, await turnToAsk(stop));
		if (stop?.aborted) throw await nodeError(context, stoppedAsking(id));
		try {
			return await context.makeRoutingRequest(requestData);
		} catch (error) {
			noteAnswer(context);
			const { reason, retryAfterMs = 0 } = faultOf(error);
			const pauseMs = backoffMs(tries, Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS));
			const isOver = waits
				? tries === MOST_TRIES || waitedMs(context) + pauseMs > timeoutMs
				: tries === MOST_TRIES_WITHOUT_WAITING || pauseMs > LONGEST_PAUSE_WITHOUT_WAITING_MS;
			if (isNodeError(error) || (isOver && !stop?.aborted)) {
				throw await asNodeError(context, error, () => taskUnreachable(id, tries, reason));
			}
			await pause(pauseMs, stop);
		}
	}
}

const faultOf = (error: unknown): Pick<Fault, 'reason' | 'retryAfterMs'> =>
	error instanceof PassingFault ? error.fault : networkFault(error);
