import type { IDataObject } from 'n8n-workflow';

import { shorten } from '../../shared/shorten';
import type { FailureKind } from '../fault';
import { failureKind } from '../failureKind';
import { amount, isObject, isWebAddress, objectOf, words } from '../readValue';
import type { Task } from '../service';
import { linkExpiresAtS } from './linkExpiry';
import { timeS } from './times';

/** Status words (Model Studio, check). One that is not known means "not yet". */
const STATES: Record<string, Task['state']> = {
	SUCCEEDED: 'completed',
	FAILED: 'failed',
	CANCELED: 'failed',
	CANCELLED: 'failed',
};
const KNOWN = new Set([...Object.keys(STATES), 'PENDING', 'RUNNING']);

const wordOf = (status: string) => status.trim().toUpperCase();

/** Whether a task has not begun. */
export const hasNotBegun = ({ status }: Pick<Task, 'status'>): boolean =>
	wordOf(status) === 'PENDING';

/** Whether a task has a status that is known. */
export const hasKnownStatus = ({ status }: Pick<Task, 'status'>): boolean =>
	KNOWN.has(wordOf(status));

/** The status of a task that does not exist, or is older than a day. */
export const NO_SUCH_TASK = 'UNKNOWN';

/** Whether a task is said not to exist. Not by a status that is missing. */
export const saysNoSuchTask = ({ task_status }: IDataObject): boolean =>
	wordOf(words(task_status) ?? '') === NO_SUCH_TASK;

/** The task in an answer, whatever its status. */
export function outputOf(body: unknown): IDataObject | undefined {
	const output = objectOf(objectOf(body).output);
	return (idOf(output) ?? words(output.task_status)) === undefined ? undefined : output;
}

/** The ID of a task. Whether a task can be asked for by it, `isTaskId` tells. */
export const idOf = ({ task_id }: IDataObject): string | undefined =>
	task_id === 0 ? undefined : words(task_id);

/** How a task says its resolution (Model Studio, check). */
const RESOLUTIONS: Record<string, string | undefined> = { 720: '720P', 1080: '1080P' };

/** Reads a task. Whatever is missing or unreadable is left out. */
export function readTask(id: string, body: IDataObject): Task {
	const output = outputOf(body) ?? {};
	const { usage, request_id } = body;
	const status = shorten(words(output.task_status) ?? 'unknown');
	const state = Object.hasOwn(STATES, wordOf(status)) ? STATES[wordOf(status)] : 'running';
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
		processingS: difference(timeS(output.scheduled_time) ?? createdAtS, completedAtS),
		billedS: state === 'completed' ? amount(objectOf(usage).duration) : undefined,
		prompt: typeof output.orig_prompt === 'string' ? output.orig_prompt : undefined,
		resolution: RESOLUTIONS[String(objectOf(usage).SR)],
		sourceS: amount(objectOf(usage).input_video_duration),
		...(state === 'failed' && failureOf(output, status, words(request_id))),
		raw: { ...output, ...(isObject(usage) && { usage }), ...(request_id ? { request_id } : {}) },
	};
}

/** The reason stands flat beside the status, and can be absent altogether. What failed is not billed. */
function failureOf({ code, message }: IDataObject, status: string, requestId?: string) {
	const [failureCode, said] = [code, message].map(words).map((text) => text && shorten(text));
	const isCancelled = wordOf(status) !== 'FAILED';
	const about = requestId ? ` (request ID ${shorten(requestId)})` : '';
	const unsaid: FailureKind = isCancelled ? 'cancelled' : 'unexplained';
	const isSaid = (said ?? failureCode) !== undefined;
	return {
		failureReason: said ?? failureCode ?? `the service gave no reason${about}`,
		failureCode,
		failureKind: isSaid ? failureKind(said, failureCode) : unsaid,
		isNotBilled: true,
	};
}

const difference = (fromS?: number, toS?: number) =>
	fromS !== undefined && toS !== undefined && toS >= fromS
		? Math.round((toS - fromS) * 1000) / 1000
		: undefined;
