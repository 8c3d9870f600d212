import type { IDataObject } from 'n8n-workflow';

import { parseUrl } from '../../../../credentials/parseUrl';
import type { Result } from '../../shared/retry';
import type { Fault } from '../fault';
import type { Answer, HttpAnswer, Task } from '../service';
import { causeOf, isTransient, readError, type ServiceError } from './readError';
import { findTask, idOf, isObject, readTask } from './readTask';

/** The task that was asked for, or why the answer does not tell of it (API §2, §3). */
export function readTaskAnswer(id: string, answer: Answer): Result<Task, Fault> {
	if (answer.fault) return answer;
	const { value: task, fault } = readTaskObject(answer.value);
	return fault ? { fault } : { value: readTask(id, task) };
}

/** The address of an uploaded image, which the body itself or its `data` has (API §5). */
export function readUpload(answer: Answer): Result<string, Fault> {
	if (answer.fault) return answer;
	const { statusCode, body, broken } = answer.value;
	const upload = isObject(body) && isObject(body.data) ? body.data : body;
	const url = statusCode < 300 && isObject(upload) ? upload.url : undefined;
	if (typeof url === 'string' && /^https?:\/\//.test(url) && parseUrl(url)) return { value: url };

	const { fault } = readTaskObject(answer.value);
	if (!fault || (fault.status! < 300 && broken === undefined)) {
		const noAddress = noResult('an answer without an address', statusCode);
		return { fault: { ...noAddress, isTransient: false, isRepeatable: false } };
	}
	// Also as a web page of a gateway, which is transient otherwise.
	const isFinal = fault.cause === 'tooLarge' || fault.cause === 'notFound';
	return { fault: { ...fault, isRepeatable: fault.isTransient && !isFinal } };
}

/**
 * The task object of an answer of the submit or the task endpoint. What an answer means depends on
 * its status first, then on its text (API §3).
 */
export function readTaskObject(answer: HttpAnswer): Result<IDataObject, Fault> {
	const { statusCode, headers, body, broken } = answer;
	const error = readError(body, broken);
	const status = statusCode < 300 ? (statusInBody(body, error) ?? statusCode) : statusCode;
	const task = statusCode < 300 ? findTask(body) : undefined;
	// A task that has an ID is there, and maybe billed, whatever else the body says.
	if (task && (status < 300 || idOf(task) !== undefined)) return { value: task };
	if (status < 300) {
		const reason = `an answer without a task: ${error.words ?? quote(body)}`;
		return { fault: noResult(reason, status, error) };
	}
	return {
		fault: {
			cause: causeOf(status, error),
			reason: `HTTP ${status}: ${error.words ?? 'no reason given'}`,
			status,
			isTransient: isTransient(status, error),
			isRepeatable: isTransient(status, error),
			retryAfterMs: retryAfterMs(headers),
		},
	};
}

/** An answer that reports no error, but does not hold what was asked for. */
export const noResult = (reason: string, status: number, error?: ServiceError): Fault => ({
	cause: causeOf(status, error),
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

export const quote = (body: unknown) => (JSON.stringify(body) ?? '').slice(0, LONGEST_QUOTE);
