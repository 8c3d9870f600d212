import { randomUUID } from 'node:crypto';

import type { INode } from 'n8n-workflow';

import type { WorkflowToImport } from '../../n8n/server/n8nRest.mts';

/** Where the workflows of a way get edits from, and where they send what. */
export interface Addresses {
	/** Of the webhook that edits come in by, within n8n. */
	path: string;
	/** The same with n8n's address. */
	webhook: string;
	/** Of the receiver. */
	receiver: string;
}

/** What makes a node, besides its place. */
export type NewNode = Pick<INode, 'name' | 'type' | 'typeVersion' | 'parameters'> &
	Partial<Pick<INode, 'onError'>>;

/** Puts a node behind an output of another one; what followed that goes on following it. */
export function put(
	{ nodes, connections }: WorkflowToImport,
	after: string,
	node: NewNode,
	output = 0,
): void {
	nodes.push(placed(node));
	const main = (connections[after] ??= { main: [[]] }).main;
	main[output] = [...(main[output] ?? []), { node: node.name, type: 'main', index: 0 }];
}

/** Puts a node between another one and what followed that. */
export function putBetween(workflow: WorkflowToImport, after: string, node: NewNode): void {
	const { nodes, connections } = workflow;
	nodes.push(placed(node));
	connections[node.name] = connections[after] ?? { main: [[]] };
	connections[after] = { main: [[{ node: node.name, type: 'main', index: 0 }]] };
}

const placed = (node: NewNode): INode => ({ ...node, id: randomUUID(), position: [0, 0] });

/** An HTTP request that sends what an expression makes. */
export const httpPost = (name: string, url: string, body: string): NewNode => ({
	name,
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters: {
		method: 'POST',
		url,
		sendBody: true,
		specifyBody: 'json',
		jsonBody: `={{ ${body} }}`,
		options: {},
	},
});

/** What a data table node does with rows that fulfil all of the conditions. */
export const dataTable = (
	name: string,
	operation: 'get' | 'update' | 'upsert',
	table: string,
	conditions: Array<{ keyName: string; condition: string; keyValue: string }>,
	row?: Record<string, string>,
): NewNode => ({
	name,
	type: 'n8n-nodes-base.dataTable',
	typeVersion: 1,
	parameters: {
		resource: 'row',
		operation,
		dataTableId: { __rl: true, mode: 'name', value: table },
		matchType: 'allConditions',
		filters: { conditions },
		...(row === undefined
			? { returnAll: true }
			: {
					columns: { mappingMode: 'defineBelow', value: row, matchingColumns: [], schema: [] },
					options: {},
				}),
	},
});
