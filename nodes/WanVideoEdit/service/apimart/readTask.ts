import type { IDataObject } from 'n8n-workflow';

import { parseUrl } from '../../../../credentials/parseUrl';
import type { Task } from '../service';

const COMPLETED = ['completed', 'success', 'succeeded'];
const FAILED = ['failed', 'failure', 'error', 'cancelled', 'canceled', 'expired'];

/** Any word that is not known means "not yet" (API §2). */
export function stateOf(status: string): Task['state'] {
	const word = status.toLowerCase();
	if (COMPLETED.includes(word)) return 'completed';
	if (FAILED.includes(word)) return 'failed';
	return 'running';
}

/**
 * Finds the task object in an answer: in `data`, in the first entry of an array `data`, or the body
 * itself where the wrapper is missing (API §1, §2). `undefined` when there is none: without an ID
 * or the wrapper, `status` may be that of a gateway.
 */
export function findTask(body: unknown): IDataObject | undefined {
	const isWrapped = isObject(body) && body.data !== undefined;
	const data = isWrapped ? body.data : body;
	const task = Array.isArray(data) ? (data as unknown[])[0] : data;
	if (!isObject(task)) return undefined;
	const isTask = idOf(task) !== undefined || (isWrapped && typeof task.status === 'string');
	return isTask ? task : undefined;
}

/** The ID of a task object: `task_id`, or `id` in the newer shape (API §1). */
export const idOf = (task: IDataObject): string | undefined =>
	words(task.task_id) ?? words(task.id);

/** Reads a task object of the service. Whatever is missing or unreadable is left out. */
export function readTask(id: string, data: IDataObject): Task {
	const status = typeof data.status === 'string' ? data.status : 'unknown';
	const video = videosOf(data).find(({ url }) => url !== undefined);
	const error = isObject(data.error) ? data.error : { message: data.error };
	const createdAtS = timeS(data.created);
	const completedAtS = timeS(data.completed);
	return {
		id,
		status,
		state: stateOf(status),
		progress: progressOf(data.progress),
		videoUrl: video?.url,
		videoUrlExpiresAtS: video?.expiresAtS,
		createdAtS,
		completedAtS,
		processingS: amount(data.actual_time) ?? difference(createdAtS, completedAtS),
		costUsd: amount(data.cost),
		costCredits: amount(data.credits_cost),
		failureReason: words(error.message),
		failureCode: words(error.code),
		raw: data,
	};
}

/** A JSON object, and no array. */
export const isObject = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

function videosOf({ result }: IDataObject) {
	const videos =
		isObject(result) && Array.isArray(result.videos) ? (result.videos as unknown[]) : [];
	return videos.filter(isObject).map((video) => ({
		url: [video.url].flat().find(isWebAddress),
		expiresAtS: timeS(video.expires_at),
	}));
}

const isWebAddress = (url: unknown): url is string =>
	typeof url === 'string' && /^https?:$/.test(parseUrl(url)?.protocol ?? '');

/** Progress is a number, or text such as "50%". */
function progressOf(value: unknown): number | undefined {
	const percent = amount(typeof value === 'string' ? value.replace(/%$/, '') : value);
	return percent === undefined ? undefined : Math.min(percent, 100);
}

function amount(value: unknown): number | undefined {
	const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	return typeof parsed === 'number' && Number.isFinite(parsed) && parsed >= 0 ? parsed : undefined;
}

/** No time in seconds is as great, every time in milliseconds is (1973 or later). */
const LEAST_MS = 1e11;
/** The last millisecond that a JavaScript date can name. */
const LARGEST_MS = 8.64e15;

/** Times are Unix seconds (API §2); milliseconds are recognised by their size. */
const timeS = (value: unknown) => {
	const time = amount(value);
	if (time === undefined || time === 0 || time > LARGEST_MS) return undefined;
	return time < LEAST_MS ? time : time / 1000;
};

const difference = (fromS?: number, toS?: number) =>
	fromS !== undefined && toS !== undefined && toS >= fromS ? toS - fromS : undefined;

const words = (value: unknown) =>
	typeof value === 'string' || typeof value === 'number'
		? String(value).trim() || undefined
		: undefined;
