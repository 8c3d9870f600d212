import type { Cause } from '../fault';
import { BY_STATUS, NO_ROOM, WEB_PAGE, type ServiceError } from '../serviceError';

/** A parameter error in disguise that the service reports with status 500 (API §3). */
const PARAMETER_ERROR = 'build_request_failed';

/** Codes that say more than the status (API §3). */
const BY_CODE = new Map<string, Cause>([
	[NO_ROOM, 'noRoom'],
	['task_not_exist', 'notFound'],
	['task_not_found', 'notFound'],
	['not_found', 'notFound'],
	['idempotency_unavailable', 'notExecuted'],
	['idempotency_in_progress', 'keyInProgress'],
	['idempotency_key_reused', 'keyReused'],
	['idempotency_result_indeterminate', 'keyIndeterminate'],
]);

/** A gateway can put a code over another error: these count only with a status that fits. */
const FITS: Partial<Record<Cause, (status: number) => boolean>> = {
	noRoom: (status) => status !== 409,
	notFound: (status) => status < 500,
	keyReused: (status) => status >= 300 && status < 500 && status !== 408,
};

/** What an answer without a task says is wrong (API §3). */
export function causeOf(status: number, error: ServiceError): Cause {
	const said = BY_CODE.get(error.code);
	// Too many requests are turned away whatever their code.
	const isSaid = said !== undefined && status !== 429 && (FITS[said]?.(status) ?? true);
	const known = isSaid ? said : BY_STATUS[status];
	if (known !== undefined) return known;
	if (status < 300) return 'noResult';
	if (status < 400) return 'redirect';
	return status < 500 || isDisguised(error) ? 'badRequest' : 'serviceFailed';
}

/** Whether the same status check may well succeed a little later (API §3). */
export function isTransient(status: number, error: ServiceError): boolean {
	if (error.code === NO_ROOM) return true;
	if (status < 300) return causeOf(status, error) !== 'notFound';
	return (
		// Of a gateway, or of an address that has moved for a while.
		status < 400 ||
		// The API itself answers with JSON: a page comes from a gateway in front of it.
		(error.words === WEB_PAGE && ![401, 402, 403].includes(status)) ||
		((causeOf(status, error) === 'serviceFailed' || status === 429 || status >= 500) &&
			!isDisguised(error))
	);
}

const isDisguised = ({ code, words = '' }: ServiceError) =>
	`${code} ${words}`.includes(PARAMETER_ERROR);
