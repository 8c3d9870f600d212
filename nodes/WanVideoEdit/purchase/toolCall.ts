import type { IExecuteSingleFunctions } from 'n8n-workflow';

/** Whether an agent called the node as its tool: it then works within the run of the agent. */
export const isToolCall = (context: IExecuteSingleFunctions): boolean =>
	context.getExecuteData().node.name !== context.getNode().name;
