import { setTimeout as pause } from 'node:timers/promises';

/** More tries after the first one (API §4). */
const MORE_TRIES = 3;

/** How a callback is delivered. */
export interface CallbackOptions {
	/** Longest wait for one answer, in ms. */
	timeoutMs: number;
	/** Pause between tries, in ms. */
	retryMs: number;
	/** Ends everything at once. */
	signal: AbortSignal;
	/** Told after each try, with the HTTP status or the reason there is none. */
	onTry?: (attempt: number, outcome: number | string) => void;
}

/** Where a callback goes: `/callback` is appended to the path, the query stays (API §4). */
export function callbackUrl(webhook: string): string {
	const url = new URL(webhook);
	url.pathname = `${url.pathname.replace(/\/$/, '')}/callback`;
	return url.href;
}

/**
 * POSTs the task object to the webhook's `/callback`, unsigned. Wants a 2xx; tries again up to 3
 * times on 5xx, a timeout or a broken connection; gives up on anything else (API §4).
 */
export async function deliverCallback(
	webhook: string,
	task: Record<string, unknown>,
	options: CallbackOptions,
): Promise<boolean> {
	for (let attempt = 1; attempt <= 1 + MORE_TRIES; attempt += 1) {
		if (attempt > 1) await pause(options.retryMs, undefined, { signal: options.signal });
		const outcome = await post(callbackUrl(webhook), task, options);
		options.onTry?.(attempt, outcome);
		if (typeof outcome === 'number' && outcome < 500) return outcome >= 200 && outcome < 300;
	}
	return false;
}

async function post(
	url: string,
	task: Record<string, unknown>,
	options: CallbackOptions,
): Promise<number | string> {
	const timeout = AbortSignal.timeout(options.timeoutMs);
	try {
		const response = await fetch(url, {
			method: 'POST',
			redirect: 'manual',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(task),
			signal: AbortSignal.any([options.signal, timeout]),
		});
		await response.body?.cancel();
		return response.status;
	} catch {
		options.signal.throwIfAborted();
		return timeout.aborted ? 'timeout' : 'no connection';
	}
}
