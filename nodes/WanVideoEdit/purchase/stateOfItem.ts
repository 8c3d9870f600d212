import type { IExecuteSingleFunctions } from 'n8n-workflow';

import type { PurchaseState } from '../errors/billing';
import { isToolCall } from '../n8n/toolCall';
import type { OpenPurchase } from './openPurchase';
import { pieceAt, placeOfItem } from './place';
import { recordOf } from './record';
import { stateOf } from './state';

/** What is bought for an item, or may be: by its one purchase, or by one for each piece of its video. */
export const stateOfItem = (purchases: OpenPurchase[]): PurchaseState =>
	purchases.length === 1
		? purchases[0].state
		: together(purchases.map(({ stateNow: state, piece }) => ({ state, piece })));

/** What an earlier attempt for the item bought, or may have bought, whatever the request was. */
export function earlierState(context: IExecuteSingleFunctions): PurchaseState {
	if (isToolCall(context)) return {};
	const first = placeOfItem(context);
	return together(
		Object.entries(recordOf(context)).flatMap(([place, purchase]) => {
			const piece = pieceAt(place, first);
			return piece === undefined ? [] : [{ state: stateOf(purchase), piece }];
		}),
	);
}

function together(known: Array<{ state: PurchaseState; piece?: number }>): PurchaseState {
	if (known.length < 2) return known[0]?.state ?? {};
	return { pieces: known.map(({ state, piece = 1 }) => ({ ...state, piece })) };
}
