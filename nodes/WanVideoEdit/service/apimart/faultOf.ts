import type { Cause, Fault } from '../fault';
import type { HttpAnswer } from '../exchange';
import { quote, retryAfterMs } from '../httpAnswer';
import { isObject } from '../readValue';
import { readError, WEB_PAGE, type ServiceError } from '../serviceError';
import { causeOf, isTransient } from './causeOf';
import { reportsError, saysNo } from './reportsError';
import { statusInBody } from './statusInBody';

/** A refusal of the account has nothing to do with a single task, so that the service's words about it count at once. */
const ABOUT_ACCOUNT = new Set<Cause>(['badKey', 'noBalance', 'notAllowed']);

/** Why a fault that seems permanent may pass: what a firewall says is no JSON, but for none has the balance a meaning. */
function doubtOf(cause: Cause, body: unknown, { words }: ServiceError): Fault['doubt'] {
	if (words === WEB_PAGE) return 'page';
	if (!ABOUT_ACCOUNT.has(cause)) return 'words';
	const isOfService = isObject(body) && (words !== undefined || body.code !== undefined);
	return isOfService || cause === 'noBalance' ? undefined : 'page';
}

/** The fault that an answer without a task means. */
export function faultOf(answer: HttpAnswer): Fault {
	const { statusCode, headers, body, broken } = answer;
	const error = readError(body, broken);
	const judged = statusCode < 300 ? (statusInBody(body, error) ?? statusCode) : statusCode;
	const isSilent = judged < 300 && !reportsError(body);
	const known = causeOf(judged, error);
	const cause = known === 'noResult' && !isSilent ? 'serviceFailed' : known;
	const canPass = isTransient(judged, error);
	const doubt = canPass ? undefined : doubtOf(cause, body, error);
	// "success: false" is a refusal, even if its words do not tell of what.
	const status = judged < 300 && isObject(body) && saysNo(body) ? 400 : judged;
	return {
		cause,
		reason: isSilent
			? `an answer without a task: ${error.words ?? quote(body)}`
			: `HTTP ${status}: ${error.words ?? 'no reason given'}`,
		status,
		isTransient: canPass,
		isRepeatable: canPass,
		...(doubt && { doubt }),
		...(status >= 300 && { retryAfterMs: retryAfterMs(headers) }),
	};
}
