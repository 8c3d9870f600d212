import type {
	DeclarativeRestApiSettings,
	IExecutePaginationFunctions,
	IExecuteSingleFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
} from 'n8n-workflow';

import type { Settings } from '../checks/settings';
import { downloadVideo } from '../download/downloadVideo';
import { taskFailed } from '../errors/taskProblems';
import { toItem } from '../item/toItem';
import { Client } from '../service/client';
import { Deadline } from '../shared/timeLimit';
import { firstCheck } from '../wait/firstCheck';
import { waitForTask } from '../wait/waitForTask';
import { prepare, run } from './frame';
import { readOptions, readSettings, readTaskId } from './readParameters';

type Prepared = { settings: Settings; client: Client; taskId: string };

/** Called before n8n's request (its "preSend"): reads and checks all parameters. */
export async function prepareGetTask(
	this: IExecuteSingleFunctions,
	request: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	return await prepare(this, request, async (known): Promise<Prepared> => {
		const client = await Client.of(this, request);
		const settings = readSettings(this, readOptions(this), { waitsByDefault: false });
		const taskId = readTaskId(this);
		known.taskId = taskId;
		return { settings, client, taskId };
	});
}

/** Called instead of n8n's request (its "pagination"): the same as Submit Edit, without buying. */
export async function runGetTask(
	this: IExecutePaginationFunctions,
	requestData: DeclarativeRestApiSettings.ResultOptions,
): Promise<INodeExecutionData[]> {
	return run<Prepared>(this, requestData, async ({ settings, client, taskId }) => {
		const wait = { client, settings, deadline: new Deadline(settings.timeoutMs) };
		const task = await waitForTask(await firstCheck(taskId, wait, { isTyped: true }), wait);
		// Without waiting, a failed task is an item, so that an If can branch on it.
		if (task.state === 'failed' && settings.waits) throw taskFailed(task, { hasOwnKey: false });
		return toItem(client, await downloadVideo(task, wait), settings);
	});
}
