import type { IConnections, INode } from 'n8n-workflow';

import {
	downloadByHand,
	httpRequest,
	node,
	statusIs,
	submitByHand,
	to,
	withKey,
} from '../handBuiltNodes.mts';
import type { Simulator } from '../../simulator/index.mts';

/** The node that buys, and the one whose item is the result. */
export const FIRST_NODE = 'Submit';
export const LAST_NODE = 'Download';

/**
 * The workflow that people build by hand for such a service, with its failure branch: HTTP Request,
 * Wait, HTTP Request, If, If, HTTP Request. It checks the task every second, as the node is told to here.
 */
export function handBuilt(
	simulator: Simulator,
	apiUrl: string,
	prompt: string,
	retry: Partial<INode>,
): { nodes: INode[]; connections: IConnections } {
	const { apiKey, sampleUrl } = simulator;
	const video = `${sampleUrl}?mark=${encodeURIComponent(prompt)}`;
	const taskId = "$('Submit').first().json.data[0].task_id";
	const check = withKey(apiKey, { url: `={{ "${apiUrl}/v1/tasks/" + ${taskId} }}` });
	return {
		nodes: [
			node('Trigger', 'manualTrigger', 1, {}),
			httpRequest('Submit', submitByHand(apiUrl, apiKey, { video_urls: [video], prompt }), retry),
			node('Wait', 'wait', 1.1, { amount: 1, unit: 'seconds' }),
			httpRequest('Check', check, retry),
			node('Is Done', 'if', 2.2, statusIs('completed')),
			httpRequest(LAST_NODE, downloadByHand, retry),
			node('Has Failed', 'if', 2.2, statusIs('failed')),
			node('Stop and Error', 'stopAndError', 1, {
				errorMessage: '={{ $json.data.error.message }}',
			}),
		],
		connections: {
			...to('Trigger', ['Submit']),
			...to('Submit', ['Wait']),
			...to('Wait', ['Check']),
			...to('Check', ['Is Done']),
			...to('Is Done', [LAST_NODE, 'Has Failed']),
			...to('Has Failed', ['Stop and Error', 'Wait']),
		},
	};
}
