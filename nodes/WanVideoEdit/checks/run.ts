import type { IExecuteSingleFunctions } from 'n8n-workflow';

/** What the items of one run of the node share. */
interface Run {
	/** Whom n8n began the run with: its helpers, which every item has of its own. */
	first: object;
	/** What came of each item's check: nothing, or its error. */
	checks: Array<Promise<Error | undefined>>;
	/** How many of them n8n begins with at once. */
	batchSize?: number;
	/** What was done once for all of them. */
	shared: Map<string, Promise<unknown>>;
}

const runs = new WeakMap<object, Run>();

/** The run that an item belongs to. Item 0 begins a new one, also at every attempt of Retry On Fail. */
export function runOf(context: IExecuteSingleFunctions): Run {
	const key = context.getExecuteData();
	const known = runs.get(key);
	if (known && (context.getItemIndex() > 0 || known.first === context.helpers)) return known;
	const begun: Run = { first: context.helpers, checks: [], shared: new Map() };
	runs.set(key, begun);
	return begun;
}

/** Does something once for all items of a run that have the same video, image or link. */
export async function oncePerRun<T>(
	context: IExecuteSingleFunctions,
	what: string,
	doIt: () => Promise<T>,
): Promise<T> {
	const { shared } = runOf(context);
	const doing = (shared.get(what) as Promise<T> | undefined) ?? doIt();
	shared.set(what, doing);
	return await doing;
}
