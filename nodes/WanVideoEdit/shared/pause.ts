import { after } from './alarms';
import { onStop } from './onStop';

/** Waits `ms`, or until Stop is pressed or the workflow's time limit ends the execution. */
export function pause(ms: number, stop?: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		if (!(ms > 0) || stop?.aborted) return resolve();
		const unheard = onStop(stop, end);
		const unset = after(ms, end);
		function end() {
			unheard();
			unset();
			resolve();
		}
	});
}

/**
 * Waits for what is running, or until Stop is pressed.
 *
 * @throws whatever `running` throws
 */
export async function orStopped(running: Promise<void>, stop?: AbortSignal): Promise<void> {
	if (stop === undefined) return await running;
	if (stop.aborted) return;
	let unheard = () => {};
	const stopped = new Promise<void>((resolve) => (unheard = onStop(stop, resolve)));
	try {
		await Promise.race([running, stopped]);
	} finally {
		unheard();
	}
}
