import type { IHttpRequestOptions } from 'n8n-workflow';

/** How requests of an item leave n8n: through the user's proxy, with or without a check of certificates. */
export type Connection = Pick<IHttpRequestOptions, 'proxy' | 'skipSslCertificateValidation'>;

/** What n8n has worked out from the node's request options for the routed request of an item. */
export const connectionOf = ({
	proxy,
	skipSslCertificateValidation,
}: IHttpRequestOptions): Connection => ({ proxy, skipSslCertificateValidation });

/**
 * A redirect could carry the key away, a status that throws would hide the service's words, and an answer
 * that comes as a stream can be limited.
 */
export const ANSWER_AS_STREAM = {
	encoding: 'stream',
	disableFollowRedirect: true,
	ignoreHttpStatusErrors: true,
	returnFullResponse: true,
} as const satisfies Partial<IHttpRequestOptions>;

/**
 * The same request, which Stop does not break off: n8n puts the signal of Stop into every request with a
 * credential, and this one takes none.
 */
export const unstoppable = (request: IHttpRequestOptions): IHttpRequestOptions =>
	Object.defineProperty({ ...request }, 'abortSignal', {
		get: () => undefined,
		set: () => {},
		enumerable: true,
	});
