import { sleep, type IExecuteSingleFunctions, type NodeApiError } from 'n8n-workflow';

import { parseUrl } from '../../../credentials/parseUrl';
import { notSubmitted } from '../errors/submitProblems';
import { parametersOf } from '../n8n/parametersOf';
import { batchingOf, itemsBegun, itemsOfRun, memoizePerRun, sharedByRun } from '../n8n/run';
import { isToolCall } from '../n8n/toolCall';
import { networkFault } from '../service/networkFault';
import type { Result } from '../shared/retry';

/** What came of the checks of an item. */
export type Checked<Prepared> = Result<Prepared, NodeApiError>;

/** Ends when an item may go on. What came of its own check decides besides. */
export type Barrier<Prepared> = (
	context: IExecuteSingleFunctions,
	own: Promise<Checked<Prepared>>,
) => Promise<void>;

/**
 * Holds an item back until all items of the run are checked, and lets none through when one is refused.
 * n8n starts all items at once, and when one fails it throws away what the others brought: without this, a
 * typo in the last row would cost as many videos as there are rows.
 *
 * Under "On Error: Continue" nothing is thrown away, so that no item is refused for another one. A tool call
 * has one item, and the run around it is the agent's.
 *
 * @returns what came of all items that n8n has begun with
 * @throws {Problem} when another item is refused
 */
export async function waitForAllChecks<Prepared>(
	context: IExecuteSingleFunctions,
	own: Promise<Checked<Prepared>>,
): Promise<Array<Checked<Prepared>>> {
	if (isToolCall(context)) return [await own];

	const checks = checksOf<Prepared>(context);
	const { pauseMs } = sharedByRun(context, 'batching', () => batchingOf(context));
	checks.push(own);
	await unlessGivenUp(context);
	const goesOn = context.continueOnFail();
	if (!goesOn && pauseMs > 0)
		await memoizePerRun(context, 'all resolved', async () => await resolveAll(context));
	if ((await own).fault) return [];
	const all = await memoizePerRun(
		context,
		`${checks.length} checks`,
		async () => await Promise.all(checks),
	);
	const refused = goesOn ? -1 : all.findIndex(({ fault }) => fault !== undefined);
	if (refused >= 0) throw notSubmitted(refused, all[refused].fault!.message);
	return all;
}

const checksOf = <Prepared>(context: IExecuteSingleFunctions) =>
	sharedByRun(context, 'checks', (): Array<Promise<Checked<Prepared>>> => []);

/**
 * Ends when n8n has begun with all items of the batch. If it could not resolve the parameters of the next item and gave the
 * run up, it never ends: nobody is waiting for this item any more, neither for its request nor for an error of its own, and
 * what a stopped execution has bought of it is left for the next run.
 */
export async function unlessGivenUp(context: IExecuteSingleFunctions): Promise<void> {
	if (isToolCall(context)) return;
	// n8n begins with all items before it does anything else.
	await sleep(0);
	const { batchSize } = sharedByRun(context, 'batching', () => batchingOf(context));
	const isGivenUp = checksOf(context).length < itemsBegun(context, batchSize);
	if (isGivenUp && !context.continueOnFail()) await new Promise(() => {});
}

/** After so many items the rest of n8n has its turn. */
const ITEMS_AT_ONCE = 20;

/**
 * With a pause between batches, n8n resolves the parameters of later items when the edits of the first ones are
 * bought, and gives the run up when it cannot.
 *
 * @throws {Problem} when the parameters of an item cannot be resolved
 */
async function resolveAll(context: IExecuteSingleFunctions): Promise<void> {
	for (let item = 0; item < itemsOfRun(context); item++) {
		const reason = whyUnresolvable(context, item);
		if (reason !== undefined) throw notSubmitted(item, reason);
		if (item % ITEMS_AT_ONCE === 0) await sleep(0);
	}
}

function whyUnresolvable(context: IExecuteSingleFunctions, item: number): string | undefined {
	try {
		const { requestOptions } = parametersOf(context, item);
		return isProxy(requestOptions?.proxy) ? undefined : 'The proxy is not valid';
	} catch (error) {
		return networkFault(error).reason;
	}
}

/** What n8n takes for a proxy: an address with a host and a port. */
const isProxy = (proxy: unknown): boolean =>
	!proxy ||
	(typeof proxy === 'string' && /:\/\/.*:\d+/.test(proxy) && parseUrl(proxy) !== undefined);
