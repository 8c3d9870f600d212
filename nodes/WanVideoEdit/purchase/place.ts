import type { IExecuteSingleFunctions } from 'n8n-workflow';

import { sharedByRun } from '../n8n/run';
import { isToolCall } from '../n8n/toolCall';
import type { Purchase, PurchaseRecord } from './record';
import { spentBy } from './spending';

/**
 * Where the purchases of a run's items stand in the record, by their index: each pass of a loop is a run of its own.
 */
export function placesOfItems(context: IExecuteSingleFunctions): (item: number) => string {
	const run = runOf(context);
	return (item) => `run ${run}, item ${item}`;
}

/** Where the purchase of an item stands, or that of the first piece of its video. */
export const placeOfItem = (context: IExecuteSingleFunctions): string =>
	placesOfItems(context)(context.getItemIndex());

/** Where the purchase of another piece stands. */
const placeOfPiece = (placeOfFirst: string, piece = 1) =>
	piece === 1 ? placeOfFirst : `${placeOfFirst}, piece ${piece}`;

/** The purchases of an item that stand in the record: one, or those of the pieces of its video in order. */
export function purchasesOfItem(
	context: IExecuteSingleFunctions,
	record: PurchaseRecord,
): Purchase[] {
	const first = placeOfItem(context);
	const purchases: Purchase[] = [];
	// A run may have thousands of others: the record is not gone through.
	for (let piece = 1; ; piece++) {
		const purchase = record[placeOfPiece(first, piece)];
		if (purchase === undefined) return purchases;
		purchases.push(purchase);
	}
}

/** n8n takes long to tell the run, when it is asked for each of many items. */
const runOf = (context: IExecuteSingleFunctions) =>
	sharedByRun(
		context,
		'run index',
		() => context.getWorkflowDataProxy(context.getItemIndex()).$runIndex as number,
	);

/**
 * The tool calls that are running, by the record of their node. n8n counts every attempt of a call as a
 * run, so a call is known by its request alone, and equal ones must not share a purchase.
 */
const runningCalls = new WeakMap<PurchaseRecord, Set<string>>();

/**
 * Takes the place of an item, or of a piece of its video, or of a tool call with this request: equal ones are told apart
 * by a number.
 */
export function takePlace(
	context: IExecuteSingleFunctions,
	record: PurchaseRecord,
	request: string,
	piece?: number,
): string {
	if (!isToolCall(context)) {
		// n8n repeats no run but the last, so that a long loop does not fill the execution's data.
		sharedByRun(context, 'earlier runs', () => dropEarlierRuns(context, record));
		return placeOfPiece(placeOfItem(context), piece);
	}
	const running = runningCalls.get(record) ?? new Set();
	runningCalls.set(record, running);
	let number = 0;
	const place = () => `call ${number} of ${request}`;
	while (running.has(place())) number++;
	running.add(place());
	return place();
}

function dropEarlierRuns(context: IExecuteSingleFunctions, record: PurchaseRecord): void {
	const run = runOf(context);
	for (const [place, { key }] of Object.entries(record)) {
		const isOfEarlierRun = Number(/^run (\d+),/.exec(place)?.[1]) < run;
		if (!isOfEarlierRun) continue;
		delete record[place];
		delete spentBy(context).costs[key];
	}
}

/** Leaves the place of a tool call that has ended. */
export const leavePlace = (record: PurchaseRecord, place: string): void =>
	void runningCalls.get(record)?.delete(place);
