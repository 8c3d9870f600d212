import type { IDataObject, IWorkflowBase } from 'n8n-workflow';

import type { Engine, ExecutionOptions } from '../../n8n/engine/engine.mts';

/** The part of a workflow up to the edit, which is only estimated. */
function upToEstimate(workflow: IWorkflowBase, type: string): [IWorkflowBase, string] {
	const edit = workflow.nodes.find((node) => node.type === type)!;
	const parameters = { ...edit.parameters, operation: 'estimateEdit' };
	const nodes = workflow.nodes.map((node) => (node === edit ? { ...node, parameters } : node));
	const connections = Object.fromEntries(
		Object.entries(workflow.connections).filter(([from]) => from !== edit.name),
	);
	return [{ ...workflow, nodes, connections }, edit.name];
}

/**
 * What the edit of a workflow would cost: the operation Estimate Edit, which buys nothing.
 *
 * @param type the node's type
 * @returns its item
 * @throws what the node says is wrong
 */
export async function estimate(
	engine: Engine,
	{ workflow, ...options }: ExecutionOptions & { workflow: IWorkflowBase },
	type: string,
): Promise<IDataObject> {
	const [shortened, node] = upToEstimate(workflow, type);
	const { data } = await engine.execute({ ...options, workflow: shortened }).ended;
	const { runData, error } = data.resultData;
	if (error) throw error;
	const { json } = runData[node][0].data!.main[0]![0];
	if (json.error !== undefined) throw new Error(json.error as string);
	return json;
}

/** The keys of an estimate's item that are shown. */
interface Shown {
	editSeconds?: number;
	resolution: string;
	estimatedCost?: number;
	estimatedCostAtMost?: number;
	priceBasis?: string;
	balance?: number;
}

const dollars = (usd: number) => `$${usd.toFixed(2)}`;

function costInWords({ estimatedCost: cost, estimatedCostAtMost: atMost, priceBasis }: Shown) {
	if (atMost === undefined) return 'at an unknown price';
	const about = cost === undefined ? '' : `about ${dollars(cost)}`;
	const most = cost === atMost ? '' : `at most ${dollars(atMost)}`;
	const basis = priceBasis === 'credential' ? 'by the price in the credential' : priceBasis;
	return `${[about, most].filter(Boolean).join(', ')} (${basis})`;
}

/** An estimate in a line; what is not known is left out. */
export function inWords(item: IDataObject): string {
	const shown = item as unknown as Shown;
	const { editSeconds, resolution, balance } = shown;
	const length = editSeconds === undefined ? '' : `${editSeconds} s in `;
	const left = balance === undefined ? '' : `; balance ${dollars(balance)}`;
	return `${length}${resolution}, ${costInWords(shown)}${left}`;
}
