import type { NetworkFault } from './fault';

/** The codes of Node and axios that say why no connection came about: no byte of the request left. */
const UNREACHABLE: Record<string, string> = {
	ECONNREFUSED: 'the connection was refused',
	ENOTFOUND: 'the host name is unknown',
	EAI_AGAIN: 'the host name could not be looked up',
};

/** The same for a service that is there, but that is not trusted. */
const NOT_TRUSTED: Record<string, string> = {
	CERT_HAS_EXPIRED: 'the certificate of the service has expired',
	DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate of the service is self-signed',
	SELF_SIGNED_CERT_IN_CHAIN: 'the certificate of the service is self-signed',
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate of the service cannot be verified',
	UNABLE_TO_GET_ISSUER_CERT: 'the certificate of the service cannot be verified',
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the certificate of the service cannot be verified',
	CERT_NOT_YET_VALID: 'the certificate of the service is not valid yet',
	EPROTO: 'no secure connection to the service came about',
	ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate belongs to another host',
};

/** The codes after which the request may have arrived anyway. */
const BROKEN_CONNECTION: Record<string, string> = {
	ECONNRESET: 'the connection was closed without an answer',
	EHOSTUNREACH: 'the host cannot be reached',
	ENETUNREACH: 'the network cannot be reached',
	EPIPE: 'the connection was closed without an answer',
	ETIMEDOUT: 'no answer in time',
	ECONNABORTED: 'no answer in time',
	ERR_CANCELED: 'it took too long',
	ERR_BAD_RESPONSE: 'the answer broke off',
};

/** n8n's own protection against requests to places they should not go to. */
const BLOCKED_BY_N8N = /^SsrfBlocked/;

/** n8n's helpers wrap the error with the code, this often at most. */
const DEEPEST_CAUSE = 4;

interface MaybeCoded {
	code?: unknown;
	name?: unknown;
	message?: unknown;
	cause?: MaybeCoded;
}

/**
 * Reads an error that one of n8n's request helpers threw. The plain words matter twice: n8n swaps
 * every message that holds a code such as ECONNRESET for a general one.
 */
export function networkFault(error: unknown): NetworkFault {
	let at = error as MaybeCoded | undefined;
	for (let depth = 0; at && depth < DEEPEST_CAUSE; depth++, at = at.cause) {
		const code = typeof at.code === 'string' ? at.code : '';
		if (Object.hasOwn(UNREACHABLE, code)) return fault(UNREACHABLE[code], 'isUnreachable');
		if (Object.hasOwn(NOT_TRUSTED, code)) return fault(NOT_TRUSTED[code], 'neverSent');
		if (Object.hasOwn(BROKEN_CONNECTION, code)) return fault(BROKEN_CONNECTION[code]);
		if (BLOCKED_BY_N8N.test(String(at.name))) {
			return fault('this n8n does not allow requests to the address', 'neverSent');
		}
	}
	const message = String((error as MaybeCoded | undefined)?.message ?? error);
	return fault(message || 'an unknown fault');
}

const fault = (reason: string, known?: 'neverSent' | 'isUnreachable'): NetworkFault => ({
	cause: 'noAnswer',
	reason,
	isTransient: true,
	isRepeatable: true,
	neverSent: known !== undefined,
	isUnreachable: known === 'isUnreachable',
});
