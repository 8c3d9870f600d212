import type { IExecuteSingleFunctions, INodeExecutionData } from 'n8n-workflow';

import { readSettings } from '../checks/readSettings';
import { stillAtWork } from '../errors/messagesOfTask';
import { isToolCall } from '../purchase/toolCall';
import { carriedTask } from '../task/carriedTask';
import { simplify } from './simplify';

/** postReceive: the item that the next node gets. n8n itself does not pair it with its input. */
export async function finishItem(
	this: IExecuteSingleFunctions,
	items: INodeExecutionData[],
): Promise<INodeExecutionData[]> {
	const { simplifies } = readSettings(this);
	const task = carriedTask(items);
	const isUnfinishedCall = isToolCall(this) && task.state === 'running';
	// n8n takes any top-level error, even an empty one, for a failure, which Retry On Fail would repeat.
	const { error, ...withoutError } = items[0].json;
	const raw = task.state === 'failed' ? { ...withoutError, error } : withoutError;
	return [
		{
			...items[0],
			json: {
				...(simplifies ? simplify(task) : raw),
				...(isUnfinishedCall && { nextStep: stillAtWork(task) }),
			},
			pairedItem: { item: this.getItemIndex() },
		},
	];
}
