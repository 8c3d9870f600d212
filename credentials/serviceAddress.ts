import { UserError, type ICredentialDataDecryptedObject } from 'n8n-workflow';

import { parseUrl } from './parseUrl';
import { API_STYLES, apiStyleOf, CUSTOM_SERVICE, type Api } from './services';

const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether a host of an address is this machine. */
export const isLoopback = (hostname: string): boolean => LOOPBACK_HOST.test(hostname);

/** A host without `https://` in front of it, and nothing that could be a key. */
const BARE_HOST = /^(localhost|[a-z\d-]+(\.[a-z\d-]+)+)(:\d+)?(\/|$)/i;

/**
 * Gives the address that the chosen service's API paths are appended to, without a trailing `/` or
 * `/v1`, or what else its documentation has there: people paste it with either.
 *
 * @throws {UserError} when Base URL is missing, is not a URL, or would send the key unencrypted
 *   over a network (plain `http` is accepted for a loopback address only).
 */
export function serviceAddress(credential: ICredentialDataDecryptedObject): string {
	const { service, baseUrl } = credential;
	const entered = String((service === CUSTOM_SERVICE ? baseUrl : service) ?? '').trim();
	if (entered === '') {
		throw new UserError('The credential has no Base URL', {
			description:
				'Open the Wan Video Edit API credential and enter the address of the service, e.g. https://api.example.com.',
		});
	}

	const url = parseUrl(entered);
	if (url?.username || url?.password) {
		throw new UserError('The Base URL of the credential must not hold a user name or password', {
			description: 'The service knows you by the API key alone. Enter the address without them.',
		});
	}
	if (!url || !/^https?:$/.test(url.protocol) || /[?#]/.test(entered)) {
		// The value is not shown: it may be the key, pasted into the wrong field.
		throw BARE_HOST.test(entered)
			? new UserError('The Base URL of the credential lacks https:// at the beginning', {
					description:
						'Put https:// in front of it, e.g. https://api.example.com, or http:// if it is an address on the same machine.',
				})
			: new UserError('The Base URL of the credential is not a web address', {
					description:
						'It starts with https:// and has nothing after the path, e.g. https://api.example.com.',
				});
	}
	if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
		throw new UserError('The Base URL of the credential must start with https://', {
			description:
				'Over http:// anybody on the way could read the API key. Plain http:// is accepted only for an address on the same machine, e.g. http://127.0.0.1:8787.',
		});
	}

	const address = withoutSlashes(url.href);
	const { endings }: Api = API_STYLES[apiStyleOf(credential)];
	const ending = endings.find((one) => address.endsWith(one));
	return ending ? withoutSlashes(address.slice(0, -ending.length)) : address;
}

/** Not by a regular expression, which takes long on many slashes that something follows. */
function withoutSlashes(address: string): string {
	let end = address.length;
	while (address[end - 1] === '/') end--;
	return address.slice(0, end);
}
