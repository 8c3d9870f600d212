import type { IExecuteSingleFunctions } from 'n8n-workflow';

import type { PurchaseState } from '../errors/billing';
import { isToolCall } from '../n8n/toolCall';
import type { OpenPurchase } from './openPurchase';
import { purchasesOfItem } from './place';
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
	return together(
		purchasesOfItem(context, recordOf(context)).map((purchase, at) => ({
			state: stateOf(purchase),
			piece: at + 1,
		})),
	);
}

function together(known: Array<{ state: PurchaseState; piece?: number }>): PurchaseState {
	if (known.length < 2) return known[0]?.state ?? {};
	return { pieces: known.map(({ state, piece = 1 }) => ({ ...state, piece })) };
}
