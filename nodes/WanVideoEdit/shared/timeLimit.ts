import { atLimit } from './alarms';
import { onStop } from './onStop';

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

/**
 * Ends what takes longer than `ms`, or goes on after Stop.
 *
 * @returns `lift` must be called when it is over: until then the limit keeps alive whatever listens to it.
 *   `end` ends it before
 */
export function timeLimit(ms: number, stop?: AbortSignal) {
	const controller = new AbortController();
	const end = () => controller.abort();
	const unheard = onStop(stop, end);
	const unset = atLimit(ms, end);
	if (stop?.aborted) end();
	return {
		signal: controller.signal,
		end,
		lift: () => {
			unheard();
			unset();
		},
	};
}
