import type { IDataObject } from 'n8n-workflow';

import { parseUrl } from '../../../../credentials/parseUrl';
import type { Result } from '../../shared/retry';
import type { Cause, Fault, NetworkFault, SubmitFault } from '../fault';
import type { Answer, HttpAnswer } from '../service';
import type { Task } from '../task';
import { readError, WEB_PAGE, type ServiceError } from './readError';
import { findTask, idOf, isObject, readTask } from './readTask';
import { salvage } from './salvage';

/** A temporary fault that the service reports with status 400 (API §3). */
const NO_ROOM = 'get_channel_failed';
/** A parameter error in disguise that the service reports with status 500 (API §3). */
const PARAMETER_ERROR = 'build_request_failed';
/** The service's own word that it did not execute the request (API §3). */
const NOT_EXECUTED = 'idempotency_unavailable';

/** The task that a submit has started, or why the answer names none (API §1, §3). */
export function readSubmit(answer: Answer): Result<Task, SubmitFault> {
	if (answer.fault) return { fault: ofUnansweredSubmit(answer.fault) };
	const { value: task, fault } = read(salvage(answer.value));
	if (fault) return { fault: ofSubmit(fault) };
	const id = idOf(task);
	if (id !== undefined) return { value: readTask(id, task) };
	const reason = `an answer without a task ID: ${quote(task)}`;
	return { fault: ofSubmit(noResult(reason, answer.value.statusCode)) };
}

/** The task that was asked for, or why the answer does not tell of it (API §2, §3). */
export function readTaskAnswer(id: string, answer: Answer): Result<Task, Fault> {
	if (answer.fault) return answer;
	const { value: task, fault } = read(answer.value);
	return fault ? { fault } : { value: readTask(id, task) };
}

/** The address of an uploaded image, which the body itself or its `data` has (API §5). */
export function readUpload(answer: Answer): Result<string, Fault> {
	if (answer.fault) return answer;
	const { statusCode, body, broken } = answer.value;
	if (statusCode < 300) {
		const upload = isObject(body) && isObject(body.data) ? body.data : body;
		const url = isObject(upload) ? upload.url : undefined;
		const isAddress = typeof url === 'string' && /^https?:\/\//.test(url) && parseUrl(url);
		if (isAddress) return { value: url };
	}
	const { fault } = read(answer.value);
	if (fault && (fault.status! >= 300 || broken !== undefined)) {
		// A gateway says so with a web page, which else passes.
		const isFinal = fault.cause === 'tooLarge' || fault.cause === 'notFound';
		return { fault: { ...fault, isRepeatable: fault.isTransient && !isFinal } };
	}
	const isFinal = { isTransient: false, isRepeatable: false };
	return { fault: { ...noResult('an answer without an address', statusCode), ...isFinal } };
}

/** The task object of an answer of the submit or the task endpoint, by status first, then by text (API §3). */
function read({ statusCode, headers, body, broken }: HttpAnswer): Result<IDataObject, Fault> {
	const error = readError(body, broken);
	const status = statusCode < 300 ? (statusInBody(body, error) ?? statusCode) : statusCode;
	const task = statusCode < 300 ? findTask(body) : undefined;
	// A task that has an ID is there, and maybe billed, whatever else the body says.
	if (task && (status < 300 || idOf(task) !== undefined)) return { value: task };
	if (status < 300) {
		const reason = `an answer without a task: ${error.words ?? quote(body)}`;
		return { fault: noResult(reason, status, error) };
	}
	const isTransient = isPassing(status, error);
	return {
		fault: {
			cause: causeOf(status, error, isTransient),
			reason: `HTTP ${status}: ${error.words ?? 'no reason given'}`,
			status,
			isTransient,
			isRepeatable: isTransient,
			retryAfterMs: retryAfterMs(headers),
		},
	};
}

const noResult = (reason: string, status: number, error?: ServiceError): Fault => ({
	cause: BY_CODE[error?.code ?? ''] ?? 'noResult',
	reason,
	status,
	isTransient: true,
	isRepeatable: true,
});

/**
 * The status that a body brings along under HTTP 200: as a code of its own, or as "success: false",
 * of which only the words tell more (API §3).
 */
function statusInBody(body: unknown, { words = '' }: ServiceError): number | undefined {
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

/** Whether the same status check may well succeed a little later (API §3). */
const isPassing = (status: number, { code, words = '' }: ServiceError) =>
	code === NO_ROOM ||
	// The API itself answers with JSON: a page comes from a gateway in front of it.
	(words === WEB_PAGE && ![401, 402, 403].includes(status)) ||
	((status === 408 || status === 429 || status >= 500) &&
		!`${code} ${words}`.includes(PARAMETER_ERROR));

/** Codes that say more than the status (API §3). */
const BY_CODE: Partial<Record<string, Cause>> = {
	[NO_ROOM]: 'noRoom',
	[NOT_EXECUTED]: 'notExecuted',
	idempotency_in_progress: 'keyInProgress',
	idempotency_key_reused: 'keyReused',
	idempotency_result_indeterminate: 'keyIndeterminate',
};

const BY_STATUS: Partial<Record<number, Cause>> = {
	401: 'badKey',
	402: 'noBalance',
	403: 'notAllowed',
	404: 'notFound',
	405: 'notFound',
	409: 'keyKnown',
	413: 'tooLarge',
	429: 'tooMany',
};

function causeOf(status: number, { code }: ServiceError, isTransient: boolean): Cause {
	const known = BY_CODE[code] ?? BY_STATUS[status];
	if (known !== undefined) return known;
	if (status < 400) return 'redirect';
	return isTransient && (status >= 500 || status === 408) ? 'serviceFailed' : 'badRequest';
}

/** Causes of which it is known that nothing was started (API §3). */
const NOTHING_STARTED: Cause[] = [
	'badKey',
	'noBalance',
	'notAllowed',
	'badRequest',
	'notFound',
	'redirect',
	'tooLarge',
	'tooMany',
	'noRoom',
	'keyReused',
	'notExecuted',
];

/** Causes after which the same submit, with the same key, cannot buy anything twice (API §3). */
const MAY_BE_SENT_AGAIN: Cause[] = ['tooMany', 'notExecuted', 'keyInProgress'];

const ofSubmit = (fault: Fault): SubmitFault => ({
	...fault,
	isRepeatable: MAY_BE_SENT_AGAIN.includes(fault.cause),
	mayBeBilled: !NOTHING_STARTED.includes(fault.cause),
});

const ofUnansweredSubmit = (fault: NetworkFault): SubmitFault => ({
	...fault,
	isRepeatable: fault.isUnreachable,
	mayBeBilled: !fault.neverSent,
});

/** `Retry-After` in seconds or as a date (RFC 9110 §10.2.3), in ms from now. */
function retryAfterMs(headers: IDataObject): number | undefined {
	const value = headers['retry-after'];
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	const ms = Number.isFinite(Number(value))
		? Number(value) * 1000
		: Date.parse(String(value)) - Date.now();
	return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}

/** Enough of an answer to find the task in it by eye. */
const LONGEST_QUOTE = 200;

const quote = (body: unknown) => (JSON.stringify(body) ?? '').slice(0, LONGEST_QUOTE);
