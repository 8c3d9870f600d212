import type { IDataObject } from 'n8n-workflow';

import type { Result } from '../../shared/retry';
import { shorten } from '../../shared/shorten';
import type { Fault } from '../fault';
import { failureKind } from '../failureKind';
import { quote } from '../httpAnswer';
import { amount, isObject, isWebAddress, objectOf, words } from '../readValue';
import type { Answer, Task } from '../service';
import { faultOf } from './faultOf';
import { linkExpiresAtS } from './linkExpiry';
import { timeS } from './times';

/** Status words (Model Studio, check). One that is not known means "not yet". */
const STATES: Record<string, Task['state']> = {
	SUCCEEDED: 'completed',
	FAILED: 'failed',
	CANCELED: 'failed',
	CANCELLED: 'failed',
};

/** The status of a task that has not begun. */
export const NOT_BEGUN = 'PENDING';

/** The status of a task that does not exist, or is older than a day. */
const NO_SUCH_TASK = 'UNKNOWN';

/** The task in a good answer, whatever its status. */
export function outputOf(body: unknown): IDataObject | undefined {
	const output = isObject(body) ? body.output : undefined;
	const isTask = isObject(output) && (words(output.task_id) ?? words(output.task_status));
	return isTask ? output : undefined;
}

/** The task that was asked for, or why the answer does not tell of it. */
export function readTaskAnswer(id: string, answer: Answer): Result<Task, Fault> {
	if (answer.fault) return answer;
	const { statusCode, body } = answer.value;
	const output = statusCode < 300 ? outputOf(body) : undefined;
	const fault = faultOf(answer.value);
	if (!output) return { fault };

	const told = words(output.task_id);
	const isPassing = { ...fault, isTransient: true, isRepeatable: true };
	if (told !== undefined && told !== id) {
		return { fault: { ...isPassing, reason: `an answer about another task: ${quote(body)}` } };
	}
	const task = readTask(id, body as IDataObject);
	if (task.status === NO_SUCH_TASK) {
		const reason = `status "${NO_SUCH_TASK}": there is no such task, or it is older than a day`;
		const isFinal = { isTransient: false, isRepeatable: false, doubt: 'words' } as const;
		return { fault: { ...fault, ...isFinal, cause: 'notFound', reason } };
	}
	if (told === undefined && task.state === 'failed') {
		return { fault: { ...isPassing, reason: `an answer without a task ID: ${quote(body)}` } };
	}
	return { value: task };
}

/** Reads a task. Whatever is missing or unreadable is left out. */
export function readTask(id: string, body: IDataObject): Task {
	const output = outputOf(body) ?? {};
	const { usage, request_id } = body;
	const status = shorten(words(output.task_status) ?? 'unknown').toUpperCase();
	const state = Object.hasOwn(STATES, status) ? STATES[status] : 'running';
	const videoUrl = isWebAddress(output.video_url) ? output.video_url : undefined;
	const createdAtS = timeS(output.submit_time);
	const completedAtS = timeS(output.end_time);
	return {
		id,
		status,
		state,
		...(state === 'completed' &&
			videoUrl !== undefined && { videoUrl, videoUrlExpiresAtS: linkExpiresAtS(videoUrl) }),
		createdAtS,
		completedAtS,
		processingS: difference(createdAtS, completedAtS),
		billedS: state === 'completed' ? amount(objectOf(usage).duration) : undefined,
		prompt: typeof output.orig_prompt === 'string' ? output.orig_prompt : undefined,
		...(state === 'failed' && failureOf(output, status, words(request_id))),
		raw: { ...output, ...(isObject(usage) && { usage }), ...(request_id ? { request_id } : {}) },
	};
}

/** The reason stands flat beside the status, and can be absent altogether. */
function failureOf({ code, message }: IDataObject, status: string, requestId?: string) {
	const failureCode = words(code) && shorten(words(code)!);
	const said = words(message) && shorten(words(message)!);
	const nothing = status === 'FAILED' ? 'the service gave no reason' : 'it was cancelled';
	const silent = requestId ? `${nothing} (request ID ${shorten(requestId)})` : nothing;
	const failureReason = said ?? failureCode ?? silent;
	return { failureReason, failureCode, failureKind: failureKind(said, failureCode) };
}

const difference = (fromS?: number, toS?: number) =>
	fromS !== undefined && toS !== undefined && toS >= fromS
		? Math.round((toS - fromS) * 1000) / 1000
		: undefined;
