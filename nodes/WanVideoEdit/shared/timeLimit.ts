/** Ends what takes too long, or goes on after Stop. */
export interface TimeLimit {
	signal: AbortSignal;
	/** Must be called when it is over: until then the limit keeps alive whatever listens to it. */
	lift(): void;
}

/**
 * A limit of `ms`, and Stop before that.
 *
 * AbortSignal.any() would do, but Node.js 20 forgets a time limit that nobody listens to.
 */
export function timeLimit(ms: number, stop?: AbortSignal): TimeLimit {
	const end = new AbortController();
	const abort = () => end.abort();
	const signals = [AbortSignal.timeout(ms), ...(stop ? [stop] : [])];
	for (const signal of signals) signal.addEventListener('abort', abort);
	if (stop?.aborted) abort();
	return {
		signal: end.signal,
		lift: () => {
			for (const signal of signals) signal.removeEventListener('abort', abort);
		},
	};
}
