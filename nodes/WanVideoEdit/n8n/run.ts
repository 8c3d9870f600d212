import type { IExecuteSingleFunctions } from 'n8n-workflow';

interface Run {
	/** The helpers of the item that began the run. */
	first: object;
	/** Which attempt it is: 1, and more with Retry On Fail. */
	attempt: number;
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
	const { cache } = runOf(context);
	if (!cache.has(name)) cache.set(name, make());
	return cache.get(name) as T;
}

function runOf(context: IExecuteSingleFunctions): Run {
	const step = context.getExecuteData();
	const known = runs.get(step);
	const isNewRun = context.getItemIndex() === 0 && known?.first !== context.helpers;
	if (known && !isNewRun) return known;
	const attempt = (known?.attempt ?? 0) + 1;
	const run = { first: context.helpers, attempt, cache: new Map<string, unknown>() };
	runs.set(step, run);
	return run;
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

/** How n8n begins with the items: so many at once, and then a pause. It reads the option of the first item only. */
export function batchingOf(context: IExecuteSingleFunctions): {
	batchSize: number;
	pauseMs: number;
} {
	const { batching } = context.getNodeParameter('requestOptions', {}) as {
		batching?: { batch?: { batchSize?: number; batchInterval?: number } };
	};
	const { batchSize = 0, batchInterval = 0 } = batching?.batch ?? {};
	return batchInterval > 0
		? { batchSize: Math.max(1, batchSize), pauseMs: batchInterval }
		: { batchSize: Infinity, pauseMs: 0 };
}

/** How n8n bounds the option Max. Tries of Retry On Fail, and what it is when left alone. */
const TRIES = { least: 2, most: 5, usual: 3 };

/**
 * Whether n8n will run the node again when the attempt fails. Under "On Error: Continue" it does so only if the first
 * row has a key `error` in its JSON.
 */
export function hasAttemptsLeft(context: IExecuteSingleFunctions): boolean {
	const { retryOnFail, maxTries } = context.getNode();
	const tries = Math.min(TRIES.most, Math.max(TRIES.least, maxTries || TRIES.usual));
	return retryOnFail === true && runOf(context).attempt < tries;
}
