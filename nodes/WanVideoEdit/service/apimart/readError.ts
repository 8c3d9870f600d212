import { shorten } from '../../shared/shorten';
import type { Cause } from '../fault';
import { isObject, objectOf } from '../readValue';

/** What a body says about an error, in any of the shapes of API §3. */
export interface ServiceError {
	/** A code with a meaning of its own, or ''. */
	code: string;
	/** The service's own words, if there are any. */
	words?: string;
}

/** The words for a body that is a page, e.g. of a gateway in front of the service. */
export const WEB_PAGE = 'a web page instead of data';

/** A temporary fault that the service reports with status 400 or 500, as a code or in words (API §3). */
const NO_ROOM = 'get_channel_failed';

/** @param broken why the body is not all that the service sent */
export function readError(body: unknown, broken?: string): ServiceError {
	if (broken !== undefined) return { code: '', words: broken };
	if (!isObject(body)) {
		const text = typeof body === 'string' ? shorten(body.trim()) : '';
		if (text === '') return { code: '', words: 'an empty answer' };
		const code = text.includes(NO_ROOM) ? NO_ROOM : '';
		return { code, words: text.startsWith('<') ? WEB_PAGE : text };
	}
	const error = objectOf(body.error);
	const { message, msg } = body;
	const words = [error.message, error.msg, message, msg, body.error, error.type, error.code].find(
		(candidate): candidate is string => typeof candidate === 'string' && candidate.trim() !== '',
	);
	const isNoRoom = words?.includes(NO_ROOM);
	const code = isNoRoom ? NO_ROOM : [error.code, body.code, error.type].find(isWord);
	return { code: code ?? '', words: words && shorten(words.trim()) };
}

/** A number only repeats the HTTP status. */
const isWord = (code: unknown): code is string =>
	typeof code === 'string' && /^[a-z][\w.-]{1,99}$/i.test(code);

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

const BY_STATUS: Partial<Record<number, Cause>> = {
	401: 'badKey',
	402: 'noBalance',
	403: 'notAllowed',
	404: 'notFound',
	405: 'notFound',
	408: 'serviceFailed',
	// Of proxies that gave up waiting, or do not know what became of the request.
	425: 'serviceFailed',
	460: 'serviceFailed',
	499: 'serviceFailed',
	409: 'keyKnown',
	413: 'tooLarge',
	429: 'tooManyRequests',
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
