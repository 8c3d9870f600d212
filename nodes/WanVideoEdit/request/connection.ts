import type { IDataObject, IExecuteSingleFunctions, IHttpRequestOptions } from 'n8n-workflow';

type Connection = Pick<
	IHttpRequestOptions,
	'proxy' | 'skipSslCertificateValidation' | 'abortSignal'
>;

/**
 * The settings that n8n applies to the routed request, for the requests that follow it: Proxy and
 * Ignore SSL Issues as the user set them, and the signal with which Stop ends a request.
 */
export function connection(context: IExecuteSingleFunctions): Connection {
	const { proxy, allowUnauthorizedCerts } = context.getNodeParameter(
		'requestOptions',
		{},
	) as IDataObject;
	return {
		proxy: typeof proxy === 'string' && URL.canParse(proxy) ? proxyOf(new URL(proxy)) : undefined,
		skipSslCertificateValidation: allowUnauthorizedCerts === true,
		abortSignal: context.getExecutionCancelSignal(),
	};
}

const DEFAULT_PORTS: Record<string, number> = { 'http:': 80, 'https:': 443 };

const proxyOf = ({ protocol, hostname, port, username, password }: URL): Connection['proxy'] => ({
	protocol: protocol.replace(/:$/, ''),
	host: hostname,
	port: Number(port) || DEFAULT_PORTS[protocol],
	auth: username
		? { username: decodeURIComponent(username), password: decodeURIComponent(password) }
		: undefined,
});
