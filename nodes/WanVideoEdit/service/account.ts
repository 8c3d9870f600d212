import { createHash } from 'node:crypto';

import { CHECKS_PER_SECOND, SUBMITS_PER_SECOND, TIMEOUTS_MS } from '../shared/policies';
import { RateLimiter } from './rateLimiter';

/** What all items share that use the same key at the same service, in whatever execution. */
export class Account {
	readonly checks = new RateLimiter(CHECKS_PER_SECOND);
	readonly submits = new RateLimiter(SUBMITS_PER_SECOND, {
		isSpread: false,
		longestHoldMs: TIMEOUTS_MS.submitSlot,
	});
	/** How many items wait for a task. */
	activeItems = 0;

	/** @param id a hash of the service's address and the key */
	constructor(readonly id: string) {}

	/** Counts an item as long as it waits. */
	async whileActive<T>(work: () => Promise<T>): Promise<T> {
		this.activeItems++;
		try {
			return await work();
		} finally {
			this.activeItems--;
		}
	}
}

/** A process of n8n runs many executions side by side; only a module sees all of them. */
const accounts = new Map<string, Account>();

/** The account behind a key at the service of this address. Its key is kept as a hash only. */
export function accountOf(address: string, key: string): Account {
	const id = createHash('sha256').update(`${address} ${key}`).digest('hex');
	const account = accounts.get(id) ?? new Account(id);
	accounts.set(id, account);
	return account;
}
