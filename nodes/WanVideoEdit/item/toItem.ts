import type { IBinaryData, IExecuteSingleFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Settings } from '../checks/settings';
import { stillAtWork } from '../errors/taskProblems';
import { isToolCall } from '../n8n/toolCall';
import type { Task } from '../service/service';
import { simplify } from './simplify';

/**
 * The item that the next node gets. n8n itself does not pair it with its input.
 *
 * @param file the edited video, if it was fetched
 */
export function toItem(
	context: IExecuteSingleFunctions,
	{ task, file }: { task: Task; file?: IBinaryData },
	{ simplifies, outputField }: Settings,
): INodeExecutionData {
	const isUnfinishedCall = isToolCall(context) && task.state === 'running';
	return {
		json: {
			...(simplifies ? simplify(task) : rawItem(task)),
			...(isUnfinishedCall && { nextStep: stillAtWork(task) }),
		},
		...(file && { binary: { [outputField]: file } }),
		pairedItem: { item: context.getItemIndex() },
	};
}

/**
 * The service's own object plus `taskId`. n8n takes any top-level error, even an empty one, for a failure,
 * which Retry On Fail would repeat.
 */
function rawItem({ id, state, raw }: Task) {
	const { error, ...withoutError } = raw;
	return { ...withoutError, ...(state === 'failed' && { error }), taskId: id };
}
