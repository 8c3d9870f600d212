import { sleep, type IExecuteSingleFunctions } from 'n8n-workflow';

import { notSubmitted, stoppedBeforeSubmit } from '../errors/submitProblems';
import { batchSizeOf, itemsBegun, sharedByRun } from '../n8n/run';
import { isToolCall } from '../n8n/toolCall';
import { orStopped } from '../shared/pause';

/** Ends when an item may go on. What came of its own check decides besides. */
export type Barrier = (
	context: IExecuteSingleFunctions,
	own: Promise<{ fault?: Error }>,
) => Promise<void>;

/**
 * Holds an item back until all items of the run are checked, and lets none through when one is refused.
 * n8n starts all items at once, and when one fails it throws away what the others brought: without this, a
 * typo in the last row would cost as many videos as there are rows.
 *
 * Under "On Error: Continue" nothing is thrown away, so that every item goes its own way. A tool call
 * has one item, and the run around it is the agent's.
 *
 * @throws {Problem} when another item is refused
 */
export const waitForAllChecks: Barrier = async (context, own) => {
	if (context.continueOnFail() || isToolCall(context)) return;

	const checks = sharedByRun(context, 'checks', (): Array<Promise<{ fault?: Error }>> => []);
	const batchSize = sharedByRun(context, 'batch size', () => batchSizeOf(context));
	checks.push(own);
	// n8n begins with all items before it does anything else.
	await sleep(0);
	if (checks.length < itemsBegun(context, batchSize)) {
		// It could not read the parameters of the next item and gave the run up: nobody is waiting for
		// this item any more, neither for its request nor for an error of its own.
		await orStopped(new Promise(() => {}), context.getExecutionCancelSignal());
		throw stoppedBeforeSubmit();
	}
	if ((await own).fault) return;
	const all = await Promise.all(checks);
	const refused = all.findIndex(({ fault }) => fault !== undefined);
	if (refused >= 0) throw notSubmitted(refused, all[refused].fault!.message);
};
