/** How one kind of request is tried. Which faults repeat it, the service says with each fault. */
export interface Policy {
	/** How often it is sent at most. */
	tries: number;
	/** One request may take this long, so that a stalled connection cannot hold the item. */
	timeoutMs: number;
	/** The longest pause before the next try. */
	longestPauseMs: number;
	/** What happens when the service asks for a longer one. */
	onLongerPause: 'giveUp' | 'shorten';
}

const MINUTE_MS = 60_000;

/** A service that asks for a longer pause than this is not waited for as long, or not at all. */
export const LONGEST_RETRY_AFTER_MS = 2 * MINUTE_MS;

/** All requests of the node to the service, side by side. Each pause is a {@link backoffMs}. */
export const POLICIES = {
	/** Costs money: repeated only where the service cannot have taken it, or is at work on the same one. */
	submit: {
		tries: 5,
		timeoutMs: 2 * MINUTE_MS,
		longestPauseMs: LONGEST_RETRY_AFTER_MS,
		onLongerPause: 'giveUp',
	},
	/** Costs nothing, so that an image may arrive twice. */
	upload: {
		tries: 4,
		timeoutMs: 2 * MINUTE_MS,
		longestPauseMs: LONGEST_RETRY_AFTER_MS,
		onLongerPause: 'giveUp',
	},
	/** The first status check of a task that is known already, of an item that waits for it. */
	firstStatusCheck: {
		tries: 10,
		timeoutMs: MINUTE_MS / 2,
		longestPauseMs: LONGEST_RETRY_AFTER_MS,
		onLongerPause: 'shorten',
	},
	/** The same of an item that does not wait. */
	onlyStatusCheck: {
		tries: 5,
		timeoutMs: MINUTE_MS / 2,
		longestPauseMs: MINUTE_MS / 2,
		onLongerPause: 'giveUp',
	},
	/** The edited video, each time under a fresh link. */
	download: {
		tries: 5,
		timeoutMs: 10 * MINUTE_MS,
		longestPauseMs: LONGEST_RETRY_AFTER_MS,
		onLongerPause: 'giveUp',
	},
} as const satisfies Record<string, Policy>;

/** The wait for a task is no retry: it checks at an interval, and gives up after so many faults in a row. */
export const MOST_FAULTS_IN_A_ROW = 20;
