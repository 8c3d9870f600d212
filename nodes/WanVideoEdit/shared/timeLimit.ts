/** The end of the user's Timeout. */
export class Deadline {
	private readonly endMs: number;

	constructor(ms: number) {
		this.endMs = performance.now() + ms;
	}

	get leftMs(): number {
		return this.endMs - performance.now();
	}
}

/** No timer of Node.js can be longer. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Ends what takes longer than `ms`, or goes on after Stop. AbortSignal.any() would do, but Node.js 20
 * forgets a time limit that nobody listens to.
 *
 * @returns `lift` must be called when it is over: until then the limit keeps alive whatever listens to it.
 *   `end` ends it before
 */
export function timeLimit(ms: number, stop?: AbortSignal) {
	const end = new AbortController();
	const abort = () => end.abort();
	const signals = [
		AbortSignal.timeout(Math.ceil(Math.min(ms, LONGEST_MS))),
		...(stop ? [stop] : []),
	];
	for (const signal of signals) signal.addEventListener('abort', abort);
	if (stop?.aborted) abort();
	return {
		signal: end.signal,
		end: abort,
		lift: () => {
			for (const signal of signals) signal.removeEventListener('abort', abort);
		},
	};
}
