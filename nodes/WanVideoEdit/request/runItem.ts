import type {
	DeclarativeRestApiSettings,
	IExecutePaginationFunctions,
	INodeExecutionData,
	NodeApiError,
} from 'n8n-workflow';

import { readSettings } from '../checks/readSettings';
import { refusalOf } from '../checks/refusal';
import { othersNotLost, unexpected } from '../errors/messagesOfTask';
import { asNodeError, errorRow } from '../errors/nodeError';
import { purchaseOf } from '../purchase/purchase';
import { isToolCall } from '../purchase/toolCall';
import { knownTask } from '../task/knownTask';
import { asWaiter } from '../wait/waiters';
import { networkFault } from './networkFault';

/**
 * The frame around the street that an item walks down: n8n has no other place around its routed
 * request than "pagination". Whatever fails in there becomes an error in this node's words, or under
 * "On Error: Continue" a row that is paired with its input.
 */
export async function runItem(
	context: IExecutePaginationFunctions,
	{ options }: DeclarativeRestApiSettings.ResultOptions,
	walk: () => Promise<INodeExecutionData[]>,
): Promise<INodeExecutionData[]> {
	const refusal = refusalOf(options);
	if (refusal) return [errorRow(context, refusal)];
	try {
		return readSettings(context).waits ? await asWaiter(walk) : await walk();
	} catch (error) {
		const failure = await itemError(context, error);
		if (!context.continueOnFail()) {
			if (hasOthers(context)) failure.description += ` ${othersNotLost}`;
			throw failure;
		}
		return [errorRow(context, failure)];
	}
}

/** Gives an error of this node as it is, and words one that nobody thought of. */
export const itemError = async (
	context: IExecutePaginationFunctions,
	error: unknown,
): Promise<NodeApiError> =>
	await asNodeError(context, error, () =>
		unexpected(knownTask(context), networkFault(error).reason),
	);

/** Whether the run edits other items, too. */
const hasOthers = (context: IExecutePaginationFunctions) =>
	purchaseOf(context) !== undefined &&
	!isToolCall(context) &&
	!context.getNode().executeOnce &&
	(context.getExecuteData().data.main?.[0]?.length ?? 1) > 1;
