import { NodeApiError, type IExecuteSingleFunctions, type INodeExecutionData } from 'n8n-workflow';

import { bearerKey } from '../../../credentials/bearerKey';
import { earlierPurchase, purchaseOf } from '../purchase/purchase';
import { knownTask } from '../task/knownTask';
import type { Message } from './message';
import { boughtBefore, unanswered } from './messagesOfSubmit';

/** The errors made here, to be told from those that n8n's helpers throw. */
const ours = new WeakSet<object>();

/**
 * Makes the error that a person reads. It is an API error even where no answer of the service is
 * behind it: n8n wraps any other kind once more and may lose the message with the task ID in it.
 *
 * @param httpStatus the status of the service's answer, if there was one
 */
export async function nodeError(
	context: IExecuteSingleFunctions,
	plainWords: Message,
	httpStatus?: number,
): Promise<NodeApiError> {
	const { message, description } = aboutPurchase(context, {
		message: shorten(await withoutKey(context, plainWords.message)),
		description: await withoutKey(context, plainWords.description),
	});
	const error = new NodeApiError(
		context.getNode(),
		{ message },
		{
			message,
			description,
			httpCode: httpStatus === undefined ? undefined : String(httpStatus),
			itemIndex: context.getItemIndex(),
		},
	);
	// n8n swaps a message that holds a code such as ENOTFOUND for a general one, without the task.
	error.message = message;
	ours.add(error);
	return error;
}

/** No message about an item is silent about what was bought, or may have been, now or before. */
function aboutPurchase(context: IExecuteSingleFunctions, words: Message): Message {
	const id = knownTask(context);
	if (id !== undefined) return words.message.includes(id) ? words : boughtBefore(words, id);
	const purchase = purchaseOf(context) ?? earlierPurchase(context);
	return purchase?.unansweredSinceMs !== undefined
		? unanswered(words, purchase.sentKey ?? purchase.key, purchase.links !== undefined)
		: words;
}

/** Gives an error of this node as it is, and words any other one. */
export const asNodeError = async (
	context: IExecuteSingleFunctions,
	error: unknown,
	words: (error: unknown) => Message,
): Promise<NodeApiError> => (isNodeError(error) ? error : await nodeError(context, words(error)));

/** Whether an error already has the words of this node. */
export const isNodeError = (error: unknown): error is NodeApiError =>
	typeof error === 'object' && error !== null && ours.has(error);

/**
 * The row of an item that failed under "On Error: Continue". n8n makes such rows itself, but without
 * `pairedItem`, so that the error branch of a workflow could not tell which input failed.
 */
export const errorRow = (
	context: IExecuteSingleFunctions,
	error: NodeApiError,
): INodeExecutionData => ({
	json: {},
	error,
	pairedItem: { item: context.getItemIndex() },
});

/** The task comes first in a message, the service's own words last. */
const LONGEST_MESSAGE = 500;

const shorten = (text: string) =>
	text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}…` : text;

/** Cuts out the API key, whoever put it into the text. */
async function withoutKey(context: IExecuteSingleFunctions, text: string): Promise<string> {
	try {
		return text.replaceAll(bearerKey(await context.getCredentials('wanVideoEditApi')), '***');
	} catch {
		// Without a usable credential there is no key that could have got into the text.
		return text;
	}
}
