import type {
	DeclarativeRestApiSettings,
	IExecutePaginationFunctions,
	IExecuteSingleFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
} from 'n8n-workflow';

import type { Settings } from '../checks/settings';
import { checkTaskId } from '../checks/taskId';
import { downloadVideo } from '../download/downloadVideo';
import { taskFailed } from '../errors/taskProblems';
import { toItem } from '../item/toItem';
import { Client } from '../service/client';
import { Deadline } from '../shared/timeLimit';
import { getTask } from '../wait/getTask';
import { waitForTask } from '../wait/waitForTask';
import { prepare, run } from './frame';
import { readSettings } from './readParameters';

type Prepared = { settings: Settings; client: Client; taskId: string };

/** preSend of Get Task: reads and checks all parameters. */
export async function prepareGetTask(
	this: IExecuteSingleFunctions,
	request: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	return await prepare(this, request, async (known): Promise<Prepared> => {
		const client = await Client.of(this, request);
		const settings = readSettings(this);
		const taskId = checkTaskId(this.getNodeParameter('taskId', ''));
		known.taskId = taskId;
		return { settings, client, taskId };
	});
}

/** Pagination of Get Task: the same as Submit Edit, without buying. */
export async function runGetTask(
	this: IExecutePaginationFunctions,
	requestData: DeclarativeRestApiSettings.ResultOptions,
): Promise<INodeExecutionData[]> {
	return await run<Prepared>(this, requestData, async ({ settings, client, taskId }) => {
		const wait = { client, settings, deadline: new Deadline(settings.timeoutMs) };
		const task = await waitForTask(await getTask(taskId, wait), wait);
		// An If may branch on what nobody waited for.
		if (task.state === 'failed' && settings.waits) throw taskFailed(task, false);
		return toItem(this, await downloadVideo(task, wait), settings);
	});
}
