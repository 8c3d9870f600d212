import type { IExecuteSingleFunctions, INodeExecutionData } from 'n8n-workflow';

import { readSettings } from '../checks/readSettings';
import { completedWithoutVideo, downloadFailed, stopped } from '../errors/messagesOfTask';
import { nodeError } from '../errors/nodeError';
import { askForTask } from '../request/askForTask';
import { carriedTask, carry } from '../task/carriedTask';
import type { Task } from '../task/task';
import { backoffMs } from '../wait/backoff';
import { pause } from '../wait/pause';
import { fetchFile } from './fetchFile';

/** How often the video is fetched, each time with a fresh link. */
const MOST_TRIES = 5;

/** postReceive: brings the video of a completed task along. What is not completed passes through. */
export async function downloadVideo(
	this: IExecuteSingleFunctions,
	items: INodeExecutionData[],
): Promise<INodeExecutionData[]> {
	const { downloads, outputField, language } = readSettings(this);
	const stop = this.getExecutionCancelSignal();
	let task = carriedTask(items);
	if (task.state !== 'completed') return items;

	for (let tries = 1; ; tries++) {
		if (task.videoUrl === undefined) throw await nodeError(this, completedWithoutVideo(task));
		if (!downloads) return items;

		const file = await fetchFile(this, task.videoUrl, fileName(task));
		if (stop?.aborted) throw await nodeError(this, stopped(task));
		if (typeof file !== 'string') return [{ ...items[0], binary: { [outputField]: file } }];
		if (tries === MOST_TRIES)
			throw await nodeError(this, downloadFailed(task, tries, file, Date.now()));

		await pause(backoffMs(tries), stop);
		const answer = await askForTask(this, task.id, language);
		if (answer.kind !== 'task') continue;
		const fresh = carry(task.id, answer.data);
		if (carriedTask(fresh).videoUrl === undefined) continue;
		items = fresh;
		task = carriedTask(items);
	}
}

/** One name for one task, so that files do not overwrite each other where they are stored. */
const fileName = ({ id }: Task) => `wan-edit-${id.replace(/[^\w.-]/g, '_')}.mp4`;
