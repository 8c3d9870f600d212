/** How one kind of request is tried. Whether a fault repeats it, the service says with each fault. */
export interface Policy {
	/** How often it is sent at most. */
	tries: number;
	/** One request may take this long, so that a stalled connection cannot hold the item. */
	timeoutMs: number;
	/** The longest pause before the next try, and what happens when the service asks for a longer one. */
	longestPauseMs: number;
	onLongerPause: 'giveUp' | 'shorten';
}

/**
 * All requests that are repeated, side by side. Each pause is a `backoffMs`.
 *
 * - A submit costs money: it is repeated only where the service cannot have taken it, or is at work on it.
 * - An upload costs nothing, so that an image may arrive twice.
 * - The first status check is of a task that is known already; the only one is of an item that does not wait.
 * - A download gets a fresh link for each try.
 */
export const POLICIES = {
	submit: { tries: 5, timeoutMs: 120_000, longestPauseMs: 120_000, onLongerPause: 'giveUp' },
	upload: { tries: 4, timeoutMs: 120_000, longestPauseMs: 120_000, onLongerPause: 'giveUp' },
	firstCheck: { tries: 10, timeoutMs: 30_000, longestPauseMs: 120_000, onLongerPause: 'shorten' },
	onlyCheck: { tries: 5, timeoutMs: 30_000, longestPauseMs: 30_000, onLongerPause: 'giveUp' },
	download: { tries: 5, timeoutMs: 600_000, longestPauseMs: 120_000, onLongerPause: 'giveUp' },
} as const satisfies Record<string, Policy>;

/** The wait for a task checks at an interval: what a service may add to it, and what ends the wait. */
export const WAIT = { timeoutMs: 30_000, longestPauseMs: 120_000, mostFaultsInARow: 20 };
