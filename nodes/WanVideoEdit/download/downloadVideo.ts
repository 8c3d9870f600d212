import { createHash } from 'node:crypto';

import type { IBinaryData } from 'n8n-workflow';

import type { Settings } from '../checks/settings';
import { completedWithoutVideo, downloadFailed } from '../errors/downloadProblems';
import { stopped } from '../errors/taskProblems';
import type { Client } from '../service/client';
import type { Task } from '../service/service';
import { POLICIES } from '../shared/policies';
import { retry } from '../shared/retry';
import { fetchVideo } from './fetchVideo';

/**
 * Fetches the video of a completed task if the user wants that. What is not completed has none.
 *
 * @returns the task as it was when its video was fetched, as each try asks for a fresh link; and its video
 * @throws {Problem} when there is no video, or it cannot be fetched
 */
export async function downloadVideo(
	task: Task,
	{ client, settings }: { client: Client; settings: Settings },
): Promise<{ task: Task; file?: IBinaryData }> {
	if (task.state !== 'completed') return { task };
	if (task.videoUrl === undefined) throw completedWithoutVideo(task);
	if (!settings.downloads) return { task };

	const { stop } = client;
	let latest = task;
	const result = await retry(
		POLICIES.download,
		async (tries) => {
			if (tries > 1) {
				const { value: fresh } = await client.getTask(task.id, settings.language);
				if (fresh?.videoUrl !== undefined) latest = fresh;
			}
			return await fetchVideo(client.wire, latest.videoUrl!, nameOfVideo(client, task));
		},
		{ stop },
	);
	if (stop?.aborted) throw stopped(latest);
	if (result.value) return { task: latest, file: result.value };
	throw downloadFailed(latest, result.tries, result.fault.reason, Date.now());
}

/** The name of the edited video of a task, without its extension. */
export const nameOfVideo = ({ withoutKey }: Pick<Client, 'withoutKey'>, { id }: Task): string =>
	fileName(withoutKey(id));

const LONGEST_ID_IN_NAME = 100;

/**
 * One name for one task, so that files do not overwrite each other where they are stored. An ID that is too long for a
 * name is told from others by a hash.
 */
function fileName(id: string): string {
	const safe = id.replace(/[^\w.-]/g, '_');
	const isLong = safe.length > LONGEST_ID_IN_NAME;
	return `wan-edit-${isLong ? `${safe.slice(0, LONGEST_ID_IN_NAME)}-${hashOf(id)}` : safe}`;
}

const hashOf = (id: string) => createHash('sha256').update(id).digest('hex').slice(0, 8);
