import type { Client } from '../service/client';
import { bookOf } from './book';
import type { OpenPurchase } from './openPurchase';

/** Drops a purchase whose task has failed or was taken back, everywhere: the next attempt, or another retry, buys again. */
export function dropBought(client: Client, purchase: OpenPurchase): void {
	purchase.drop();
	bookOf(client.account).noteDropped(purchase.id);
}
