import { EXPIRED, type LinkProblem } from '../errors/sourceProblems';

/** What the statuses of a host say about the file behind a link. */

/** With these comes all of a file: OK, and the same from a proxy in between. */
export const WITH_ALL_OF_IT = [200, 203];
/** With these, the service gets no file either. */
const NO_FILE = [204, 205, 301, 302, 303, 307, 308];
/** The host may only be busy. */
const PASSING = [408, 425, 429];
/** Without a reason, they may be about the request, and not about the file. */
const WITHOUT_REASON = /^\s*(bad request|conflict)?\W*$/i;

/** How hosts of files word a 400 for a link that has expired, or whose signature is wrong. */
const IS_EXPIRED =
	/expire|AccessDenied|SignatureDoesNotMatch|AuthenticationFailed|AuthorizationQueryParametersError|InvalidAccessKeyId|InvalidToken|InvalidJWT/i;
/** Errors are short; a whole page need not be searched. */
const LONGEST_ERROR_BYTES = 16 * 1024;

/**
 * Says why there is no file behind a link: what a host refuses when it is asked for all of a file is nowhere, private,
 * or gone.
 *
 * @param beginning of the answer's body
 * @returns `undefined` when there is one, or when it may be there at another time
 */
export function problemOfStatus(statusCode: number, beginning: Buffer): LinkProblem | undefined {
	if (NO_FILE.includes(statusCode)) return statusCode;
	if (statusCode < 400 || statusCode >= 500 || PASSING.includes(statusCode)) return undefined;
	const text = beginning.subarray(0, LONGEST_ERROR_BYTES).toString('latin1');
	const isDoubtful = statusCode === 400 || statusCode === 409;
	if (isDoubtful && WITHOUT_REASON.test(text)) return undefined;
	return statusCode === 400 && IS_EXPIRED.test(text) ? EXPIRED : statusCode;
}
