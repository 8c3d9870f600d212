import { sleep, type IExecuteSingleFunctions } from 'n8n-workflow';

import { notSubmitted, stoppedBeforeSubmit } from '../errors/submitProblems';
import { batchSizeOf, itemsBegun } from '../n8n/items';
import { sharedByRun } from '../n8n/runCache';
import { isToolCall } from '../n8n/toolCall';
import { orStopped } from '../shared/pause';

/**
 * A barrier: holds an item back until all items of the run are checked, and lets none through when one is
 * refused. n8n starts all items at once, and when one fails it throws away what the others brought: without
 * this, a typo in the last row would cost as many videos as there are rows.
 *
 * Under "On Error: Continue" nothing is thrown away, so that every item goes its own way. A tool call
 * has one item, and the run around it is the agent's.
 *
 * @throws {Problem} when another item is refused, and whatever `check` throws
 */
export async function waitForAllChecks<T>(
	context: IExecuteSingleFunctions,
	check: Promise<T>,
): Promise<T> {
	if (context.continueOnFail() || isToolCall(context)) return await check;

	/** What came of each item's check so far: nothing, or why the item is refused. */
	const checks = sharedByRun(context, 'checks', (): Array<Promise<Error | undefined>> => []);
	const batchSize = sharedByRun(context, 'batch size', () => batchSizeOf(context));
	checks.push(
		check.then(
			() => undefined,
			(refusal: Error) => refusal,
		),
	);
	// n8n begins with all items before it does anything else.
	await sleep(0);
	if (checks.length < itemsBegun(context, batchSize)) {
		// It could not read the parameters of the next item and gave the run up: nobody is waiting for
		// this item any more, neither for its request nor for an error of its own.
		await orStopped(new Promise(() => {}), context.getExecutionCancelSignal());
		throw stoppedBeforeSubmit();
	}
	const checked = await check;
	const refusals = await Promise.all(checks);
	const refused = refusals.findIndex((refusal) => refusal !== undefined);
	if (refused >= 0) throw notSubmitted(refused, refusals[refused]!.message);
	return checked;
}
