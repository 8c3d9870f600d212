import { isObject } from './readTask';

/** What a body says about an error, in any of the shapes of API §3. */
export interface ServiceError {
	/** A code with a meaning of its own, or ''. */
	code: string;
	/** The service's own words, if there are any. */
	words?: string;
}

/** The words for a body that is a page, e.g. of a gateway in front of the service. */
export const WEB_PAGE = 'a web page instead of data';

/** @param broken why the body is not all that the service sent */
export function readError(body: unknown, broken?: string): ServiceError {
	if (broken !== undefined) return { code: '', words: broken };
	if (!isObject(body)) {
		const text = typeof body === 'string' ? body.trim() : '';
		if (text === '') return { code: '', words: 'an empty answer' };
		return { code: '', words: text.startsWith('<') ? WEB_PAGE : text };
	}
	const error = isObject(body.error) ? body.error : {};
	const words = [error.message, body.message, body.error, error.type, error.code].find(
		(candidate): candidate is string => typeof candidate === 'string' && candidate.trim() !== '',
	);
	return { code: [error.code, body.code, error.type].find(isWord) ?? '', words: words?.trim() };
}

/** A number only repeats the HTTP status. */
const isWord = (code: unknown): code is string =>
	typeof code === 'string' && /^[a-z]\w+$/i.test(code);
