import type { IDataObject } from 'n8n-workflow';

import { isoTime, type Task } from '../service/service';

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
		createdAt: isoTime(task.createdAtS),
		completedAt: isoTime(task.completedAtS),
		processingSeconds: task.processingS,
		...(task.state === 'failed' && {
			failureReason: task.failureReason,
			failureCode: task.failureCode,
		}),
	};
	return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));
}
