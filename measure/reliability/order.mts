import type { INode } from 'n8n-workflow';

import type { Surroundings } from '../../n8n/engine/engine.mts';
import type { Simulator } from '../../simulator/index.mts';
import type { Setup } from './namedFault.mts';

export type Workflow = Pick<Surroundings['workflow'], 'nodes' | 'connections'>;

/** What a workflow is to do, and how. */
export interface Order {
	simulator: Simulator;
	/** Where the workflow finds the service. */
	apiUrl: string;
	videoUrl: string;
	prompt: string;
	/** How many items come in. */
	rows: number;
	/** Settings of n8n for the nodes that request something. */
	node: Partial<INode>;
	setup: Setup;
}
