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
