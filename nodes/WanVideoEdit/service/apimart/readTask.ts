import type { IDataObject } from 'n8n-workflow';

import { shorten } from '../../shared/shorten';
import type { Task } from '../service';
import { failureKind } from '../failureKind';
import { amount, dollars, isFilled, isObject, objectOf, percent, timeS, words } from '../readValue';
import { stateOf } from './taskState';
import { videoOf } from './videoOf';

/** A task object in an answer, and the wrapper in whose `data` it stands, if there is one (API §2). */
export interface FoundTask {
	task: IDataObject;
	wrapper?: IDataObject;
}

/**
 * Finds the task objects in an answer: in `data`, in an array `data`, or the body itself where the wrapper is
 * missing or empty (API §1, §2). Without an ID or the wrapper, `status` may be that of a gateway.
 */
export function findTasks(body: unknown): FoundTask[] {
	const wrapper = objectOf(body);
	const wrapped = [wrapper.data]
		.flat()
		.filter(isObject)
		.filter((task) => isNamed(task) || typeof task.status === 'string');
	if (wrapped.length > 0) return wrapped.map((task) => ({ task, wrapper }));
	const bare = [body].flat().filter(isObject).filter(isNamed);
	return bare.map((task) => ({ task }));
}

const idsIn = (places: Array<IDataObject[string]>): string[] =>
	places.flatMap((id) => (id === 0 ? [] : (words(id) ?? [])));

/** `task_id`, which may be called otherwise. */
const taskIdsOf = ({ task_id, taskId }: IDataObject) => idsIn([task_id, taskId]);

/** Also `id`, as in the newer shape (API §1); elsewhere that may be the ID of a request. */
const idsOf = (task: IDataObject) => [...taskIdsOf(task), ...idsIn([task.id])];

const isNamed = (task: IDataObject) => idsOf(task).length > 0;

export const hasTaskId = (task: IDataObject): boolean => taskIdsOf(task).length > 0;

/** The ID of a task object. Whether a task can be asked for by it, `isTaskId` tells. */
export const idOf = (task: IDataObject, wrapper: IDataObject = {}): string | undefined =>
	[...idsOf(task), ...taskIdsOf(wrapper)][0];

/**
 * Whether a task object is about the task with this ID: 'perhaps' when it has the task ID of another one as well,
 * `undefined` when neither it nor what stands around it says.
 */
export function isAbout(
	{ task, wrapper = {} }: FoundTask,
	id: string,
): boolean | 'perhaps' | undefined {
	const around = [...idsOf(wrapper), ...taskIdsOf(objectOf(task.result))];
	const ids = isNamed(task) ? idsOf(task) : around;
	if (ids.length === 0) return undefined;
	if (!ids.includes(id)) return false;
	return [task, wrapper].flatMap(taskIdsOf).every((other) => other === id) || 'perhaps';
}

/** What a submit starts out with, when nothing but its ID is known. */
export const submittedTask = (id: string): Task =>
	readTask(id, { task_id: id, status: 'submitted' });

/** Reads a task object of the service. Whatever is missing or unreadable is left out. */
export function readTask(id: string, data: IDataObject): Task {
	const status = typeof data.status === 'string' ? shorten(data.status) : 'unknown';
	const createdAtS = timeOf(data, ['created', 'created_at', 'submit_time']);
	const completedAtS = timeOf(data, ['completed', 'completed_at', 'finished_at', 'finish_time']);
	const progress = percent(data.progress);
	const hasEnded = completedAtS !== undefined || progress === 100;
	const reason = reasonOf(data);
	const state = stateOf(status, {
		hasVideo: videoOf(data, hasEnded) !== undefined,
		hasEndedForAReason:
			completedAtS !== undefined && (reason !== undefined || isFilled(data.error)),
	});
	const video = state === 'completed' ? videoOf(data, true) : undefined;
	return {
		id,
		status,
		state,
		progress,
		videoUrl: video?.url,
		videoUrlExpiresAtS: video?.expiresAtS,
		createdAtS,
		completedAtS,
		processingS: amount(data.actual_time) ?? difference(createdAtS, completedAtS),
		costUsd: dollars(data.cost),
		costCredits: amount(data.credits_cost),
		...(state === 'failed' && failureOf(data, reason)),
		raw: data,
	};
}

/** Words of the service for a message, which is the work of every status check. */
const said = (value: unknown) => {
	const text = words(value);
	return text && shorten(text);
};

/** A time, which relays call by other names. */
const timeOf = (data: IDataObject, names: string[]) =>
	names.map((name) => timeS(data[name])).find((time) => time !== undefined);

/** Why a task failed, in the places of API §2; where others say "success" while all is well. */
function reasonOf(data: IDataObject): string | undefined {
	const error = isObject(data.error) ? data.error : { message: data.error };
	return [error.message, error.msg, data.fail_reason, data.message, data.msg]
		.map(said)
		.find((text) => text !== undefined && !ALL_WELL.test(text));
}

const ALL_WELL = /^(ok|success|succeeded)$/i;

function failureOf(data: IDataObject, failureReason?: string) {
	const { code } = objectOf(data.error);
	const failureCode = said(code) ?? said(data.error_code) ?? errorCode(data.code);
	return { failureReason, failureCode, failureKind: failureKind(failureReason, failureCode) };
}

/** A code that says "all is well" belongs to the answer, not to the task. */
const errorCode = (code: unknown): string | undefined => {
	const text = said(code);
	return text === undefined || ALL_WELL.test(text) || Number(text) < 400 ? undefined : text;
};

const difference = (fromS?: number, toS?: number) =>
	fromS !== undefined && toS !== undefined && toS >= fromS ? toS - fromS : undefined;
