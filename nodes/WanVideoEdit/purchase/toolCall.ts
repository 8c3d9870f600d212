import type { IExecuteSingleFunctions } from 'n8n-workflow';

/**
 * Whether an agent called the node as its tool. Older agents let it work within their own run, newer
 * ones have n8n run it without a main input.
 */
export function isToolCall(context: IExecuteSingleFunctions): boolean {
	const { node, data } = context.getExecuteData();
	return node.name !== context.getNode().name || data.main === undefined;
}
