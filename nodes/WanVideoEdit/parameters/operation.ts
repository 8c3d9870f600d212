import type { INodeProperties } from 'n8n-workflow';

import { getTaskOperation } from './getTask';
import { submitEditOperation } from './submitEdit';

export const operation: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	options: [submitEditOperation, getTaskOperation],
	default: 'submitEdit',
};
