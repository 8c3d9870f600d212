import type { IExecuteSingleFunctions, INodeExecutionData } from 'n8n-workflow';

import { readSettings } from '../checks/readSettings';
import { carriedTask } from '../task/carriedTask';
import { simplify } from './simplify';

/** postReceive: the item that the next node gets. n8n itself does not pair it with its input. */
export async function finishItem(
	this: IExecuteSingleFunctions,
	items: INodeExecutionData[],
): Promise<INodeExecutionData[]> {
	const { simplifies } = readSettings(this);
	return [
		{
			...items[0],
			json: simplifies ? simplify(carriedTask(items)) : items[0].json,
			pairedItem: { item: this.getItemIndex() },
		},
	];
}
