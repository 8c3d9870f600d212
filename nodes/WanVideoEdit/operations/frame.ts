import type {
	DeclarativeRestApiSettings,
	IExecutePaginationFunctions,
	IExecuteSingleFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
	NodeApiError,
} from 'n8n-workflow';

import type { PurchaseState } from '../errors/billing';
import { othersNotLost } from '../errors/taskProblems';
import { handOff, takeOver } from '../n8n/handoff';
import { itemsOfRun } from '../n8n/run';
import { isToolCall } from '../n8n/toolCall';
import { OpenPurchase } from '../purchase/openPurchase';
import type { Result } from '../shared/retry';
import { nodeError } from './nodeError';
import type { Barrier } from './waitForAllChecks';

/** What the frame must know of an item, so that no message is silent about what was bought or asked for. */
export interface Known {
	purchase?: OpenPurchase;
	taskId?: string;
}

/** What came of an item's steps: what they bring, or n8n's error about what they threw. */
const settled = async <T>(
	context: IExecuteSingleFunctions,
	known: Known,
	steps: Promise<T>,
): Promise<Result<T, NodeApiError>> =>
	await steps.then(
		(value) => ({ value }),
		async (thrown) => ({ fault: await nodeError(context, thrown, boughtBy(context, known)) }),
	);

const boughtBy = (context: IExecuteSingleFunctions, { purchase, taskId }: Known): PurchaseState =>
	purchase?.state ?? (taskId === undefined ? OpenPurchase.earlierState(context) : { taskId });

/**
 * The frame of a preSend: prepares an item, and hands over to {@link run}. A problem is thrown, and
 * nothing is done with the item any more. Under "On Error: Continue" it is handed over instead: an error that leaves a preSend
 * becomes a row without `pairedItem`, which n8n cannot trace back to its input.
 *
 * @param steps fills in what the frame must know as soon as it is known
 * @param barrier throws if the item must not go on
 * @throws {NodeApiError} for whatever they throw
 */
export async function prepare<Prepared>(
	context: IExecuteSingleFunctions,
	request: IHttpRequestOptions,
	steps: (known: Known) => Promise<Prepared>,
	barrier: Barrier = async () => {},
): Promise<IHttpRequestOptions> {
	const known: Known = {};
	const check = settled(context, known, steps(known));
	const afterBarrier = await settled(context, known, barrier(context, check));
	const prepared = afterBarrier.fault ? afterBarrier : await check;
	if (prepared.fault) known.purchase?.endToolCall(false);
	if (prepared.fault && !context.continueOnFail()) throw prepared.fault;
	return handOff({ ...request }, prepared);
}

/**
 * The frame of a pagination, which n8n calls instead of sending the request that it has put together: takes
 * an item through its steps. A problem becomes an error in this node's words, or under "On Error: Continue" a row
 * that is paired with its input.
 *
 * @throws {NodeApiError} for whatever `steps` throws
 */
export async function run<Prepared extends Known>(
	context: IExecutePaginationFunctions,
	{ options }: DeclarativeRestApiSettings.ResultOptions,
	steps: (prepared: Prepared) => Promise<INodeExecutionData>,
): Promise<INodeExecutionData[]> {
	const handover = takeOver<Result<Prepared, NodeApiError>>(options);
	if (!handover)
		throw await nodeError(context, new Error('this version of n8n is not supported yet'), {});
	if (handover.fault) return failed(context, handover.fault);
	const prepared = handover.value;

	const { value: item, fault: failure } = await settled(context, prepared, steps(prepared));
	prepared.purchase?.endToolCall(failure === undefined);
	if (item) return [item];
	const isOneOfMany = itemsOfRun(context) > 1 && !isToolCall(context);
	if (prepared.purchase && isOneOfMany) failure.description += ` ${othersNotLost}`;
	return failed(context, failure);
}

/** n8n makes rows of errors itself, but without `pairedItem`. */
function failed(context: IExecuteSingleFunctions, error: NodeApiError): INodeExecutionData[] {
	if (!context.continueOnFail()) throw error;
	return [{ json: {}, error, pairedItem: { item: context.getItemIndex() } }];
}
