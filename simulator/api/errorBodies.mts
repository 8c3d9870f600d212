import { randomUUID } from 'node:crypto';

/** Error body of the service: `{ error: { code, message, type } }` (API §3). */
export interface ErrorBody {
	error: { code: number | string; message: string; param?: string; type: string };
}

/** Thrown by a route to answer with an HTTP status and an error body. */
export class ApiError extends Error {
	readonly status: number;
	readonly body: ErrorBody;

	constructor(status: number, body: ErrorBody) {
		super(body.error.message);
		this.status = status;
		this.body = body;
	}
}

/** A parameter error: 400 `invalid_request_error`. */
export function invalidRequest(message: string): ApiError {
	return new ApiError(400, errorBody(400, message, 'invalid_request_error'));
}

/** The balance does not cover the task: 402 `payment_required`. */
export function paymentRequired(message: string): ApiError {
	return new ApiError(402, errorBody(402, message, 'payment_required'));
}

/** More requests than the service takes: 429. */
export function tooManyRequests(): ApiError {
	return new ApiError(429, errorBody(429, 'Too many requests', 'rate_limit_error'));
}

/** A conflict about an Idempotency-Key: 409 with its word as code. */
export function idempotencyConflict(
	code: 'idempotency_in_progress' | 'idempotency_key_reused',
	message: string,
): ApiError {
	return new ApiError(409, errorBody(code, message, 'idempotency_error'));
}

/** Key missing or wrong: 401, worded as recorded from the service. */
export function invalidKey(): ApiError {
	const message = `invalid API key (request id: ${randomUUID()})`;
	return new ApiError(401, { error: { code: '', message, param: '', type: 'apimart_error' } });
}

/** Builds an error body. */
export function errorBody(code: number | string, message: string, type: string): ErrorBody {
	return { error: { code, message, type } };
}
