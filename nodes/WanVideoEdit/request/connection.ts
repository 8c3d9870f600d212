import type { IDataObject, IExecuteSingleFunctions, IHttpRequestOptions } from 'n8n-workflow';

import { parseUrl } from '../../../credentials/parseUrl';

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
	const address = typeof proxy === 'string' ? parseUrl(proxy) : undefined;
	return {
		proxy: address && proxyOf(address),
		skipSslCertificateValidation: allowUnauthorizedCerts === true,
		abortSignal: context.getExecutionCancelSignal(),
	};
}

const DEFAULT_PORTS: Record<string, number> = { 'http:': 80, 'https:': 443 };

const proxyOf = ({ protocol, hostname, port, username, password }: URL) => ({
	protocol: protocol.replace(/:$/, ''),
	host: hostname,
	port: Number(port) || DEFAULT_PORTS[protocol],
	auth: username
		? { username: decodeURIComponent(username), password: decodeURIComponent(password) }
		: undefined,
});
