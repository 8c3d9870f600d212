import type {
	IExecuteSingleFunctions,
	IN8nHttpFullResponse,
	INodeExecutionData,
} from 'n8n-workflow';

import { taskId } from '../checks/taskId';
import { taskRefused } from '../errors/messagesOfTask';
import { nodeError } from '../errors/nodeError';
import { PassingFault } from '../request/askUntilAnswered';
import { readAnswer } from '../request/answer';
import { carry } from './carriedTask';

/** postReceive of Get Task: the task that was asked for. */
export async function receiveAsked(
	this: IExecuteSingleFunctions,
	_items: INodeExecutionData[],
	response: IN8nHttpFullResponse,
): Promise<INodeExecutionData[]> {
	const id = taskId(this.getNodeParameter('taskId'));
	const answer = readAnswer(response);
	if (answer.kind === 'task') return carry(id, answer.data);
	if (answer.kind === 'passing') throw new PassingFault(answer.reason);
	throw await nodeError(this, taskRefused(id, answer), answer.status);
}
