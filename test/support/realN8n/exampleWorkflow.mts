import type { INodeExecutionData, INodeParameterResourceLocator } from 'n8n-workflow';

import type { ExecutionInfo, Stored, WorkflowToImport } from '../../../n8n/server/n8nRest.mts';

/**
 * n8n 1 does not find a data table by its name: a person chooses it in the list.
 *
 * @param n8nVersion another one needs none of it
 * @param tables by their names
 */
export function chooseTables(
	{ nodes }: WorkflowToImport,
	n8nVersion: string,
	tables: ReadonlyMap<unknown, Stored>,
): void {
	if (!n8nVersion.startsWith('1.')) return;
	for (const { parameters } of nodes.filter(({ type }) => type.endsWith('.dataTable'))) {
		const { value: name } = parameters.dataTableId as INodeParameterResourceLocator;
		parameters.dataTableId = { __rl: true, mode: 'id', value: tables.get(name)!.id };
	}
}

/** All that a node has put out, in all rounds. */
export const putOut = ({ data }: ExecutionInfo, node: string): INodeExecutionData[] =>
	(data.resultData.runData[node] ?? []).flatMap((run) => run.data?.main.flat() ?? []) as never;
