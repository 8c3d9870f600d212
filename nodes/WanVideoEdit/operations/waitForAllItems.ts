import { sleep, type IExecuteSingleFunctions, type NodeApiError } from 'n8n-workflow';

import type { PurchaseState } from '../errors/billing';
import { batchingOf, itemsOfRun, sharedByRun } from '../n8n/run';
import { orStopped } from '../shared/pause';
import { timeLimit } from '../shared/timeLimit';

/** What came of an item of the run. */
export interface Outcome {
	/** Its index. */
	item: number;
	/** Why it brought nothing. */
	failure?: NodeApiError;
	/** Whether another attempt may bring what this one did not. */
	isWorthRepeating: boolean;
	/** What was bought for it, or may have been. */
	bought: PurchaseState;
	/** Gives back what it has taken of stopped executions. */
	giveBack: () => void;
}

/** The items of one attempt at a run, as far as n8n has begun with them. */
interface Begun {
	outcomes: Array<Promise<Outcome>>;
	all: Promise<void>;
	noteOne: () => void;
	/** What came of all of them: asked for by many, and put together once. */
	settled?: Promise<Outcome[]>;
}

/** Takes what came of an item. What it returns gives what came of all items of the run, once that is known. */
export type EndItem = (own: Outcome) => () => Promise<Outcome[]>;

/** Notes that n8n has begun with an item. */
export function beginItem(context: IExecuteSingleFunctions): EndItem {
	const begun = sharedByRun(context, 'items begun', () => noneBegun(itemsOfRun(context)));
	let settle: (own: Outcome) => void = () => {};
	begun.outcomes.push(new Promise((resolve) => (settle = resolve)));
	begun.noteOne();
	return (own) => {
		settle(own);
		return async () => {
			await allBegun(context, begun);
			return await (begun.settled ??= Promise.all(begun.outcomes));
		};
	};
}

function noneBegun(items: number): Begun {
	const outcomes: Begun['outcomes'] = [];
	let resolve = () => {};
	const all = new Promise<void>((done) => (resolve = done));
	const noteOne = () => {
		if (outcomes.length === items) resolve();
	};
	return { outcomes, all, noteOne };
}

/** How much later than its pauses n8n may begin with the last item. */
const ROOM_MS = 10_000;

/**
 * Ends when n8n has begun with all items. Not before, or an error would come when n8n does not listen for one yet, which
 * Node.js warns of as an unhandled rejection. If n8n gave the run up it never ends: nobody is waiting any more.
 *
 * Under "On Error: Continue" n8n makes the row of an item with an unresolvable expression itself, and never
 * begins with that item.
 */
async function allBegun(context: IExecuteSingleFunctions, { all }: Begun): Promise<void> {
	if (!context.continueOnFail()) return await all;
	const { batchSize, pauseMs } = sharedByRun(context, 'batching', () => batchingOf(context));
	if (pauseMs === 0) return await sleep(0);
	const pausesMs = Math.floor(itemsOfRun(context) / batchSize) * pauseMs;
	const { signal, lift } = timeLimit(pausesMs + ROOM_MS, context.getExecutionCancelSignal());
	await orStopped(all, signal);
	lift();
}
