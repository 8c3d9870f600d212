import type { Fault } from '../fault';
import { quote } from '../httpAnswer';
import { dollars, isObject } from '../readValue';
import type { Answer } from '../exchange';
import { faultOf } from './faultOf';
import { saysNo } from './reportsError';

/** What the balance (API §5) tells of the credential: `undefined` when all is well. */
export function readCredentialCheck(answer: Answer): Fault | undefined {
	if (answer.fault) return answer.fault;
	const { statusCode, body } = answer.value;
	const fault = faultOf(answer.value);
	if (statusCode >= 300) return fault;
	// Services tell a wrong key by "success": false and HTTP 200, and some a balance that is used up.
	if (isObject(body) && saysNo(body))
		return fault.cause === 'noBalance' ? fault : { ...fault, cause: 'badKey' };
	if (!isObject(body) || body.success !== true) {
		return { ...fault, cause: 'notFound', reason: `no balance, but ${quote(body)}` };
	}
	// An unlimited one is -1.
	return body.remain_balance === 0 && body.unlimited_quota !== true
		? { ...fault, cause: 'noBalance', reason: 'it is 0' }
		: undefined;
}

/** The balance in US dollars (API §5); `undefined` when the answer has none, or there is no end to it. */
export function readBalance({ value }: Answer): number | undefined {
	const body = value?.body;
	if (!value || value.statusCode >= 300 || !isObject(body) || body.success !== true) {
		return undefined;
	}
	return body.unlimited_quota === true ? undefined : dollars(body.remain_balance);
}
