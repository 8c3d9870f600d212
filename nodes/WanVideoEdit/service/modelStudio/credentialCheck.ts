import { isObject } from '../readValue';
import type { CredentialCheck } from '../service';
import { faultOf } from './faultOf';
import { reportsError } from './reportsError';
import { policyRequest } from './uploads';

/** Asks for the policy of an upload, which costs nothing: it proves address, key and model (Model Studio, temporary upload). */
export const credentialCheck: CredentialCheck = {
	request: policyRequest,
	keyRule:
		'Key and address must be of the same region, and keys of a Coding Plan (sk-sp-…) do not work here.',
	read: (answer) => {
		if (answer.fault) return answer.fault;
		const { statusCode, body } = answer.value;
		const isPolicy =
			statusCode < 300 && isObject(body) && isObject(body.data) && !reportsError(body);
		if (isPolicy) return undefined;
		const fault = faultOf(answer.value);
		return fault.cause === 'noResult' ? { ...fault, cause: 'notFound' } : fault;
	},
};
