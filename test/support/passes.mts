import type {
	IConnections,
	INode,
	INodeExecutionData,
	INodeParameters,
	IWorkflowSettings,
} from 'n8n-workflow';

import {
	editNode,
	NODE,
	outcomeOf,
	type EditOptions,
	type Outcome,
	type Workbench,
} from './workbench.mts';

/** What came of an execution in which Submit Edit ran several times. */
export interface Passes extends Outcome {
	/** What each pass put out, in order. */
	passes: INodeExecutionData[][];
}

/** A node of a workflow without parameters. */
export const plainNode = (name: string, type: string): INode => ({
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

/** The part of a workflow that runs a node several times in one execution. */
export function passesThrough(
	name: string,
	passes: number,
): { nodes: INode[]; connections: IConnections } {
	const names = Array.from({ length: passes }, (_, pass) => `Pass ${pass}`);
	return {
		nodes: [
			plainNode('Trigger', 'n8n-nodes-base.manualTrigger'),
			...names.map((pass) => plainNode(pass, 'n8n-nodes-base.noOp')),
		],
		connections: {
			Trigger: to(names),
			...Object.fromEntries(names.map((pass) => [pass, to([name])])),
		},
	};
}

/** Submit Edit in several passes of one execution, as in a loop: `$runIndex` tells them apart. */
export class Loop {
	constructor(
		private readonly bench: Workbench,
		private readonly passes: number,
		private readonly options: Pick<EditOptions, 'credential' | 'items' | 'node'> = {},
	) {}

	async run(parameters: INodeParameters = {}, settings?: IWorkflowSettings): Promise<Passes> {
		const { items = [{}] } = this.options;
		const execution = this.bench.engine.execute({
			...this.surroundings(parameters, settings),
			items: items.map((json, item) => ({ json, pairedItem: { item } })),
		});
		return withPasses(await outcomeOf(execution));
	}

	/** Runs it again from where it failed, as n8n's executions list does. */
	async retry(failed: Outcome, parameters: INodeParameters = {}): Promise<Passes> {
		const execution = this.bench.engine.retry(failed.run, this.surroundings(parameters));
		return withPasses(await outcomeOf(execution));
	}

	private surroundings(parameters: INodeParameters, settings?: IWorkflowSettings) {
		const { nodes, connections } = passesThrough(NODE, this.passes);
		const { credential = this.bench.credential, node: others } = this.options;
		const edit = editNode(this.bench.submitParameters(parameters), others);
		return { credential, workflow: { settings, nodes: [...nodes, edit], connections } };
	}
}

const withPasses = (outcome: Outcome): Passes => ({
	...outcome,
	passes: (outcome.run.data.resultData.runData[NODE] ?? []).map(({ data }) => data?.main[0] ?? []),
});
