const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 20_000;
/** How much longer a pause may be, so that the items of a run do not come back all at once. */
const SPREAD = 0.25;

/**
 * The pause after a request that failed, in ms: twice as long each time, and at least as long as the
 * service asks for.
 *
 * @param tries how often the request has failed
 * @param random from 0 to 1
 */
export function backoffMs(tries: number, retryAfterMs = 0, random = Math.random()): number {
	const doubledMs = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS);
	return Math.max(doubledMs, retryAfterMs) * (1 + random * SPREAD);
}
