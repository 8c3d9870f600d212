import { sleep, type IExecuteSingleFunctions } from 'n8n-workflow';

import { notSubmitted, stoppedBeforeSubmit } from '../errors/messagesOfSubmit';
import { nodeError } from '../errors/nodeError';
import { isToolCall } from '../purchase/toolCall';
import { orStopped } from '../wait/pause';
import { runOf } from './run';

/**
 * Holds an item back until all items of the run are checked, and submits none when one is refused.
 * n8n starts all items at once, and when one fails it throws away what the others brought: without
 * this, a typo in the last row would cost as many videos as there are rows.
 *
 * Under "On Error: Continue" nothing is thrown away, so that every item goes its own way. A tool call
 * has one item, and the run around it is the agent's.
 */
export async function wholeRunChecked<T>(
	context: IExecuteSingleFunctions,
	check: Promise<T>,
): Promise<T> {
	if (context.continueOnFail() || isToolCall(context)) return await check;

	const run = runOf(context);
	const { checks } = run;
	// n8n reads the batching of the first item only.
	run.batchSize ??= batchSizeOf(context);
	checks.push(
		check.then(
			() => undefined,
			(error: Error) => error,
		),
	);
	// n8n begins with all items before it does anything else.
	await sleep(0);
	if (checks.length < itemsBegun(context, run.batchSize)) {
		// It could not read the parameters of the next item and gave the run up: nobody is waiting for
		// this item any more, neither for its request nor for an error of its own.
		const stop = context.getExecutionCancelSignal();
		await orStopped(new Promise(() => {}), stop);
		throw await nodeError(context, stoppedBeforeSubmit());
	}
	const checked = await check;
	const errors = await Promise.all(checks);
	const refused = errors.findIndex((error) => error !== undefined);
	if (refused >= 0) {
		throw await nodeError(context, notSubmitted(refused, errors[refused]!.message));
	}
	return checked;
}

/** How many items n8n has begun with by now: all, or those up to the end of the item's batch. */
function itemsBegun(context: IExecuteSingleFunctions, batchSize: number): number {
	const items = context.getNode().executeOnce
		? 1
		: (context.getExecuteData().data.main?.[0]?.length ?? 1);
	return Math.min(items, (Math.floor(context.getItemIndex() / batchSize) + 1) * batchSize);
}

/** How many items n8n begins with at once. */
function batchSizeOf(context: IExecuteSingleFunctions): number {
	const { batching } = context.getNodeParameter('requestOptions', {}) as {
		batching?: { batch?: { batchSize?: number; batchInterval?: number } };
	};
	const { batchSize = 0, batchInterval = 0 } = batching?.batch ?? {};
	return batchInterval > 0 ? Math.max(1, batchSize) : Infinity;
}
