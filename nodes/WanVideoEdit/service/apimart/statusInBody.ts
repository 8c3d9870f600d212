import type { ServiceError } from '../serviceError';
import { isFilled, isObject, objectOf } from '../readValue';
import { isErrorStatus, saysNo } from './reportsError';

const FUNDS = '(balance|funds?|credits?|quota)';
const PARAMETERS =
	'\\b(param(eter)?s?|prompt|video_urls?|image_urls?|resolution|duration|seed|watermark)\\b';
const WRONG =
	'(invalid|illegal|missing|required|must|not (allowed|supported)|unsupported|too long)';

/** After these words something may have been started all the same, whatever else is said. */
const GAVE_UP =
	/time.?out|timed out|upstream|gateway|internal|unavailable|overload|busy|try again/i;

/** What is wrong by the words of "success: false", as a status; only what is certain. */
const SAID: Array<[status: number, words: RegExp]> = [
	[
		402,
		new RegExp(
			`\\b(insufficient|not enough|no|low)\\b.{0,20}${FUNDS}|${FUNDS}.{0,20}(not enough|used up|exhausted|too low)|余额`,
			'i',
		),
	],
	[401, /token not found|(invalid|wrong|bad) .{0,80}(token|key)|unauthori[sz]ed/i],
	[400, new RegExp(`${PARAMETERS}.{0,60}${WRONG}|${WRONG}.{0,60}${PARAMETERS}|参数`, 'i')],
];

/**
 * The status that a body brings along under HTTP 200: as a code of its own, or as "success: false",
 * of which only the words tell more (API §3).
 */
export function statusInBody(body: unknown, { words = '' }: ServiceError): number | undefined {
	if (!isObject(body)) return undefined;
	const codes = [body.code, objectOf(body.error).code, isFilled(body.data) && body.status];
	const code = codes.find(isErrorStatus);
	if (code !== undefined) return Number(code);
	if (!saysNo(body) || GAVE_UP.test(words)) return undefined;
	return SAID.find(([, said]) => said.test(words))?.[0];
}
