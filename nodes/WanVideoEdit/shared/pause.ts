import { sleep } from 'n8n-workflow';

/** A timer of n8n's `sleep` cannot be cancelled: after Stop it runs on, unheard, for this long at most. */
const LONGEST_TIMER_MS = 1_000;

/** Waits `ms`, or until Stop is pressed or the workflow's time limit ends the execution. */
export async function pause(ms: number, stop?: AbortSignal): Promise<void> {
	// One listener for all of it: their number makes each of them slower.
	if (ms > 0) await orStopped(inSlices(ms, stop), stop);
}

async function inSlices(ms: number, stop?: AbortSignal): Promise<void> {
	const endMs = performance.now() + ms;
	for (let leftMs = ms; leftMs > 0 && !stop?.aborted; leftMs = endMs - performance.now()) {
		await sleep(Math.min(leftMs, LONGEST_TIMER_MS));
	}
}

/**
 * Waits for what is running, or until Stop is pressed.
 *
 * @throws whatever `running` throws
 */
export async function orStopped(running: Promise<void>, stop?: AbortSignal): Promise<void> {
	if (stop === undefined) return await running;
	if (stop.aborted) return;
	let goOn = () => {};
	const stopped = new Promise<void>((resolve) => (goOn = resolve));
	stop.addEventListener('abort', goOn, { once: true });
	try {
		await Promise.race([running, stopped]);
	} finally {
		stop.removeEventListener('abort', goOn);
	}
}
