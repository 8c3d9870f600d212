import type { ICredentialTestFunctions, IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import { timeLimit } from '../shared/timeLimit';

/** An answer whose body has not been read. */
export interface OpenAnswer {
	statusCode: number;
	headers: IDataObject;
	body: AsyncIterable<Uint8Array> & { destroy(): void };
}

/** Axios counts only the time in which nothing arrives. */
const tooLate = () => Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' });

/**
 * Sends a request of a credential's test. It follows no redirect, throws for no status, and gives the body as a
 * stream, so that it can be limited.
 *
 * @param request with its whole URL
 * @param timeoutMs until the answer begins
 * @throws whatever n8n's request helper throws when there is no answer
 */
export async function sendInCredentialTest(
	{ helpers }: ICredentialTestFunctions,
	{ url, method, qs, headers }: Pick<IHttpRequestOptions, 'url' | 'method' | 'qs' | 'headers'>,
	timeoutMs: number,
): Promise<OpenAnswer> {
	const { signal, lift } = timeLimit(timeoutMs);
	// n8n has no other helper there than the one with the options of the old library "request" (all versions).
	const sent = helpers.request({
		uri: url,
		...{ method, qs, headers },
		timeout: timeoutMs,
		json: true,
		followRedirect: false,
		simple: false,
		resolveWithFullResponse: true,
		useStream: true,
	}) as Promise<OpenAnswer>;
	const late = new Promise<never>((_resolve, reject) => {
		signal.addEventListener('abort', () => reject(tooLate()));
	});
	try {
		return await Promise.race([sent, late]);
	} finally {
		lift();
		if (signal.aborted) sent.then(({ body }) => body.destroy()).catch(() => {});
	}
}
