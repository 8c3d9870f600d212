import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { isNativeError } from 'node:util/types';
import { MAX_SOURCE_BYTES } from './sourceLimits.mts';
import { TaskFailure } from '../tasks/taskFailure.mts';
import { isHttpUrl } from '../api/submitBody.mts';

/** By this the service's own requests are known. */
export const USER_AGENT = 'wan-videoedit-simulator';

const MAX_REDIRECTS = 5;
const MB = 1024 * 1024;

/** How to fetch. */
export interface FetchOptions {
	/** Longest time for the whole transfer, in ms. */
	timeoutMs: number;
	/** Ends the transfer early. */
	signal: AbortSignal;
	/** Most bytes to take; 100 MB unless given (model page). */
	maxBytes?: number;
}

/**
 * Fetches a source video to a file, as the service does with `video_urls[0]` (API §1):
 * at most 5 redirects, at most 100 MB, no web pages. Whatever goes wrong fails the task.
 */
export async function fetchSource(url: string, path: string, options: FetchOptions): Promise<void> {
	const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)]);
	const maxBytes = options.maxBytes ?? MAX_SOURCE_BYTES;
	try {
		const response = await follow(url, signal);
		refuseBadAnswer(response, maxBytes);
		if (response.body === null) throw fetchFailed('empty answer');
		await pipeline(limited(response.body, maxBytes), createWriteStream(path), { signal });
	} catch (error) {
		if (error instanceof TaskFailure || options.signal.aborted) throw error;
		throw fetchFailed(signal.aborted ? `no end after ${options.timeoutMs} ms` : reasonOf(error));
	}
}

async function follow(url: string, signal: AbortSignal): Promise<Response> {
	let next = url;
	for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
		const response = await fetch(next, {
			redirect: 'manual',
			signal,
			headers: { 'user-agent': USER_AGENT },
		});
		const location = response.headers.get('location');
		if (response.status < 300 || response.status >= 400 || location === null) return response;
		await response.body?.cancel();
		next = new URL(location, next).href;
		if (!isHttpUrl(next)) throw fetchFailed(`redirected to ${next}`);
	}
	throw fetchFailed(`more than ${MAX_REDIRECTS} redirects`);
}

function refuseBadAnswer(response: Response, maxBytes: number): void {
	if (response.status !== 200) throw fetchFailed(`HTTP ${response.status}`);
	const type = response.headers.get('content-type') ?? '';
	if (/^text\/html/i.test(type)) throw new TaskFailure({ kind: 'html', values: { type } });
	const bytes = Number(response.headers.get('content-length') ?? 0);
	if (bytes > maxBytes) throw tooLarge(bytes, maxBytes);
}

async function* limited(
	body: AsyncIterable<Uint8Array>,
	maxBytes: number,
): AsyncGenerator<Uint8Array> {
	let bytes = 0;
	for await (const chunk of body) {
		bytes += chunk.byteLength;
		if (bytes > maxBytes) throw tooLarge(bytes, maxBytes);
		yield chunk;
	}
}

function tooLarge(bytes: number, maxBytes: number): TaskFailure {
	return new TaskFailure({ kind: 'tooLarge', values: { limit: maxBytes / MB, bytes } });
}

function fetchFailed(reason: string): TaskFailure {
	return new TaskFailure({ kind: 'fetchFailed', values: { reason } });
}

/** The innermost reason of a failed fetch, such as ECONNREFUSED. */
function reasonOf(error: unknown): string {
	// Unlike instanceof, this knows Node's errors inside Jest, too.
	if (!isNativeError(error)) return String(error);
	if (error.cause !== undefined) return reasonOf(error.cause);
	return 'code' in error ? String(error.code) : error.message;
}
