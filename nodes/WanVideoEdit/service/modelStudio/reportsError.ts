import { isFilled, isObject, words } from '../readValue';

/** What some put into the place of an error while all is well. */
const GOOD_CODE = /^(0+|2\d\d|ok|success|succeeded)$/i;

/** Whether an object reports an error: flat, as the service does (Model Studio, submit), or as an object of gateways. */
export const reportsError = (body: unknown): boolean =>
	isObject(body) &&
	(body.success === false ||
		isFilled(body.error) ||
		(isFilled(body.code) && !GOOD_CODE.test(words(body.code) ?? '')));
