import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { readTask, type Task } from './task';

/** Between its stops a task travels as the service's own object plus `taskId`. */
export const carry = (id: string, data: IDataObject): INodeExecutionData[] => [
	{ json: { ...data, taskId: id } },
];

export const carriedTask = ([item]: INodeExecutionData[]): Task =>
	readTask(String(item.json.taskId), item.json);
