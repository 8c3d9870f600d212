import type { Cause } from '../fault';
import { WEB_PAGE, type ServiceError } from './readError';

/** A temporary fault that the service reports with status 400 (API §3). */
const NO_ROOM = 'get_channel_failed';
/** A parameter error in disguise that the service reports with status 500 (API §3). */
const PARAMETER_ERROR = 'build_request_failed';

/** Codes that say more than the status (API §3). */
const BY_CODE: Partial<Record<string, Cause>> = {
	[NO_ROOM]: 'noRoom',
	idempotency_unavailable: 'notExecuted',
	idempotency_in_progress: 'keyInProgress',
	idempotency_key_reused: 'keyReused',
	idempotency_result_indeterminate: 'keyIndeterminate',
};

const BY_STATUS: Partial<Record<number, Cause>> = {
	401: 'badKey',
	402: 'noBalance',
	403: 'notAllowed',
	404: 'notFound',
	405: 'notFound',
	408: 'serviceFailed',
	409: 'keyKnown',
	413: 'tooLarge',
	429: 'tooManyRequests',
};

/** What an answer without a task says is wrong (API §3). */
export function causeOf(status: number, error: ServiceError = { code: '' }): Cause {
	// Too many requests are turned away whatever their code.
	const known = (status === 429 ? undefined : BY_CODE[error.code]) ?? BY_STATUS[status];
	if (known !== undefined) return known;
	if (status < 300) return 'noResult';
	if (status < 400) return 'redirect';
	return status < 500 || isDisguised(error) ? 'badRequest' : 'serviceFailed';
}

/** Whether the same status check may well succeed a little later (API §3). */
export const isTransient = (status: number, error: ServiceError): boolean =>
	error.code === NO_ROOM ||
	// The API itself answers with JSON: a page comes from a gateway in front of it.
	(error.words === WEB_PAGE && ![401, 402, 403].includes(status)) ||
	((status === 408 || status === 429 || status >= 500) && !isDisguised(error));

const isDisguised = ({ code, words = '' }: ServiceError) =>
	`${code} ${words}`.includes(PARAMETER_ERROR);
