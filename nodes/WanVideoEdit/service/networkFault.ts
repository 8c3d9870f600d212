import type { NetworkFault } from './fault';

/** How far a request came: there was nobody, somebody who is not to be trusted, or it may have arrived. */
type Reach = 'unreachable' | 'refused' | 'sent';

/** Nobody listens at the address, or it is the address of nobody. */
export const CONNECTION_REFUSED = 'the connection was refused';
export const HOST_UNKNOWN = 'the host name is unknown';
const SELF_SIGNED = 'the certificate of the service is self-signed';
const NOT_VERIFIED = 'the certificate of the service cannot be verified';

/** The codes of Node and axios that say why there is no answer. */
const KNOWN: Record<string, [reason: string, reach: Reach]> = {
	ECONNREFUSED: [CONNECTION_REFUSED, 'unreachable'],
	ENOTFOUND: [HOST_UNKNOWN, 'unreachable'],
	EAI_AGAIN: ['the host name could not be looked up', 'unreachable'],
	CERT_HAS_EXPIRED: ['the certificate of the service has expired', 'refused'],
	CERT_NOT_YET_VALID: ['the certificate of the service is not valid yet', 'refused'],
	DEPTH_ZERO_SELF_SIGNED_CERT: [SELF_SIGNED, 'refused'],
	SELF_SIGNED_CERT_IN_CHAIN: [SELF_SIGNED, 'refused'],
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: [NOT_VERIFIED, 'refused'],
	UNABLE_TO_GET_ISSUER_CERT: [NOT_VERIFIED, 'refused'],
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: [NOT_VERIFIED, 'refused'],
	ERR_TLS_CERT_ALTNAME_INVALID: ['the certificate belongs to another host', 'refused'],
	EPROTO: ['no secure connection to the service came about', 'refused'],
	ECONNRESET: ['the connection was closed without an answer', 'sent'],
	EPIPE: ['the connection was closed without an answer', 'sent'],
	EHOSTUNREACH: ['the host cannot be reached', 'sent'],
	ENETUNREACH: ['the network cannot be reached', 'sent'],
	ETIMEDOUT: ['no answer in time', 'sent'],
	ECONNABORTED: ['no answer in time', 'sent'],
	ERR_CANCELED: ['it took too long', 'sent'],
	ERR_BAD_RESPONSE: ['the answer broke off', 'sent'],
};

/** n8n's own protection against requests to places they should not go to, and that of a credential: by name, and by words. */
const BLOCKED_BY_N8N = /^SsrfBlocked/;
const BLOCKED_BY_CREDENTIAL = /^Domain not allowed/;

/** How many errors deep to look: n8n's helpers wrap the one with the code. */
const DEEPEST_CAUSE = 4;

/**
 * Reads an error that one of n8n's request helpers threw. The plain words matter twice: n8n swaps
 * every message that holds a code such as ECONNRESET for a general one.
 */
export function networkFault(error: unknown): NetworkFault {
	let at = error as Partial<Record<'code' | 'name' | 'cause', unknown>> | undefined;
	for (let depth = 0; at && depth < DEEPEST_CAUSE; depth++, at = at.cause as typeof at) {
		const code = typeof at.code === 'string' ? at.code : '';
		if (Object.hasOwn(KNOWN, code)) return fault(...KNOWN[code]);
		if (BLOCKED_BY_N8N.test(String(at.name))) {
			return fault('this n8n does not allow requests to the address', 'refused');
		}
	}
	const message = String((error as Partial<Error> | undefined)?.message ?? error);
	const reach = BLOCKED_BY_CREDENTIAL.test(message) ? 'refused' : 'sent';
	return fault(message || 'an unknown fault', reach);
}

const fault = (reason: string, reach: Reach): NetworkFault => ({
	cause: 'noAnswer',
	reason,
	isTransient: true,
	isRepeatable: true,
	neverSent: reach !== 'sent',
	isUnreachable: reach === 'unreachable',
});
