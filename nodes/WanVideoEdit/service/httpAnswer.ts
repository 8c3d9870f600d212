import type { IDataObject } from 'n8n-workflow';

import { shorten } from '../shared/shorten';

/** `Retry-After` in seconds or as a date (RFC 9110 §10.2.3), in ms from now. */
export function retryAfterMs(headers: IDataObject): number | undefined {
	const value = headers['retry-after'];
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	const ms = Number.isFinite(Number(value))
		? Number(value) * 1000
		: Date.parse(String(value)) - Date.now();
	return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}

/** Enough of an answer to find the task in it by eye. */
const LONGEST_QUOTE = 300;

/** The beginning of an answer, for a reason. */
export const quote = (body: unknown): string => shorten(JSON.stringify(body) ?? '', LONGEST_QUOTE);
