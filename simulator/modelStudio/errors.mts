import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { ERROR_ROWS, messageOf } from './errorRows.mts';

/** Body of an error: flat, unlike that of the first service (Model Studio, submit). */
export interface FlatError {
	code: string;
	message: string;
	request_id: string;
}

/** Thrown by a route to answer with an HTTP status and an error body. */
export class ModelStudioError extends Error {
	constructor(
		readonly status: number,
		readonly code: string,
		message = messageOf(code),
	) {
		super(message);
	}
}

/** A parameter outside its limits: 400. */
export function invalidParameter(message: string): ModelStudioError {
	return new ModelStudioError(400, 'InvalidParameter', message);
}

/**
 * Refuses what a query does not have (Model Studio, list and cancel). The real service may ignore it.
 *
 * @param names what it may have
 */
export function refuseUnknownQuery(query: unknown, names: readonly string[]): void {
	const unknown = Object.keys(query as object).find((name) => !names.includes(name));
	if (unknown !== undefined) throw invalidParameter(`unknown parameter ${unknown}`);
}

/** Too many requests within a second: 429. */
export function rateExceeded(): ModelStudioError {
	return new ModelStudioError(429, 'Throttling.RateQuota');
}

/** An error body with a new `request_id`. */
export function flatError(code: string, message: string): FlatError {
	return { code, message, request_id: randomUUID() };
}

/** A plausible error body for a status. */
export function plausibleFlatError(status: number): FlatError {
	const known = ERROR_ROWS.find((row) => row.status === status);
	if (known !== undefined) return flatError(known.code, known.message);
	const words = STATUS_CODES[status] ?? 'Error';
	return flatError(words.replace(/\W/g, ''), words);
}
