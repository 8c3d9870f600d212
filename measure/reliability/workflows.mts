import type { INode, INodeParameters, IWorkflowSettings } from 'n8n-workflow';

import type { Surroundings } from '../../n8n/engine/engine.mts';
import type { Simulator } from '../../simulator/index.mts';
import type { ServiceName } from './answers.mts';
import { FIRST_NODE, handBuilt, LAST_NODE } from './handBuilt.mts';
import type { NamedFault, Setup } from './namedFault.mts';
import type { Order, Workflow } from './order.mts';

/** What is compared: the node at both services, also with a video in pieces, and a workflow built by hand at the first. */
export type Flavour = 'node' | 'modelStudio' | 'handBuilt' | 'pieces' | 'modelStudioPieces';

/** The node at each service. */
export const NODE_AT: Record<ServiceName, Flavour> = { apimart: 'node', modelStudio: 'modelStudio' };
/** The same with a video in pieces. */
export const PIECES_AT: Record<ServiceName, Flavour> = {
	apimart: 'pieces',
	modelStudio: 'modelStudioPieces',
};

/** The service at which it works. */
export const serviceOf = (flavour: Flavour): ServiceName =>
	flavour === 'modelStudio' || flavour === 'modelStudioPieces' ? 'modelStudio' : 'apimart';

/** Whether the node edits a long video in pieces. */
export const isInPieces = (flavour: Flavour): boolean =>
	flavour === 'pieces' || flavour === 'modelStudioPieces';

export const PROMPT = 'Make it snow';
const NODE = 'Wan Video Edit';
const TWIN = 'Wan Video Edit 2';

/** The nodes whose items are the result. */
export const lastNodesOf = (flavour: Flavour): string[] =>
	flavour === 'handBuilt' ? [LAST_NODE] : [NODE, TWIN];

/** The workflow of a row, and what it runs with. */
export function surroundingsOf(
	flavour: Flavour,
	simulator: Simulator,
	apiUrl: string,
	retry: Partial<INode>,
	fault: NamedFault,
	given: Setup = fault.setup?.(simulator) ?? {},
): Surroundings {
	const hasFile = isInPieces(flavour) ? given.longVideoUrl === undefined : given.hasFile;
	const setup = { ...given, hasFile, isInPieces: isInPieces(flavour) };
	const order: Order = {
		simulator,
		apiUrl,
		videoUrl: setup.longVideoUrl ?? setup.videoUrl ?? `${simulator.sampleUrl}?mark=${encodeURIComponent(PROMPT)}`,
		prompt: PROMPT,
		rows: fault.rows?.length ?? 1,
		node: { ...retry, ...(setup.continues && { onError: 'continueRegularOutput' }) },
		setup,
	};
	const isByHand = flavour === 'handBuilt';
	const workflow = isByHand ? handBuilt(order) : withNode(parametersOf(order), order);
	const [first, last] = isByHand ? [FIRST_NODE, LAST_NODE] : [NODE, NODE];
	const looped = (fault.passes ?? 1) > 1 ? inLoop(workflow, first, last) : workflow;
	return {
		credential: {
			service: 'custom',
			baseUrl: apiUrl,
			apiKey: simulator.apiKey,
			apiStyle: serviceOf(flavour),
		},
		workflow: { ...looped, settings: settingsOf(fault) },
	};
}

/** The same surroundings, but the node does only this. */
export const instead = (surroundings: Surroundings, parameters: INodeParameters): Surroundings => ({
	...surroundings,
	workflow: withNode(parameters),
});

/** The same surroundings without the time limit, as a person who has met it makes them. */
export const unlimited = (surroundings: Surroundings): Surroundings => ({
	...surroundings,
	workflow: { ...surroundings.workflow, settings: undefined },
});

const settingsOf = ({ timeLimitS }: NamedFault): IWorkflowSettings | undefined =>
	timeLimitS === undefined ? undefined : { executionTimeout: timeLimitS };

/** The parameters of an edit with the node. */
export function parametersOf({
	videoUrl,
	prompt,
	setup,
}: Pick<Order, 'videoUrl' | 'prompt' | 'setup'>): INodeParameters {
	const { hasFile, isInPieces: isLong, idempotencyKey, timeoutMinutes, batching } = setup;
	const { checksSource } = setup;
	return {
		operation: 'submitEdit',
		...(hasFile ? { videoSource: 'binary', binaryPropertyName: 'data' } : { videoUrl }),
		prompt: setup.prompt === undefined ? prompt : `={{ ${setup.prompt} }}`,
		...(batching && { requestOptions: { batching: { batch: batching } } }),
		options: {
			pollInterval: 1,
			...(isLong && { longVideos: 'pieces' }),
			...(checksSource !== undefined && { checkSource: checksSource }),
			...(idempotencyKey !== undefined && { idempotencyKey }),
			...(timeoutMinutes !== undefined && { timeout: timeoutMinutes }),
		},
	};
}

function withNode(parameters: INodeParameters, order?: Pick<Order, 'node' | 'setup'>): Workflow {
	const at = { typeVersion: 1, position: [0, 0] as [number, number] };
	const edit = (name: string): INode => ({
		...at,
		...order?.node,
		id: 'w',
		name,
		type: 'n8n-nodes-wan-videoedit.wanVideoEdit',
		credentials: { wanVideoEditApi: { id: '1', name: 'Simulator' } },
		parameters,
	});
	const names = order?.setup.isTwice ? [NODE, TWIN] : [NODE];
	return {
		nodes: [
			{ ...at, id: 't', name: 'Trigger', type: 'n8n-nodes-base.manualTrigger', parameters: {} },
			...names.map(edit),
		],
		connections: { Trigger: { main: [names.map(to)] } },
	};
}

const to = (node: string) => ({ node, type: 'main' as const, index: 0 });

/** One edit after another, in n8n's loop. */
function inLoop({ nodes, connections }: Workflow, first: string, last: string): Workflow {
	return {
		nodes: [
			...nodes,
			{
				id: 'loop',
				name: 'Loop',
				type: 'n8n-nodes-base.splitInBatches',
				typeVersion: 3,
				position: [0, 0],
				parameters: {},
			},
		],
		connections: {
			...connections,
			Trigger: { main: [[to('Loop')]] },
			Loop: { main: [[], [to(first)]] },
			[last]: { main: [[to('Loop')]] },
		},
	};
}
