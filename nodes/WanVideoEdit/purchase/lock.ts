import type { Purchase } from './record';

/**
 * The attempt that submits a purchase, until it is done: n8n may begin the next attempt of Retry On Fail
 * while items of the one before are still at their submit.
 */
const holders = new WeakMap<Purchase, Promise<void>>();

/**
 * Does something that only one attempt at a time may do with a purchase.
 *
 * @throws whatever `work` throws
 */
export async function exclusively<T>(purchase: Purchase, work: () => Promise<T>): Promise<T> {
	for (let other = holders.get(purchase); other; other = holders.get(purchase)) await other;
	let release = () => {};
	holders.set(purchase, new Promise((resolve) => (release = resolve)));
	try {
		return await work();
	} finally {
		holders.delete(purchase);
		release();
	}
}
