import type { IExecuteSingleFunctions } from 'n8n-workflow';

import { isToolCall } from '../n8n/toolCall';
import type { PurchaseRecord } from './record';

/** Each pass of a loop is a run of its own. */
const runOf = (context: IExecuteSingleFunctions) =>
	`run ${context.getWorkflowDataProxy(context.getItemIndex()).$runIndex}, `;

/** Where the purchase of an item stands in the record. */
export const placeOfItem = (context: IExecuteSingleFunctions): string =>
	`${runOf(context)}item ${context.getItemIndex()}`;

/** n8n repeats no run but the last, so that a long loop does not fill the execution's data. */
export function dropEarlierRuns(context: IExecuteSingleFunctions, record: PurchaseRecord): void {
	const run = runOf(context);
	for (const place of Object.keys(record)) {
		if (place.startsWith('run ') && !place.startsWith(run)) delete record[place];
	}
}

/** The tool calls that are running, by the record of their node: equal ones must not share a purchase. */
const runningCalls = new WeakMap<PurchaseRecord, Set<string>>();

/**
 * n8n counts every attempt of a tool call as a run, so a call is known by its request alone; equal ones
 * that an agent makes at the same time are told apart by their number.
 */
export function takePlaceOfCall(record: PurchaseRecord, request: string): string {
	const running = runningCalls.get(record) ?? new Set();
	runningCalls.set(record, running);
	for (let number = 0; ; number++) {
		const place = `call ${number} of ${request}`;
		if (running.has(place)) continue;
		running.add(place);
		return place;
	}
}

/** Ends what {@link takePlaceOfCall} has begun. */
export function leavePlaceOfCall(
	context: IExecuteSingleFunctions,
	record: PurchaseRecord,
	place: string,
): void {
	if (isToolCall(context)) runningCalls.get(record)?.delete(place);
}
