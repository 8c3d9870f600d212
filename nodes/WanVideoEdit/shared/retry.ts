import { backoffMs } from './backoff';
import type { Deadline } from './deadline';
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

/** What ends the tries early. */
export interface Until {
	/** Stop, or the workflow's time limit. */
	stop?: AbortSignal;
	/** No try begins after it. */
	deadline?: Deadline;
}

/**
 * Sends a request as its policy allows: again after a fault that is repeatable, with growing pauses.
 *
 * @returns the last result, and how many tries it took. Whether Stop ended them, the caller sees itself.
 * @throws whatever `send` throws
 */
export async function retry<Value, Fault extends Repeatable>(
	policy: Policy,
	send: (tries: number) => Promise<Result<Value, Fault>>,
	{ stop, deadline }: Until,
): Promise<Result<Value, Fault> & { tries: number }> {
	for (let tries = 1; ; tries++) {
		const result = await send(tries);
		const { fault } = result;
		if (!fault?.isRepeatable || tries === policy.tries || stop?.aborted)
			return { ...result, tries };

		const { retryAfterMs = 0 } = fault;
		const isLonger = retryAfterMs > policy.longestPauseMs;
		if (isLonger && policy.onLongerPause === 'giveUp') return { ...result, tries };
		const pauseMs = backoffMs(tries, Math.min(retryAfterMs, policy.longestPauseMs));
		if (deadline && pauseMs > deadline.leftMs) return { ...result, tries };
		await pause(pauseMs, stop);
		if (stop?.aborted) return { ...result, tries };
	}
}
