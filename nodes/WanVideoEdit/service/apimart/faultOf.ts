import type { IDataObject } from 'n8n-workflow';

import type { Cause, Fault } from '../fault';
import type { HttpAnswer } from '../service';
import { causeOf, isTransient, readError, WEB_PAGE, type ServiceError } from './readError';
import { isFilled, isObject, objectOf } from './readValue';
import { isErrorStatus, reportsError, saysNo } from './reportsError';

/** Whether a refusal is about the account, so that it has nothing to do with a single task. */
const isAboutAccount = (cause: Cause) => ['badKey', 'noBalance', 'notAllowed'].includes(cause);

/** The fault that an answer without a task means. */
export function faultOf(answer: HttpAnswer): Fault {
	const { statusCode, headers, body, broken } = answer;
	const error = readError(body, broken);
	const status = statusCode < 300 ? (statusInBody(body, error) ?? statusCode) : statusCode;
	const isSilent = status < 300 && !reportsError(body);
	const known = causeOf(status, error);
	const cause = known === 'noResult' && !isSilent ? 'serviceFailed' : known;
	const canPass = isTransient(status, error);
	const isPage = error.words === WEB_PAGE;
	const doubt = canPass ? undefined : isPage ? 'page' : isAboutAccount(cause) ? undefined : 'words';
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

/**
 * The status that a body brings along under HTTP 200: as a code of its own, or as "success: false",
 * of which only the words tell more (API §3).
 */
function statusInBody(body: unknown, { words = '' }: ServiceError): number | undefined {
	if (!isObject(body)) return undefined;
	if (isErrorStatus(body.code)) return Number(body.code);
	const { code } = objectOf(body.error);
	if (isErrorStatus(code)) return Number(code);
	if (isFilled(body.data) && isErrorStatus(body.status)) return Number(body.status);
	if (!saysNo(body)) return undefined;
	if (/balance|insufficient/i.test(words)) return 402;
	return /token not found|(invalid|wrong|bad) .{0,80}(token|key)|unauthori[sz]ed/i.test(words)
		? 401
		: 400;
}

/** `Retry-After` in seconds or as a date (RFC 9110 §10.2.3), in ms from now. */
function retryAfterMs(headers: IDataObject): number | undefined {
	const value = headers['retry-after'];
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	const ms = Number.isFinite(Number(value))
		? Number(value) * 1000
		: Date.parse(String(value)) - Date.now();
	return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}

/** Enough of an answer to find the task in it by eye. */
const LONGEST_QUOTE = 200;

export const quote = (body: unknown): string =>
	(JSON.stringify(body) ?? '').slice(0, LONGEST_QUOTE);
