import type { INode, INodeExecutionData, INodeParameters, IWorkflowSettings } from 'n8n-workflow';

import { NODE, outcomeOf, type EditOptions, type Outcome, type Workbench } from './workbench.mts';

/** What came of an execution in which Submit Edit ran several times. */
export interface Passes extends Outcome {
	/** What each pass put out, in order. */
	passes: INodeExecutionData[][];
}

const at = { typeVersion: 1, position: [0, 0] as [number, number] };
const node = (name: string, type: string): INode => ({
	...at,
	id: name,
	name,
	type,
	parameters: {},
});
const to = (nodes: string[]) => ({
	main: [nodes.map((name) => ({ node: name, type: 'main' as const, index: 0 }))],
});

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
		const names = Array.from({ length: this.passes }, (_, pass) => `Pass ${pass}`);
		const { credential = this.bench.credential, node: others } = this.options;
		const edit = {
			...node(NODE, 'n8n-nodes-wan-videoedit.wanVideoEdit'),
			credentials: { wanVideoEditApi: { id: '1', name: 'Simulator' } },
			parameters: this.bench.submitParameters(parameters),
			...others,
		};
		return {
			credential,
			workflow: {
				settings,
				nodes: [
					node('Trigger', 'n8n-nodes-base.manualTrigger'),
					...names.map((name) => node(name, 'n8n-nodes-base.noOp')),
					edit,
				],
				connections: {
					Trigger: to(names),
					...Object.fromEntries(names.map((name) => [name, to([NODE])])),
				},
			},
		};
	}
}

const withPasses = (outcome: Outcome): Passes => ({
	...outcome,
	passes: (outcome.run.data.resultData.runData[NODE] ?? []).map(({ data }) => data?.main[0] ?? []),
});
