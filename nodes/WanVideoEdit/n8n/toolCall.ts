import type { IExecuteSingleFunctions } from 'n8n-workflow';

/** By the helpers of an item: n8n copies the node with all its parameters each time that it is asked for it. */
const known = new WeakMap<object, boolean>();

/**
 * Whether an agent called the node as its tool. Older agents let it work within their own run, newer
 * ones ask n8n to run it, which then shows its output as that of a tool (`rewireOutputLogTo`).
 */
export function isToolCall(context: IExecuteSingleFunctions): boolean {
	const { helpers } = context;
	const before = known.get(helpers);
	if (before !== undefined) return before;
	const { name, rewireOutputLogTo } = context.getNode();
	const isCall = context.getExecuteData().node.name !== name || rewireOutputLogTo === 'ai_tool';
	known.set(helpers, isCall);
	return isCall;
}
