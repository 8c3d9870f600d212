import type { IExecuteSingleFunctions } from 'n8n-workflow';

/**
 * Whether an agent called the node as its tool. Older agents let it work within their own run, newer
 * ones ask n8n to run it, which then shows its output as that of a tool (`rewireOutputLogTo`).
 */
export function isToolCall(context: IExecuteSingleFunctions): boolean {
	const { name, rewireOutputLogTo } = context.getNode();
	return context.getExecuteData().node.name !== name || rewireOutputLogTo === 'ai_tool';
}
