import type { IDataObject } from 'n8n-workflow';

import { parseUrl } from '../../../credentials/parseUrl';

/** A JSON object, and no array. */
export const isObject = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object itself, or one without anything in it. */
export const objectOf = (value: unknown): IDataObject => (isObject(value) ? value : {});

/** Text or a number as text; `undefined` when there is none. */
export const words = (value: unknown): string | undefined =>
	typeof value === 'string' || typeof value === 'number'
		? String(value).trim() || undefined
		: undefined;

/** Whether something stands where an error would: services also send `null`, `""`, `{}` or `false` there. */
export const isFilled = (value: unknown): boolean =>
	typeof value === 'object' && value !== null
		? Object.keys(value).length > 0
		: Boolean(typeof value === 'string' ? value.trim() : value);

export const isWebAddress = (url: unknown): url is string =>
	typeof url === 'string' && /^https?:$/.test(parseUrl(url)?.protocol ?? '');

/** A number from 0, which may come as text. */
export function amount(value: unknown): number | undefined {
	const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	return typeof parsed === 'number' && Number.isFinite(parsed) && parsed >= 0 ? parsed : undefined;
}

/** An amount of US dollars, e.g. 0.15, "0.15", "$0.15" or "0.15 USD". */
export const dollars = (value: unknown): number | undefined =>
	amount(typeof value === 'string' ? value.replace(/^\s*\$|usd\s*$/gi, '') : value);

/** Progress is a number, or text such as "50%". */
export function percent(value: unknown): number | undefined {
	const done = amount(typeof value === 'string' ? value.replace('%', '') : value);
	return done === undefined ? undefined : Math.min(done, 100);
}

/** No time in seconds is as great, every time in milliseconds is (1973 or later). */
const LEAST_MS = 1e11;
/** The last millisecond that a JavaScript date can name. */
const LARGEST_MS = 8.64e15;

/** Times are Unix seconds (API §2), or ISO 8601 text; milliseconds are recognised by their size. */
export function timeS(value: unknown): number | undefined {
	const isDate = typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value);
	const time = amount(isDate ? Date.parse(value) : value);
	if (time === undefined || time === 0 || time > LARGEST_MS) return undefined;
	return time < LEAST_MS ? time : time / 1000;
}
