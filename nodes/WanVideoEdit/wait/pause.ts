import { sleep } from 'n8n-workflow';

/** Stop is noticed within this time. Not every n8n version can interrupt its `sleep`. */
const SLICE_MS = 250;

/** Waits `ms`, or until Stop is pressed or the workflow's time limit ends the execution. */
export async function pause(ms: number, stop?: AbortSignal): Promise<void> {
	const endMs = performance.now() + ms;
	for (let leftMs = ms; leftMs > 0 && !stop?.aborted; leftMs = endMs - performance.now()) {
		await sleep(Math.min(leftMs, SLICE_MS));
	}
}
