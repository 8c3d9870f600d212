import type { IConnections, INode, INodeParameters } from 'n8n-workflow';

/** One of n8n's own nodes, by the name of its type without the package. */
export const node = (
	name: string,
	type: string,
	typeVersion: number,
	parameters: INodeParameters,
	settings: Partial<INode> = {},
): INode => ({
	id: name,
	name,
	type: `n8n-nodes-base.${type}`,
	typeVersion,
	position: [0, 0],
	parameters,
	...settings,
});

/** One node per output. */
export const to = (from: string, nodes: string[]): IConnections => ({
	[from]: { main: nodes.map((name) => [{ node: name, type: 'main', index: 0 }]) },
});

/** The parameters of an If that asks for the status of a task. */
export const statusIs = (status: string): INodeParameters => ({
	conditions: {
		options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 },
		combinator: 'and',
		conditions: [
			{
				id: status,
				leftValue: '={{ $json.data.status }}',
				rightValue: status,
				operator: { type: 'string', operation: 'equals' },
			},
		],
	},
});
