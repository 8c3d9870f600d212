import type {
	IExecuteSingleFunctions,
	IN8nHttpFullResponse,
	INodeExecutionData,
} from 'n8n-workflow';

import { noteBought, purchaseOf } from '../purchase/purchase';
import { readAnswer, salvage } from '../request/answer';
import { readBody } from '../request/readBody';
import { SubmitFault } from '../request/sendSubmit';
import { carry } from './carriedTask';
import { receiveAsked } from './receiveAsked';
import { idOf } from './task';

/** postReceive of Submit Edit: the task that the service started, now or at an earlier attempt. */
export async function receiveSubmitted(
	this: IExecuteSingleFunctions,
	items: INodeExecutionData[],
	response: IN8nHttpFullResponse,
): Promise<INodeExecutionData[]> {
	if (purchaseOf(this)?.taskId !== undefined) return await receiveAsked.call(this, items, response);

	const whole = { ...response, ...(await readBody(response.body)) };
	const answer = readAnswer(salvage(whole));
	if (answer.kind !== 'task') throw new SubmitFault(answer);
	const id = idOf(answer.data);
	if (id === undefined) {
		const reason = `an answer without a task ID: ${JSON.stringify(answer.data).slice(0, 200)}`;
		throw new SubmitFault({ kind: 'passing', reason, status: response.statusCode, code: '' });
	}
	noteBought(this, id);
	// An execution that is stopped or killed leaves no data behind: then the log has the task.
	this.logger.info(`Wan Video Edit submitted task ${id}`, { taskId: id });
	return carry(id, answer.data);
}
