import type {
	DeclarativeRestApiSettings,
	IExecutePaginationFunctions,
	IExecuteSingleFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
	NodeApiError,
} from 'n8n-workflow';

import type { PurchaseState } from '../errors/billing';
import { Problem } from '../errors/problem';
import { handOff, takeOver } from '../n8n/handoff';
import { hasAttemptsLeft } from '../n8n/run';
import { isToolCall } from '../n8n/toolCall';
import type { OpenPurchase } from '../purchase/openPurchase';
import { earlierState, stateOfItem } from '../purchase/stateOfItem';
import type { Result } from '../shared/retry';
import { nodeError, withItemsOfRun } from './nodeError';
import type { Barrier } from './waitForAllChecks';
import { beginItem, type EndItem, type Outcome } from './waitForAllItems';

/** What the frame must know of an item, so that no message is silent about what was bought or asked for. */
export interface Known {
	/** One, or one for each piece of a video. */
	purchases?: OpenPurchase[];
	/** The task that was asked for. */
	taskId?: string;
}

/** What {@link prepare} hands over to {@link run}. */
interface Handover<Prepared> {
	prepared: Result<Prepared, NodeApiError>;
	known: Known;
	/** Takes what came of the item. */
	end: EndItem;
}

/** What came of an item's steps: what they bring, or n8n's error about what they threw. */
const settled = <T>(
	context: IExecuteSingleFunctions,
	known: Known,
	steps: Promise<T>,
): Promise<Result<T, NodeApiError>> =>
	steps.then(
		(value) => ({ value }),
		async (thrown) => {
			const state = stateOf(context, known);
			noteIfHopeless(thrown, known.purchases);
			logIfStopped(context, state);
			return { fault: await nodeError(context, thrown, state) };
		},
	);

/** Takes note when no other execution can go on with what was bought. */
export function noteIfHopeless(thrown: unknown, purchases: OpenPurchase[] = []): void {
	if (!(thrown instanceof Problem && thrown.about.isHopeless)) return;
	for (const purchase of purchases) purchase.noteHopeless();
}

/** n8n keeps no message of a stopped execution: then the log has what leads to a submit without an answer. */
function logIfStopped(context: IExecuteSingleFunctions, state: PurchaseState): void {
	if (!context.getExecutionCancelSignal()?.aborted) return;
	for (const { uncertain } of state.pieces ?? [state]) {
		if (!uncertain) continue;
		const { key, sentAtMs } = uncertain;
		const trace = sentAtMs
			? `sent at ${new Date(sentAtMs).toISOString()}`
			: `Idempotency Key ${key}`;
		context.logger.warn(`Wan Video Edit stopped in a submit, ${trace}`);
	}
}

const stateOf = (context: IExecuteSingleFunctions, { taskId, purchases }: Known): PurchaseState =>
	taskId === undefined ? boughtBy(context, purchases) : { taskId };

const boughtBy = (context: IExecuteSingleFunctions, purchases?: OpenPurchase[]): PurchaseState =>
	purchases ? stateOfItem(purchases) : earlierState(context);

/**
 * The frame of a preSend: prepares an item, and hands over to {@link run}, also what went wrong: an error
 * that leaves a preSend may come before n8n listens, and under "On Error: Continue" it becomes a row
 * without `pairedItem`, which n8n cannot trace back to its input.
 *
 * @param steps fills in what the frame must know as soon as it is known
 * @param barrier throws if the item must not go on
 */
export async function prepare<Prepared>(
	context: IExecuteSingleFunctions,
	request: IHttpRequestOptions,
	steps: (known: Known) => Promise<Prepared>,
	barrier: Barrier<Prepared> = async () => {},
): Promise<IHttpRequestOptions> {
	const known: Known = {};
	const end = isToolCall(context) ? endToolCall : beginItem(context);
	const check = settled(context, known, steps(known));
	const afterBarrier = await settled(context, known, barrier(context, check));
	const prepared = afterBarrier.fault ? afterBarrier : await check;
	return handOff({ ...request }, { prepared, known, end } satisfies Handover<Prepared>);
}

/**
 * The frame of a pagination, which n8n calls instead of sending the request that it has put together: takes
 * an item through its steps. A problem becomes an error in this node's words, or under "On Error: Continue" a row
 * that is paired with its input.
 *
 * @throws {NodeApiError} for whatever the steps throw
 */
export async function run<Prepared>(
	context: IExecutePaginationFunctions,
	{ options }: DeclarativeRestApiSettings.ResultOptions,
	steps: (prepared: Prepared) => Promise<INodeExecutionData>,
): Promise<INodeExecutionData[]> {
	const handover = takeOver<Handover<Prepared>>(options);
	if (!handover)
		throw await nodeError(context, new Error('this version of n8n is not supported yet'), {});
	const { prepared, known, end } = handover;

	const result = prepared.fault ? prepared : await settled(context, known, steps(prepared.value));
	const { value: item, fault: failure } = result;
	for (const purchase of known.purchases ?? []) purchase.endToolCall(failure === undefined);
	if (failure) giveBack(known);
	const allItems = end({
		item: context.getItemIndex(),
		failure,
		isWorthRepeating: failure !== undefined && !prepared.fault,
		bought: known.taskId === undefined ? boughtBy(context, known.purchases) : {},
		giveBack: () => giveBack(known),
	});
	if (context.continueOnFail()) {
		const row = item ?? errorRow(context, failure);
		return [await forRetryOnFail(context, row, allItems)];
	}
	if (item) return [item];
	const all = await allItems();
	const own = context.getItemIndex();
	// n8n shows the error of the first one alone, and throws away what all others brought.
	if (all.some((other) => other.failure && other.item < own)) throw failure;
	for (const other of all) other.giveBack();
	throw await withItemsOfRun(context, failure, all);
}

const giveBack = ({ purchases = [] }: Known): void =>
	purchases.forEach((purchase) => purchase.giveBack());

/** n8n puts the message into the row's JSON by itself, but not before it hands that to an agent. */
function errorRow(context: IExecuteSingleFunctions, error: NodeApiError): INodeExecutionData {
	const pairedItem = { item: context.getItemIndex() };
	const { data: details } = error.context;
	// By these keys n8n knows a row of an error, too. Of one with the error itself it keeps the message alone.
	if (details) return { json: { error: error.message, details }, pairedItem };
	return { json: isToolCall(context) ? { error: error.message } : {}, error, pairedItem };
}

/** A tool call is one item, and the run around it the agent's. */
const endToolCall: EndItem = (own) => async () => await Promise.resolve([own]);

/**
 * Makes n8n repeat a run under "On Error: Continue", if that is worth it: it looks at the first row only.
 * That row may be a good one, and stays so should n8n not do it.
 */
async function forRetryOnFail(
	context: IExecuteSingleFunctions,
	row: INodeExecutionData,
	allItems: () => Promise<Outcome[]>,
): Promise<INodeExecutionData> {
	const isStopped = context.getExecutionCancelSignal()?.aborted;
	const isAsked = context.getItemIndex() === 0 && hasAttemptsLeft(context) && !isToolCall(context);
	if (!isAsked || isStopped) return row;
	const failed = (await allItems()).find(({ isWorthRepeating }) => isWorthRepeating);
	return failed ? { ...row, json: { ...row.json, error: failed.failure!.message } } : row;
}
