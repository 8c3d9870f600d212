import type { Cause, Fault } from '../fault';
import { failureKind } from '../failureKind';
import { quote, retryAfterMs } from '../httpAnswer';
import { isObject } from '../readValue';
import type { HttpAnswer } from '../exchange';
import { BY_STATUS, readError, WEB_PAGE, type ServiceError } from '../serviceError';

/** What the codes of the service mean (Model Studio, errors); the first one that fits counts. */
const BY_CODE: Array<[code: RegExp, cause: Cause]> = [
	[/^InvalidApiKey/, 'badKey'],
	[/^Arrearage/, 'noBalance'],
	[/^(Prepaid|Postpaid)BillOverdue|^CommodityNotPurchased/, 'billDue'],
	[/^(Throttling\.)?AllocationQuota/, 'quotaUsedUp'],
	[/^Throttling/, 'tooManyRequests'],
	[/^Model\.AccessDenied|^AccessDenied\.Unpurchased/, 'notActivated'],
	[/AccessDenied/, 'notAllowed'],
	[/^(Model|WorkSpace)NotFound/i, 'wrongRegion'],
	[/^InternalError/, 'serviceFailed'],
];

/** Those of an edit that it does not take. */
const REFUSED =
	/^(Invalid(Parameter|URL|File)|BadRequest|DataInspectionFailed|IPInfringementSuspect)(\.|$)/;

/** A refusal of the account has nothing to do with a single task, so that the service's words about it count at once. */
const ABOUT_ACCOUNT = new Set<Cause>([
	...(['badKey', 'noBalance', 'billDue', 'quotaUsedUp'] as const),
	...(['notActivated', 'notAllowed', 'wrongRegion'] as const),
]);

function causeOf(status: number, { code }: ServiceError): Cause {
	const byStatus = BY_STATUS[status];
	// Whoever gave up does not know what became of the request, whatever else is said. And 409 is about keys elsewhere.
	if (status >= 500 || status === 409 || byStatus === 'serviceFailed') return 'serviceFailed';
	if (status >= 300 && status < 400) return 'redirect';
	const said = BY_CODE.find(([pattern]) => pattern.test(code))?.[1];
	if (said !== undefined) return said;
	if (status < 300 && !REFUSED.test(code)) return code === '' ? 'noResult' : 'serviceFailed';
	return byStatus ?? 'badRequest';
}

/** The fault that an answer means which does not bring what was asked for. */
export function faultOf({ statusCode: status, headers, body, broken }: HttpAnswer): Fault {
	const error = readError(body, broken);
	const isPage = error.words === WEB_PAGE;
	const cause = causeOf(status, error);
	const isTransient =
		['noResult', 'redirect', 'serviceFailed', 'tooManyRequests'].includes(cause) ||
		(isPage && ![401, 402, 403].includes(status));
	const doubt = isTransient ? undefined : doubtOf(cause, body, isPage);
	const kind = cause === 'badRequest' ? kindOf(error) : undefined;
	return {
		cause,
		reason:
			status < 300 && error.code === ''
				? `not the expected answer: ${error.words ?? quote(body)}`
				: `HTTP ${status}: ${error.code ? `${error.code}, ` : ''}${error.words ?? 'no reason given'}`,
		status,
		isTransient,
		isRepeatable: isTransient,
		...(doubt && { doubt }),
		...(kind && { kind }),
		...(status >= 300 && { retryAfterMs: retryAfterMs(headers) }),
	};
}

/** What kind of refusal it is, where that is clear: the limits in its words may be those of a parameter. */
function kindOf({ words, code }: ServiceError): Fault['kind'] {
	const kind = failureKind(words, code);
	const isClear = kind === 'sourceNotFetched' || kind === 'moderated';
	return isClear || code.startsWith('InvalidFile') ? kind : undefined;
}

/** Why a fault that seems permanent may pass: what a firewall says is no JSON. */
function doubtOf(cause: Cause, body: unknown, isPage: boolean): Fault['doubt'] {
	if (isPage) return 'page';
	if (!ABOUT_ACCOUNT.has(cause)) return 'words';
	return isObject(body) && Object.keys(body).length > 0 ? undefined : 'page';
}
