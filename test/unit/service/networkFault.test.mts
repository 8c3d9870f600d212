import { describe, expect, test } from '@jest/globals';
import { SsrfBlockedHostnameError, SsrfBlockedIpError } from '@n8n/backend-network';

import { networkFault } from '../../../nodes/WanVideoEdit/service/networkFault';

/** A request without an answer may always be sent again, unless it costs money. */
const NO_ANSWER = { cause: 'noAnswer', isTransient: true, isRepeatable: true };

const coded = (code: string, message = `connect ${code} 10.0.0.1:443`) =>
	Object.assign(new Error(message), { code });
const wrapped = (cause: unknown) => new Error('The service was not able to process', { cause });

describe('no connection came about: the submit cannot have arrived', () => {
	test.each([
		['ECONNREFUSED', 'the connection was refused'],
		['ENOTFOUND', 'the host name is unknown'],
		['EAI_AGAIN', 'the host name could not be looked up'],
	])('%s, which may pass: %s', (code, reason) => {
		expect(networkFault(coded(code))).toEqual({
			...NO_ANSWER,
			reason,
			neverSent: true,
			isUnreachable: true,
		});
	});

	test.each([
		['CERT_HAS_EXPIRED', 'the certificate of the service has expired'],
		['DEPTH_ZERO_SELF_SIGNED_CERT', 'the certificate of the service is self-signed'],
		['SELF_SIGNED_CERT_IN_CHAIN', 'the certificate of the service is self-signed'],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'the certificate of the service cannot be verified'],
		['UNABLE_TO_GET_ISSUER_CERT', 'the certificate of the service cannot be verified'],
		['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'the certificate of the service cannot be verified'],
		['CERT_NOT_YET_VALID', 'the certificate of the service is not valid yet'],
		['ERR_TLS_CERT_ALTNAME_INVALID', 'the certificate belongs to another host'],
		['EPROTO', 'no secure connection to the service came about'],
	])('%s: %s', (code, reason) => {
		expect(networkFault(coded(code))).toEqual({
			...NO_ANSWER,
			reason,
			neverSent: true,
			isUnreachable: false,
		});
	});

	test('the credential does not allow the domain', () => {
		const reason = 'Domain not allowed: This credential is restricted from accessing a.example.';
		expect(networkFault(new Error(reason))).toMatchObject({
			reason,
			neverSent: true,
			isUnreachable: false,
		});
	});

	test.each([new SsrfBlockedIpError('10.0.0.1'), new SsrfBlockedHostnameError('intranet')])(
		'n8n itself did not let it go: $name',
		(error) => {
			expect(networkFault(wrapped(error))).toEqual({
				...NO_ANSWER,
				reason: 'this n8n does not allow requests to the address',
				neverSent: true,
				isUnreachable: false,
			});
		},
	);
});

describe('the connection broke: the submit may have arrived', () => {
	test.each([
		['EHOSTUNREACH', 'the host cannot be reached'],
		['ENETUNREACH', 'the network cannot be reached'],
		['ECONNRESET', 'the connection was closed without an answer'],
		['EPIPE', 'the connection was closed without an answer'],
		['ETIMEDOUT', 'no answer in time'],
		['ECONNABORTED', 'no answer in time'],
		['ERR_CANCELED', 'it took too long'],
		['ERR_BAD_RESPONSE', 'the answer broke off'],
	])('%s: %s', (code, reason) => {
		expect(networkFault(coded(code))).toEqual({
			...NO_ANSWER,
			reason,
			neverSent: false,
			isUnreachable: false,
		});
	});
});

describe('the code is found', () => {
	test('where the helpers of n8n wrapped the error', () => {
		expect(networkFault(wrapped(coded('ECONNRESET'))).reason).toBe(
			'the connection was closed without an answer',
		);
		expect(networkFault(wrapped(wrapped(coded('ENOTFOUND'))))).toEqual({
			...NO_ANSWER,
			reason: 'the host name is unknown',
			neverSent: true,
			isUnreachable: true,
		});
	});

	test('below a wrapper with a code of its own', () => {
		const outer = Object.assign(wrapped(coded('ECONNREFUSED')), { code: 500 });
		expect(networkFault(outer).neverSent).toBe(true);
	});

	test('and an error that is its own cause ends the search', () => {
		const loop = new Error('loop');
		loop.cause = loop;
		expect(networkFault(loop)).toMatchObject({ reason: 'loop', neverSent: false });
	});
});

describe('anything else counts as "may have arrived" and keeps its words', () => {
	test.each<[string, unknown, string]>([
		['an unknown code', coded('ESOMETHING', 'something broke'), 'something broke'],
		['no code', new Error('socket hang up'), 'socket hang up'],
		['an object', { message: 'odd' }, 'odd'],
		['text', 'odd', 'odd'],
	])('%s', (_what, error, reason) => {
		expect(networkFault(error)).toMatchObject({ reason, neverSent: false, isUnreachable: false });
	});
});

test.each([undefined, null, 7, {}])('%p thrown instead of an error breaks nothing', (error) => {
	expect(networkFault(error).neverSent).toBe(false);
});

test('no reason holds a code, because n8n swaps messages that do', () => {
	for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'ECONNRESET', 'ETIMEDOUT']) {
		expect(networkFault(coded(code)).reason).not.toMatch(/E[A-Z_]{4,}/);
	}
});
