import { shorten } from '../shared/shorten';
import type { Cause } from './fault';
import { isObject, objectOf } from './readValue';

/** What a body says about an error, in any of the shapes of API §3, or flat as at Model Studio. */
export interface ServiceError {
	/** A code with a meaning of its own, or ''. */
	code: string;
	/** The service's own words, if there are any. */
	words?: string;
}

/** The words for a body that is a page, e.g. of a gateway in front of the service. */
export const WEB_PAGE = 'a web page instead of data';

/** A temporary fault that the service reports with status 400 or 500, as a code or in words (API §3). */
export const NO_ROOM = 'get_channel_failed';

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

/** What is wrong by the status of an answer, wherever it has the same meaning. */
export const BY_STATUS: Partial<Record<number, Cause>> = {
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
