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

/** How a request differs from others. */
export interface Way {
	withKey?: boolean;
	followsRedirects?: boolean;
	/** What ends the request, and also its answer as long as it is read. Stop counts only if it is in there. */
	signal: AbortSignal;
}

/**
 * The one way out. A redirect could lead astray, a status that throws would hide the words of the answer,
 * and an answer that comes as a stream can be limited.
 *
 * @throws whatever n8n's request helpers throw when there is no answer
 */
export async function send(
	context: IExecuteSingleFunctions,
	request: IHttpRequestOptions,
	{ withKey, followsRedirects, signal }: Way,
): Promise<IN8nHttpFullResponse> {
	const options: IHttpRequestOptions = {
		...request,
		disableFollowRedirect: !followsRedirects,
		sendCredentialsOnCrossOriginRedirect: false,
		encoding: 'stream',
		ignoreHttpStatusErrors: true,
		returnFullResponse: true,
		get abortSignal() {
			return signal;
		},
		// n8n would put that of Stop into every request with a credential.
		set abortSignal(_ofStop) {},
	};
	const { httpRequest, httpRequestWithAuthentication } = context.helpers;
	const answer: unknown = withKey
		? await httpRequestWithAuthentication.call(context, 'wanVideoEditApi', options)
		: await httpRequest(options);
	return answer as IN8nHttpFullResponse;
}
