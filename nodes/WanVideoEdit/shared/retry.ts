import type { Deadline } from './timeLimit';
import { pause } from './pause';
import type { Policy } from './policies';

/** What a request brought, or why it brought nothing. */
export type Result<Value, Fault> =
	| { value: Value; fault?: undefined }
	| { value?: undefined; fault: Fault };

/** What {@link retry} needs to know of a request that failed. */
export interface Repeatable {
	/** Whether the same request may be sent again. */
	isRepeatable: boolean;
	/** The pause that the service asks for. */
	retryAfterMs?: number;
}

/**
 * Sends a request as its policy allows: again after a fault that is repeatable, with growing pauses, until
 * Stop or the deadline.
 *
 * @returns the last result, and how many tries it took. Whether Stop ended them, the caller sees itself.
 * @throws whatever `send` throws
 */
export async function retry<Value, Fault extends Repeatable>(
	policy: Policy,
	send: (tries: number) => Promise<Result<Value, Fault>>,
	{ stop, deadline }: { stop?: AbortSignal; deadline?: Deadline },
): Promise<Result<Value, Fault> & { tries: number }> {
	for (let tries = 1; ; tries++) {
		const result = await send(tries);
		const { isRepeatable = false, retryAfterMs = 0 } = result.fault ?? {};
		const asksTooMuch = retryAfterMs > policy.longestPauseMs && policy.onLongerPause === 'giveUp';
		const pauseMs = backoffMs(tries, Math.min(retryAfterMs, policy.longestPauseMs));
		const isLate = deadline !== undefined && pauseMs > deadline.leftMs;
		const isOver = tries === policy.tries || asksTooMuch || isLate;
		if (isRepeatable && !isOver) await pause(pauseMs, stop);
		if (!isRepeatable || isOver || stop?.aborted) return { ...result, tries };
	}
}

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
