import type { IBinaryData, IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Settings } from '../checks/settings';
import { stillAtWork } from '../errors/taskProblems';
import { isToolCall } from '../n8n/toolCall';
import type { Client } from '../service/client';
import { isoTime, type Task } from '../service/service';

/**
 * The item that the next node gets, without the API key, wherever the service may have put it. n8n itself does not pair
 * it with its input.
 *
 * @param about the task; the edited video, if it was fetched; which part of the source that is, if not all of it; and the
 *   stopped execution that bought it, if it was not this one
 */
export function toItem(
	{ context, withoutKey }: Pick<Client, 'context' | 'withoutKey'>,
	about: { task: Task; file?: IBinaryData; part?: IDataObject; leftBy?: string },
	{ simplifies, outputField }: Settings,
): INodeExecutionData {
	const { task, file, part, leftBy } = about;
	const isUnfinishedCall = isToolCall(context) && task.state === 'running';
	return {
		json: withoutKey({
			...(simplifies ? simplify(task) : rawItem(task)),
			...part,
			...resumedFrom(leftBy),
			...(isUnfinishedCall && { nextStep: stillAtWork([task]) }),
		}),
		...(file && { binary: { [outputField]: file } }),
		pairedItem: { item: context.getItemIndex() },
	};
}

/** Says that the task is one which a stopped execution bought; '' when that had no ID. */
export function resumedFrom(leftBy?: string): { resumed?: string } {
	if (leftBy === undefined) return {};
	const whose = leftBy === '' ? 'an execution that' : `execution ${leftBy}, which`;
	return { resumed: `Submitted by ${whose} was stopped. It was not bought again.` };
}

/**
 * The service's own object plus `taskId`. n8n takes any top-level error, even an empty one, for a failure,
 * which Retry On Fail would repeat.
 */
export function rawItem({ id, state, raw }: Task) {
	const { error, ...withoutError } = raw;
	return { ...withoutError, ...(state === 'failed' && { error }), taskId: id };
}

/**
 * The flat item of a task, for a sheet's row or an If. Keys that do not apply are left out, and none
 * is called `error`: n8n would take the item for a failure.
 */
export function simplify(task: Task): IDataObject {
	const item: IDataObject = {
		taskId: task.id,
		status: task.status,
		progress: task.progress,
		...(task.state === 'completed' && {
			videoUrl: task.videoUrl,
			videoUrlExpiresAt: isoTime(task.videoUrlExpiresAtS),
		}),
		cost: task.costUsd,
		creditsCost: task.costCredits,
		billedSeconds: task.billedS,
		createdAt: isoTime(task.createdAtS),
		completedAt: isoTime(task.completedAtS),
		processingSeconds: task.processingS,
		...(task.state === 'failed' && {
			failureReason: task.failureReason,
			failureCode: task.failureCode,
		}),
	};
	return withoutUndefined(item);
}

/** Keys that do not apply are left out. */
export const withoutUndefined = (item: IDataObject): IDataObject =>
	Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));
