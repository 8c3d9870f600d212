import type { IExecuteSingleFunctions } from 'n8n-workflow';

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
 */
export async function findPurchase(
	context: IExecuteSingleFunctions,
	identity: unknown,
	buyer: Buyer,
	{ ownKey, piece, cut }: { ownKey?: string; piece?: number; cut?: string } = {},
): Promise<OpenPurchase> {
	const hash = hashOf(identity);
	const leftOver = new LeftOver(context, hash, buyer.account, ownKey);
	await leftOver.untilCancelled();
	const record = recordOf(context);
	const place = takePlace(context, record, hash, piece);
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
