import type {
	IExecuteSingleFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';

/** How requests of an item leave n8n: through the user's proxy, with or without a check of certificates. */
export type Connection = Pick<IHttpRequestOptions, 'proxy' | 'skipSslCertificateValidation'>;

/** What n8n has worked out from the node's request options for the routed request of an item. */
export const connectionOf = ({
	proxy,
	skipSslCertificateValidation,
}: IHttpRequestOptions): Connection => ({ proxy, skipSslCertificateValidation });

/**
 * The one way out. A redirect could lead astray, a status that throws would hide the words of the answer,
 * and an answer that comes as a stream can be limited.
 *
 * @param how whether the service's key goes along, which n8n puts in; and whether the request outlives Stop
 * @throws whatever n8n's request helpers throw when there is no answer
 */
export async function send(
	context: IExecuteSingleFunctions,
	request: IHttpRequestOptions,
	how: { withKey?: boolean; outlivesStop?: boolean } = {},
): Promise<IN8nHttpFullResponse> {
	const options: IHttpRequestOptions = {
		disableFollowRedirect: true,
		sendCredentialsOnCrossOriginRedirect: false,
		abortSignal: context.getExecutionCancelSignal(),
		...request,
		encoding: 'stream',
		ignoreHttpStatusErrors: true,
		returnFullResponse: true,
	};
	// n8n puts the signal of Stop into every request with a credential; this one takes none.
	if (how.outlivesStop) {
		const none = { get: () => undefined, set: () => {}, enumerable: true };
		Object.defineProperty(options, 'abortSignal', none);
	}
	const { httpRequest, httpRequestWithAuthentication } = context.helpers;
	const answer: unknown = how.withKey
		? await httpRequestWithAuthentication.call(context, 'wanVideoEditApi', options)
		: await httpRequest(options);
	return answer as IN8nHttpFullResponse;
}
