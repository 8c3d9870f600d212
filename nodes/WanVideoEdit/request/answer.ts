import type { IDataObject } from 'n8n-workflow';

import { findTask, idOf, isObject } from '../task/task';

/** What an HTTP answer of the service means, judged by status first, then by text (API contract §3). */
export type Answer = { kind: 'task'; data: IDataObject } | Fault;

/** Why an answer brings no task: passing, or a refusal that would only be repeated. */
export interface Fault {
	kind: 'passing' | 'refusal';
	/** What happened, with the service's own words. */
	reason: string;
	/** HTTP status; 0 when there was no answer. */
	status: number;
	/** The code of the service's error, or ''. */
	code: string;
	retryAfterMs?: number;
}

export interface HttpAnswer {
	statusCode: number;
	headers: IDataObject;
	body: unknown;
	/** Why the body is not all that the service sent. */
	broken?: string;
}

/** A temporary fault that the service reports with status 400 (API contract §3). */
const TEMPORARY_CODE = 'get_channel_failed';
/** A parameter error in disguise that the service reports with status 500 (API contract §3). */
const PARAMETER_ERROR = 'build_request_failed';

/** Whether the same GET may well succeed a little later (API contract §3). */
const isPassing = (status: number, code: string, words: string) =>
	code === TEMPORARY_CODE ||
	// The API itself answers with JSON: a page comes from a gateway in front of it.
	(words === WEB_PAGE && ![401, 402, 403].includes(status)) ||
	((status === 408 || status === 429 || status >= 500) &&
		!`${code} ${words}`.includes(PARAMETER_ERROR));

/** Reads an answer of the submit or the task endpoint. */
export function readAnswer({ statusCode, headers, body, broken }: HttpAnswer): Answer {
	const { code, words } = readError(body, broken);
	const status = statusCode < 300 ? (statusInBody(body, words) ?? statusCode) : statusCode;
	const data = statusCode < 300 ? findTask(body) : undefined;
	// A task that has an ID is there, and maybe billed, whatever else the body says.
	if (data && (status < 300 || idOf(data) !== undefined)) return { kind: 'task', data };
	if (status < 300) {
		const said = words === NO_REASON ? JSON.stringify(body).slice(0, LONGEST_QUOTE) : words;
		return { kind: 'passing', reason: `an answer without a task: ${said}`, status, code };
	}
	return {
		kind: isPassing(status, code, words) ? 'passing' : 'refusal',
		reason: `HTTP ${status}: ${words}`,
		status,
		code,
		retryAfterMs: retryAfterMs(headers),
	};
}

/**
 * The status that a body brings along under HTTP 200: as a code of its own, or as "success: false",
 * of which only the words tell more (API contract §3).
 */
function statusInBody(body: unknown, words: string): number | undefined {
	if (!isObject(body)) return undefined;
	if (isErrorStatus(body.code)) return Number(body.code);
	if (isObject(body.error) && isErrorStatus(body.error.code) && !findTask(body)) {
		return Number(body.error.code);
	}
	if (body.success !== false) return undefined;
	if (/balance|insufficient/i.test(words)) return 402;
	return /token not found|(invalid|wrong|bad) .*(token|key)|unauthori[sz]ed/i.test(words)
		? 401
		: 400;
}

const isErrorStatus = (code: unknown) => Number(code) >= 400 && Number(code) < 600;

/** The ID of a task in the text of an answer that broke off behind it, in both shapes of a submit. */
const TASK_ID_IN_TEXT = /"task_id"\s*:\s*"([^"\\]+)"/;
const ID_IN_TEXT = /"data"\s*:\s*\[?\s*\{[^{}]*?"id"\s*:\s*"([^"\\]+)"/;

/** Saves what can be saved of a broken answer to a submit: the task that may be paid for. */
export function salvage(answer: HttpAnswer): HttpAnswer {
	const { statusCode, body, broken } = answer;
	if (broken === undefined || statusCode >= 300 || typeof body !== 'string') return answer;
	if (body.includes('"error"')) return answer;
	const id = (TASK_ID_IN_TEXT.exec(body) ?? ID_IN_TEXT.exec(body))?.[1];
	if (id === undefined) return answer;
	return { ...answer, body: { task_id: id, status: 'submitted' }, broken: undefined };
}

const NO_REASON = 'no reason given';
/** Enough of an answer to find the task in it by eye. */
const LONGEST_QUOTE = 200;
const WEB_PAGE = 'a web page instead of data';

/** The service's own words, in any of the shapes of API contract §3. */
function readError(body: unknown, broken?: string): { code: string; words: string } {
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
	return {
		code: [error.code, body.code, error.type].find(isWord) ?? '',
		words: words?.trim() ?? NO_REASON,
	};
}

/** A code with a meaning of its own. A number only repeats the HTTP status. */
const isWord = (code: unknown): code is string =>
	typeof code === 'string' && /^[a-z]\w+$/i.test(code);

/** `Retry-After` in seconds or as a date (RFC 9110 §10.2.3), in ms from now. */
function retryAfterMs(headers: IDataObject): number | undefined {
	const value = headers['retry-after'];
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	const ms = Number.isFinite(Number(value))
		? Number(value) * 1000
		: Date.parse(String(value)) - Date.now();
	return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}
