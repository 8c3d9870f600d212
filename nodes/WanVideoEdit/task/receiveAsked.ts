import type {
	IExecuteSingleFunctions,
	IN8nHttpFullResponse,
	INodeExecutionData,
} from 'n8n-workflow';

import { taskRefused } from '../errors/messagesOfTask';
import { nodeError } from '../errors/nodeError';
import { readAnswer } from '../request/answer';
import { noteAnswer, PassingFault } from '../request/askUntilAnswered';
import { readBody } from '../request/readBody';
import { carry } from './carriedTask';
import { knownTask } from './knownTask';

/** postReceive of Get Task: the task that was asked for. */
export async function receiveAsked(
	this: IExecuteSingleFunctions,
	_items: INodeExecutionData[],
	response: IN8nHttpFullResponse,
): Promise<INodeExecutionData[]> {
	const id = knownTask(this)!;
	const whole = { ...response, ...(await readBody(response.body)) };
	noteAnswer(this);
	const answer = readAnswer(whole);
	if (answer.kind === 'task') return carry(id, answer.data);
	if (answer.kind === 'passing') throw new PassingFault(answer);
	throw await nodeError(this, taskRefused(id, answer), answer.status);
}
