import { sleep } from 'n8n-workflow';

/** After Stop, a timer of n8n's `sleep` goes on unheard for this long at most. */
const LONGEST_TIMER_MS = 5_000;

/** Waits `ms`, or until Stop is pressed or the workflow's time limit ends the execution. */
export async function pause(ms: number, stop?: AbortSignal): Promise<void> {
	const endMs = performance.now() + ms;
	for (let leftMs = ms; leftMs > 0 && !stop?.aborted; leftMs = endMs - performance.now()) {
		await orStopped(sleep(Math.min(leftMs, LONGEST_TIMER_MS)), stop);
	}
}

/** Waits for what is running, or until Stop is pressed. */
export async function orStopped(running: Promise<void>, stop?: AbortSignal): Promise<void> {
	if (stop === undefined) return await running;
	if (stop.aborted) return;
	const waiting = waitingFor(stop);
	let goOn = () => {};
	const stopped = new Promise<void>((resolve) => (goOn = resolve));
	waiting.add(goOn);
	try {
		await Promise.race([running, stopped]);
	} finally {
		waiting.delete(goOn);
	}
}

/**
 * Who waits for something else than Stop but is to hear of it. All items of an execution have the same
 * signal, whose own list of listeners gets slow when it is long.
 */
const waitingBySignal = new WeakMap<AbortSignal, Set<() => void>>();

function waitingFor(stop: AbortSignal): Set<() => void> {
	const known = waitingBySignal.get(stop);
	if (known) return known;
	const waiting = new Set<() => void>();
	stop.addEventListener('abort', () => waiting.forEach((goOn) => goOn()), { once: true });
	waitingBySignal.set(stop, waiting);
	return waiting;
}
