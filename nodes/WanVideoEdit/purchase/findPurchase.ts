import type { IExecuteSingleFunctions } from 'n8n-workflow';

import { stoppedBeforeSubmit } from '../errors/submitProblems';
import { orStopped } from '../shared/pause';
import { hashOf, idempotencyKey } from './idempotencyKey';
import { LeftOver } from './leftOver';
import { OpenPurchase } from './openPurchase';
import { takePlace } from './place';
import { purchaseAt, recordOf, type Buyer } from './record';

/**
 * Finds the purchase of an item that an earlier attempt in the same execution began, or one before n8n's
 * "Retry" of a failed execution if the identity is the same, or a stopped execution of the same node. Otherwise begins
 * one.
 *
 * @param identity all that makes this edit another one, e.g. service, prompt and files
 * @param buyer what the service knows keys by
 * @param ownKey another one does not make another edit of what is, or may be, bought already in the same execution
 * @param piece which piece of the item's video it edits, from 1; and `cut` tells how that is cut
 * @param calls the address that the service is to call, where that is all that brings the video: what a stopped execution
 *   has bought calls its own
 * @throws {Problem} after Stop: n8n may go on with its tries then, but what this execution has bought is another's now
 */
export async function findPurchase(
	context: IExecuteSingleFunctions,
	identity: unknown,
	buyer: Buyer,
	{ ownKey, piece, cut, calls }: { ownKey?: string; piece?: number; cut?: string; calls?: string },
): Promise<OpenPurchase> {
	const hash = hashOf(identity);
	const leftOver = new LeftOver(context, hash, buyer.account, ownKey, calls);
	const stop = context.getExecutionCancelSignal();
	for (let other = leftOver.undecided; other && !stop?.aborted; other = leftOver.undecided) {
		await orStopped(Promise.allSettled([other]).then(), stop);
	}
	if (stop?.aborted) throw stoppedBeforeSubmit();
	const record = recordOf(context);
	const place = takePlace(context, record, hash, piece);
	const known = record[place];
	// It was given back between two tries.
	if (known && leftOver.isLost(known)) record[place] = { request: '', key: '', ended: known.ended };
	const purchase = purchaseAt(record, place, {
		request: hash,
		execution: context.getExecutionId(),
		buyer,
		ownKey,
		newKey: (generation) => idempotencyKey(context, place, generation, hash),
		takeLeftOver: () => leftOver.take(),
	});
	leftOver.note(purchase);
	if (cut !== undefined) purchase.cut = cut;
	return new OpenPurchase(context, record, place, purchase, buyer, leftOver, ownKey, piece);
}
