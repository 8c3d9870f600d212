import type { ExecutionError, INode, INodeParameters } from 'n8n-workflow';

import type { EditOptions, Workbench } from './workbench.mts';

/** What an agent's execution came to. */
export interface ToolCalls {
	/** What each call was answered, unless the execution failed. */
	answers: Array<Record<string, unknown>>;
	error?: ExecutionError;
}

interface Options extends Pick<EditOptions, 'credential' | 'node'> {
	/** How often the agent runs in the execution, as in a loop. */
	passes?: number;
}

const named = (name: string, type: string): INode => ({
	typeVersion: 1,
	position: [0, 0],
	id: name,
	name,
	type,
	parameters: {},
});
const to = (nodes: string[]) => ({
	main: [nodes.map((node) => ({ node, type: 'main' as const, index: 0 }))],
});

/** An execution in which an agent calls Submit Edit as its tool, once per prompt and all at once. */
export async function callTool(
	bench: Workbench,
	prompts: string[],
	parameters: INodeParameters = {},
	{ credential = bench.credential, node, passes = 1 }: Options = {},
): Promise<ToolCalls> {
	const names = Array.from({ length: passes }, (_, pass) => `Pass ${pass}`);
	const edit: INode = {
		...named('Edit', 'n8n-nodes-wan-videoedit.wanVideoEditTool'),
		credentials: { wanVideoEditApi: { id: '1', name: 'Simulator' } },
		parameters: bench.submitParameters({
			prompt: '={{ $fromAI("prompt", "", "string") }}',
			...parameters,
		}),
		...node,
	};
	const { data } = await bench.engine.execute({
		credential,
		items: prompts.map((prompt) => ({ json: { prompt } })),
		workflow: {
			nodes: [
				named('Trigger', 'n8n-nodes-base.manualTrigger'),
				...names.map((name) => named(name, 'n8n-nodes-base.noOp')),
				named('Agent', 'harness.agent'),
				edit,
			],
			connections: {
				Trigger: to(names),
				...Object.fromEntries(names.map((name) => [name, to(['Agent'])])),
				Edit: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
			},
		},
	}).ended;
	const { runData, error } = data.resultData;
	const items = (runData.Agent ?? []).flatMap((run) => run.data?.main[0] ?? []);
	const answers = items.map(
		({ json }) => (JSON.parse(json.answer as string) as ToolCalls['answers'])[0],
	);
	return { answers, error };
}
