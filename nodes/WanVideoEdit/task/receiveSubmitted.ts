import type {
	IExecuteSingleFunctions,
	IN8nHttpFullResponse,
	INodeExecutionData,
} from 'n8n-workflow';

import { submitRefused, submitWithoutTask } from '../errors/messagesOfSubmit';
import { nodeError } from '../errors/nodeError';
import { readAnswer } from '../request/answer';
import { noteAccepted } from './acceptedTask';
import { carry } from './carriedTask';
import { idOf } from './task';

/** postReceive of Submit Edit: the task that the service started, or why it started none. */
export async function receiveSubmitted(
	this: IExecuteSingleFunctions,
	_items: INodeExecutionData[],
	response: IN8nHttpFullResponse,
): Promise<INodeExecutionData[]> {
	const answer = readAnswer(response);
	if (answer.kind === 'task') {
		const id = idOf(answer.data);
		if (id !== undefined) {
			// An execution that is stopped or killed leaves no data behind: then the log has the task.
			this.logger.info(`Wan Video Edit submitted task ${id}`, { taskId: id });
			noteAccepted(this, id);
			return carry(id, answer.data);
		}
		throw await nodeError(this, submitWithoutTask('an answer without a task ID'));
	}
	if (answer.kind === 'passing' && answer.status < 300) {
		throw await nodeError(this, submitWithoutTask(answer.reason), answer.status);
	}
	throw await nodeError(this, submitRefused(answer), answer.status);
}
