import { createHash } from 'node:crypto';

import { CHECKS_PER_SECOND, SUBMITS_PER_SECOND, TIMEOUTS_MS } from '../shared/policies';
import { RateLimiter } from './rateLimiter';
import type { Limits } from './service';

/** Of a service that says no more: when it says that it gets too many requests, they slow down. */
export const USUAL_LIMITS: Limits = {
	submitsPerSecond: SUBMITS_PER_SECOND,
	checksPerSecond: CHECKS_PER_SECOND,
};

/** What all items share that use the same key at the same service, in whatever execution. */
export class Account {
	/** Of status checks, and of whatever else costs nothing and is about tasks. */
	readonly checks: RateLimiter;
	readonly submits: RateLimiter;
	readonly cancellations: RateLimiter;
	/** How many items wait for a task. */
	activeItems = 0;

	/** @param id a hash of the service's address and the key */
	constructor(
		readonly id: string,
		limits: Limits = USUAL_LIMITS,
	) {
		this.checks = new RateLimiter(limits.checksPerSecond);
		this.cancellations = new RateLimiter(limits.checksPerSecond);
		this.submits = new RateLimiter(limits.submitsPerSecond, {
			isSpread: false,
			longestHoldMs: TIMEOUTS_MS.submitSlot,
		});
	}

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

/**
 * The account behind a key at the service of this address. Its key is kept as a hash only.
 *
 * @param limits of that service
 */
export function accountOf(address: string, key: string, limits = USUAL_LIMITS): Account {
	const id = createHash('sha256').update(`${address} ${key}`).digest('hex');
	const account = accounts.get(id) ?? new Account(id, limits);
	accounts.set(id, account);
	return account;
}
