import type { INodeExecutionData, INodeParameterResourceLocator } from 'n8n-workflow';

import type { ExecutionInfo, Stored, WorkflowToImport } from '../../../n8n/server/n8nRest.mts';

/**
 * n8n 1 does not find a data table by its name, and in somebody's n8n the tables of tests have other names:
 * a person chooses them in the list.
 *
 * @param tables by their names in the examples
 */
export function chooseTables(
	{ nodes }: WorkflowToImport,
	n8nVersion: string,
	tables: ReadonlyMap<unknown, Stored>,
): void {
	for (const { parameters } of nodes.filter(({ type }) => type.endsWith('.dataTable'))) {
		const { value } = parameters.dataTableId as INodeParameterResourceLocator;
		const { id, name } = tables.get(value)!;
		if (name === value && !n8nVersion.startsWith('1.')) continue;
		parameters.dataTableId = { __rl: true, mode: 'id', value: id };
	}
}

/** All that a node has put out, in all rounds. */
export const putOut = ({ data }: ExecutionInfo, node: string): INodeExecutionData[] =>
	(data.resultData.runData[node] ?? []).flatMap((run) => run.data?.main.flat() ?? []) as never;
