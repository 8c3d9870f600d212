import type {
	DeclarativeRestApiSettings,
	IDataObject,
	IExecutePaginationFunctions,
	INodeExecutionData,
} from 'n8n-workflow';

import { readSettings } from '../checks/readSettings';
import type { Message } from '../errors/message';
import {
	stoppedBeforeSubmit,
	stoppedInSubmit,
	submitRefused,
	submitUnanswered,
} from '../errors/messagesOfSubmit';
import { stoppedAsking } from '../errors/messagesOfTask';
import { isNodeError, nodeError } from '../errors/nodeError';
import {
	endCall,
	hasOwnKey,
	keyOf,
	noteKeyUsedUp,
	noteSent,
	purchaseOf,
	turnToSubmit,
} from '../purchase/purchase';
import { isToolCall } from '../purchase/toolCall';
import { backoffMs, LONGEST_RETRY_AFTER_MS } from '../wait/backoff';
import { pause } from '../wait/pause';
import { beginWait } from '../wait/waitClock';
import type { Fault } from './answer';
import { ask } from './askUntilAnswered';
import { networkFault } from './networkFault';
import { itemError, runItem } from './runItem';
import { isKeyUsedUp, isRepeatable, mayBeBilled } from './submitFault';
import { asQuestion } from './taskQuestion';
import { untilStopped } from './untilStopped';
import { uploadImages } from './uploadImages';

/** How often a submit is sent that the service cannot have taken before. */
const MOST_TRIES = 5;

/** The service answered the submit, but without a task. */
export class SubmitFault extends Error {
	constructor(readonly fault: Fault) {
		super(fault.reason);
	}
}

/** Pagination of Submit Edit: buys the edit, or goes on with the task that an earlier attempt bought. */
export async function sendSubmit(
	this: IExecutePaginationFunctions,
	requestData: DeclarativeRestApiSettings.ResultOptions,
): Promise<INodeExecutionData[]> {
	return await runItem(this, requestData, async () => {
		let isHandedOn = false;
		try {
			const turn = await turnToSubmit(this);
			const items = turn
				? await buy(this, requestData).finally(turn.end)
				: await ask(this, questionFor(this, requestData));
			isHandedOn = true;
			return items;
		} finally {
			endCall(this, isHandedOn);
		}
	});
}

/** The question for the task: the request is still a submit when another attempt has bought it meanwhile. */
function questionFor(
	context: IExecutePaginationFunctions,
	requestData: DeclarativeRestApiSettings.ResultOptions,
): DeclarativeRestApiSettings.ResultOptions {
	const { taskId } = purchaseOf(context)!;
	const { language } = readSettings(context);
	return { ...requestData, options: asQuestion(requestData.options, taskId!, language) };
}

/**
 * Sends the submit, after its images. The rules:
 * - It is sent again only where that cannot buy anything twice: the service was not reached, was too
 *   busy to take it, or is still at the same purchase.
 * - Whatever else fails ends it, and the message says whether the edit may be billed.
 * - Stop ends it, but waits a moment for an answer on its way: it names a task that is paid.
 */
async function buy(
	context: IExecutePaginationFunctions,
	requestData: DeclarativeRestApiSettings.ResultOptions,
): Promise<INodeExecutionData[]> {
	const stop = context.getExecutionCancelSignal();
	const purchase = purchaseOf(context)!;
	const { timeoutMs } = readSettings(context);
	const startMs = performance.now();
	// Whoever called an agent waits for all of it.
	if (isToolCall(context)) beginWait(context);
	await uploadImages(context, requestData.options.body as IDataObject);

	for (let tries = 1; ; tries++) {
		if (stop?.aborted) throw await nodeError(context, stoppedBeforeSubmit());

		const isRepetition = purchase.unansweredSinceMs !== undefined || !keyMayBeOfAnother(context);
		const takeBack = noteSent(context);
		try {
			return await untilStopped(context.makeRoutingRequest(requestData), stop);
		} catch (error) {
			if (isNodeError(error) || purchase.taskId !== undefined) {
				const isStopped = stop?.aborted && !isNodeError(error);
				throw isStopped
					? await nodeError(context, stoppedAsking(purchase.taskId!))
					: await itemError(context, error);
			}
			const failure = failureOf(error, isRepetition);
			if (!failure.mayBeBilled) takeBack();
			if (failure.isKeyUsedUp) noteKeyUsedUp(context);
			if (stop?.aborted && failure.mayBeBilled) {
				// n8n keeps no message of a stopped execution: then the log has the key.
				context.logger.warn(
					`Wan Video Edit stopped in a submit, Idempotency Key ${keyOf(context)}`,
				);
				throw await nodeError(context, stoppedInSubmit());
			}
			const { retryAfterMs = 0 } = failure;
			const pauseMs = backoffMs(tries, retryAfterMs);
			const isOver =
				tries === MOST_TRIES ||
				retryAfterMs > LONGEST_RETRY_AFTER_MS ||
				performance.now() - startMs + pauseMs > timeoutMs;
			if (!failure.isRepeatable || isOver) {
				throw await nodeError(context, failure.words, failure.status);
			}
			await pause(pauseMs, stop);
		}
	}
}

interface Failure {
	words: Message;
	/** HTTP status, if there was an answer. */
	status?: number;
	retryAfterMs?: number;
	isRepeatable: boolean;
	mayBeBilled: boolean;
	isKeyUsedUp?: boolean;
}

/**
 * Whether a key that the service knows can only come from another edit: from a user who gave it to one.
 * A file goes to the service under another address each time, so that the same edit looks like another.
 */
const keyMayBeOfAnother = (context: IExecutePaginationFunctions) =>
	hasOwnKey(context) && purchaseOf(context)!.links === undefined;

function failureOf(error: unknown, isRepetition: boolean): Failure {
	if (error instanceof SubmitFault) {
		const { fault } = error;
		return {
			...fault,
			words: submitRefused(fault, isRepetition),
			isRepeatable: isRepeatable(fault),
			mayBeBilled: mayBeBilled(fault),
			isKeyUsedUp: isKeyUsedUp(fault),
		};
	}
	const fault = networkFault(error);
	return {
		words: submitUnanswered(fault),
		isRepeatable: fault.isUnreachable,
		mayBeBilled: !fault.neverSent,
	};
}
