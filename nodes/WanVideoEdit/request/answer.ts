import type { IDataObject } from 'n8n-workflow';

import { findTask } from '../task/task';

/** What an HTTP answer of the service means, judged by status first, then by text (API contract §3). */
export type Answer =
	| { kind: 'task'; data: IDataObject }
	| { kind: 'passing'; reason: string; status: number; retryAfterMs?: number }
	| { kind: 'refusal'; reason: string; status: number; code: string };

export interface HttpAnswer {
	statusCode: number;
	headers: IDataObject;
	body: unknown;
}

/** The statuses after which the same GET may well succeed (API contract §3). */
const isPassingStatus = (status: number) => status === 408 || status === 429 || status >= 500;

/** A temporary fault that the service reports with status 400 (API contract §3). */
const TEMPORARY_CODE = 'get_channel_failed';
/** A parameter error in disguise that the service reports with status 500 (API contract §3). */
const PARAMETER_ERROR = 'build_request_failed';

/** Reads an answer of the submit or the task endpoint. */
export function readAnswer({ statusCode, headers, body }: HttpAnswer): Answer {
	const { code, words } = readError(body);
	// A body without data may carry the real status, or only "success: false", under HTTP 200.
	const bodySaysNo = isObject(body) && (body.success === false || isErrorStatus(body.code));
	const status =
		statusCode < 300 && isObject(body) && isErrorStatus(body.code) ? Number(body.code) : statusCode;

	if (status < 300 && !bodySaysNo) {
		const data = findTask(body);
		return data
			? { kind: 'task', data }
			: { kind: 'passing', reason: `an answer without a task: ${words}`, status };
	}
	const reason = `HTTP ${status}: ${words}`;
	const isPassing =
		(isPassingStatus(status) && !`${code} ${words}`.includes(PARAMETER_ERROR)) ||
		code === TEMPORARY_CODE;
	return isPassing
		? { kind: 'passing', reason, status, retryAfterMs: retryAfterMs(headers) }
		: { kind: 'refusal', reason, status, code };
}

const isObject = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const isErrorStatus = (code: unknown) => Number(code) >= 400 && Number(code) < 600;

const LONGEST_WORDS = 300;

/** The service's own words, in any of the shapes of API contract §3. */
function readError(body: unknown): { code: string; words: string } {
	if (!isObject(body)) {
		const text = typeof body === 'string' ? body.trim() : '';
		if (text === '') return { code: '', words: 'an empty answer' };
		return { code: '', words: text.startsWith('<') ? 'a web page instead of data' : shorten(text) };
	}
	const error = isObject(body.error) ? body.error : {};
	const words = [error.message, body.message, body.error, error.type, error.code].find(
		(candidate) => typeof candidate === 'string' && candidate.trim() !== '',
	);
	return {
		code: String(error.code ?? body.code ?? ''),
		words: typeof words === 'string' ? shorten(words) : 'no reason given',
	};
}

const shorten = (text: string) =>
	text.length > LONGEST_WORDS ? `${text.slice(0, LONGEST_WORDS)}…` : text;

/** `Retry-After` in seconds or as a date (RFC 9110 §10.2.3), in ms from now. */
function retryAfterMs(headers: IDataObject): number | undefined {
	const value = headers['retry-after'];
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	const ms = Number.isFinite(Number(value))
		? Number(value) * 1000
		: Date.parse(String(value)) - Date.now();
	return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}
