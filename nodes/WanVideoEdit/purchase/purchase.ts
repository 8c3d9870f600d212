import type { IExecuteSingleFunctions } from 'n8n-workflow';

import { hashOf, idempotencyKey } from './idempotencyKey';
import * as purchaseBook from './purchaseBook';
import type { Purchase, PurchaseBook } from './purchaseBook';
import { isToolCall } from './toolCall';

/** The item's open purchase, by item, which n8n gives helpers of its own. */
const open = new WeakMap<object, { purchase: Purchase; place: string; key: string }>();

/**
 * Opens the purchase of an item. It is the one of an earlier attempt in the same execution, and when n8n's
 * "Retry" runs a failed execution again and the request is the same.
 *
 * @param request all that makes this edit another one, e.g. service and body
 * @param ownKey the user's own Idempotency Key; another one does not make another edit of what is, or may
 *   be, bought already
 */
export function openPurchase(
	context: IExecuteSingleFunctions,
	request: unknown,
	ownKey?: string,
): Purchase {
	const hash = hashOf(request);
	const book = bookOf(context);
	const place = isToolCall(context) ? placeOfCall(book, hash) : placeOfItem(context);
	if (!isToolCall(context)) forgetEarlierRuns(book, runOf(context));
	const purchase = purchaseBook.openPurchase(book, place, {
		request: hash,
		execution: context.getExecutionId(),
		ownKey,
		newKey: (ended) => idempotencyKey(context, place, ended),
	});
	const key = purchase.sentKey ?? ownKey ?? purchase.key;
	open.set(context.helpers, { purchase, place, key });
	return purchase;
}

/** The item's open purchase, if it has one. */
export const purchaseOf = (context: IExecuteSingleFunctions): Purchase | undefined =>
	open.get(context.helpers)?.purchase;

/** Whether the user named the item's purchase. */
export const hasOwnKey = (context: IExecuteSingleFunctions): boolean =>
	keyOf(context) !== purchaseOf(context)?.key;

/** The `Idempotency-Key` of the item's purchase: the user's own, or the node's. */
export const keyOf = (context: IExecuteSingleFunctions): string | undefined =>
	open.get(context.helpers)?.key;

/** A turn to submit a purchase, which only one attempt at a time has. */
interface Turn {
	over: Promise<void>;
	end: () => void;
}

const turns = new WeakMap<Purchase, Turn>();

/**
 * Waits for the turn to submit the item's purchase: n8n may begin the next attempt while the one before is
 * still at its submit.
 *
 * @returns `undefined` when the purchase has a task by then
 */
export async function turnToSubmit(context: IExecuteSingleFunctions): Promise<Turn | undefined> {
	const purchase = purchaseOf(context)!;
	for (let other = turns.get(purchase); other; other = turns.get(purchase)) await other.over;
	if (purchase.taskId !== undefined) return undefined;
	let resolve = () => {};
	const over = new Promise<void>((isOver) => (resolve = isOver));
	const turn: Turn = {
		over,
		end: () => {
			if (turns.get(purchase) === turn) turns.delete(purchase);
			resolve();
		},
	};
	turns.set(purchase, turn);
	return turn;
}

/**
 * Notes that a submit of the item's purchase is on its way.
 *
 * @returns takes the note back: that submit has bought nothing
 */
export function noteSent(context: IExecuteSingleFunctions): () => void {
	const purchase = purchaseOf(context)!;
	const { unansweredSinceMs, sentKey } = purchase;
	purchase.unansweredSinceMs ??= Date.now();
	purchase.sentKey ??= keyOf(context);
	return () => Object.assign(purchase, { unansweredSinceMs, sentKey });
}

/** Notes that the service will not take the item's key again. */
export function noteKeyUsedUp(context: IExecuteSingleFunctions): void {
	purchaseOf(context)!.isKeyUsedUp = true;
}

/** Notes the task that the item's purchase is: from now on it is never bought again. */
export function noteBought(context: IExecuteSingleFunctions, taskId: string): void {
	const purchase = purchaseOf(context);
	if (!purchase) return;
	purchase.taskId = taskId;
	delete purchase.unansweredSinceMs;
	delete purchase.sentKey;
	delete purchase.isKeyUsedUp;
	delete purchase.links;
	turns.get(purchase)?.end();
}

/** Gives the link under which a file of the item's purchase goes to the service: made once per purchase. */
export async function linkOf(
	context: IExecuteSingleFunctions,
	fileHash: string,
	makeLink: () => Promise<string>,
): Promise<string> {
	const purchase = purchaseOf(context)!;
	const known = purchaseBook.knownLink(purchase, fileHash, Date.now());
	if (known !== undefined) return known;
	const url = await makeLink();
	(purchase.links ??= {})[fileHash] = { url, madeAtMs: Date.now() };
	return url;
}

/** Forgets the item's purchase: the next attempt buys again, under a key of its own. */
export function endPurchase(context: IExecuteSingleFunctions): void {
	const known = open.get(context.helpers);
	if (known) purchaseBook.endPurchase(bookOf(context), known.place);
}

/**
 * Ends an agent's call of the node as its tool. What was handed on is done: the same call once more
 * is another edit. What was not is there for the next attempt, n8n's or the agent's.
 */
export function endCall(context: IExecuteSingleFunctions, isHandedOn: boolean): void {
	const known = open.get(context.helpers);
	if (!known || !isToolCall(context)) return;
	if (isHandedOn) endPurchase(context);
	runningCalls.get(bookOf(context))?.delete(known.place);
}

/** What an earlier attempt for the item bought, or may have bought, whatever the request was. */
export const earlierPurchase = (context: IExecuteSingleFunctions): Purchase | undefined =>
	isToolCall(context) ? undefined : bookOf(context)[placeOfItem(context)];

/** n8n keeps a node's context through all attempts of an execution, and stores it with a failed one. */
function bookOf(context: IExecuteSingleFunctions): PurchaseBook {
	const remembered = context.getContext('node') as { purchases?: PurchaseBook };
	return (remembered.purchases ??= {});
}

/** Each pass of a loop is a run of its own. */
const runOf = (context: IExecuteSingleFunctions) =>
	`run ${context.getWorkflowDataProxy(context.getItemIndex()).$runIndex}, `;

const placeOfItem = (context: IExecuteSingleFunctions) =>
	`${runOf(context)}item ${context.getItemIndex()}`;

/** n8n repeats no run but the last, so that a long loop does not fill the execution's data. */
function forgetEarlierRuns(book: PurchaseBook, run: string): void {
	for (const place of Object.keys(book)) {
		if (place.startsWith('run ') && !place.startsWith(run)) delete book[place];
	}
}

const runningCalls = new WeakMap<PurchaseBook, Set<string>>();

/**
 * n8n counts every attempt of a tool call as a run, so a call is known by its request alone; equal ones
 * that an agent makes at the same time are told apart by their number.
 */
function placeOfCall(book: PurchaseBook, hash: string): string {
	const running = runningCalls.get(book) ?? new Set();
	runningCalls.set(book, running);
	for (let number = 0; ; number++) {
		const place = `call ${number} of ${hash}`;
		if (running.has(place)) continue;
		running.add(place);
		return place;
	}
}
