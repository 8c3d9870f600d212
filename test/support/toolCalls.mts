import type { ExecutionError, INode, INodeParameters, IRun } from 'n8n-workflow';

import { passesThrough, plainNode } from './passes.mts';
import type { EditOptions, Workbench } from './workbench.mts';

/** What an agent's execution came to. */
export interface ToolCalls {
	/** What each call was answered, unless the execution failed. */
	answers: Array<Record<string, unknown>>;
	error?: ExecutionError;
	run: IRun;
}

interface Options extends Pick<EditOptions, 'credential' | 'node'> {
	/** How often the agent runs in the execution, as in a loop. */
	passes?: number;
}

/** An execution in which an agent calls the node as its tool, once per prompt and all at once: Submit Edit unless told otherwise. */
export async function callTool(
	bench: Workbench,
	prompts: string[],
	parameters: INodeParameters = {},
	{ credential = bench.credential, node, passes = 1 }: Options = {},
): Promise<ToolCalls> {
	const { nodes, connections } = passesThrough('Agent', passes);
	const edit: INode = {
		...plainNode('Edit', 'n8n-nodes-wan-videoedit.wanVideoEditTool'),
		credentials: { wanVideoEditApi: { id: '1', name: 'Simulator' } },
		parameters: bench.submitParameters({
			prompt: '={{ $fromAI("prompt", "", "string") }}',
			...parameters,
		}),
		...node,
	};
	const run = await bench.engine.execute({
		credential,
		items: prompts.map((prompt) => ({ json: { prompt } })),
		workflow: {
			nodes: [...nodes, plainNode('Agent', 'harness.agent'), edit],
			connections: {
				...connections,
				Edit: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
			},
		},
	}).ended;
	const { runData, error } = run.data.resultData;
	const items = (runData.Agent ?? []).flatMap(({ data }) => data?.main[0] ?? []);
	const answers = items.map(
		({ json }) => (JSON.parse(json.answer as string) as ToolCalls['answers'])[0],
	);
	return { answers, error, run };
}
