import type { IExecuteSingleFunctions, IHttpRequestOptions } from 'n8n-workflow';

import { taskQuestion } from '../request/taskQuestion';
import { noteAsked } from '../task/knownTask';
import { checkCredential } from './checkCredential';
import { readSettings } from './readSettings';
import { refuseBrokenRules } from './refusal';
import { taskId } from './taskId';

/** preSend of Get Task: checks every parameter and sets the task's address. */
export async function checkGetTask(
	this: IExecuteSingleFunctions,
	request: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	return await refuseBrokenRules(this, request, async () => {
		await checkCredential(this);
		const { language } = readSettings(this);
		const id = taskId(this.getNodeParameter('taskId', ''));
		noteAsked(this, id);
		return { ...request, ...taskQuestion(id, language) };
	});
}
