import type { IExecuteSingleFunctions } from 'n8n-workflow';

interface Run {
	/** The helpers of the item that began the run. */
	first: object;
	cache: Map<string, unknown>;
}

/**
 * By the data of the execution's step, which is one object for all items of a run. n8n gives the items no
 * place of their own that they share.
 */
const runs = new WeakMap<object, Run>();

/**
 * What the items of one run of the node share under a name. Item 0 begins a new run: Retry On Fail runs
 * the node again with the same data, but gives each item new helpers.
 *
 * @param make makes it for the first item that asks
 */
export function sharedByRun<T>(context: IExecuteSingleFunctions, name: string, make: () => T): T {
	const step = context.getExecuteData();
	let run = runs.get(step);
	const isNewRun = context.getItemIndex() === 0 && run?.first !== context.helpers;
	if (run === undefined || isNewRun) {
		run = { first: context.helpers, cache: new Map() };
		runs.set(step, run);
	}
	if (!run.cache.has(name)) run.cache.set(name, make());
	return run.cache.get(name) as T;
}

/** Does something once for all items of a run that need the same: a video, an image, a link. */
export const memoizePerRun = async <T>(
	context: IExecuteSingleFunctions,
	name: string,
	make: () => Promise<T>,
): Promise<T> => await sharedByRun(context, name, make);

/** How many items the run has. */
export const itemsOfRun = (context: IExecuteSingleFunctions): number =>
	context.getNode().executeOnce ? 1 : (context.getExecuteData().data.main?.[0]?.length ?? 1);

/**
 * How many items n8n has begun with by the time an item is begun: all at once, or with the Batching option
 * those up to the end of its batch.
 *
 * @param batchSize by {@link batchSizeOf}
 */
export const itemsBegun = (context: IExecuteSingleFunctions, batchSize: number): number =>
	Math.min(itemsOfRun(context), (Math.floor(context.getItemIndex() / batchSize) + 1) * batchSize);

/** How many items n8n begins with at once. It reads the option of the first item only. */
export function batchSizeOf(context: IExecuteSingleFunctions): number {
	const { batching } = context.getNodeParameter('requestOptions', {}) as {
		batching?: { batch?: { batchSize?: number; batchInterval?: number } };
	};
	const { batchSize = 0, batchInterval = 0 } = batching?.batch ?? {};
	return batchInterval > 0 ? Math.max(1, batchSize) : Infinity;
}
