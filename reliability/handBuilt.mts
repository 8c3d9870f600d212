import type { IConnections, INode } from 'n8n-workflow';

import { node, statusIs, to } from '../harness/n8nsNodes.mts';
import type { Simulator } from '../simulator/index.mts';

/** The node that buys, and the one whose item is the result. */
export const FIRST_NODE = 'Submit';
export const LAST_NODE = 'Download';

/**
 * The workflow that people build by hand for such a service, with its failure branch: HTTP Request,
 * Wait, HTTP Request, If, If, HTTP Request. It asks every second, as the node is told to here.
 */
export function handBuilt(
	simulator: Simulator,
	apiUrl: string,
	prompt: string,
	retry: Partial<INode>,
): { nodes: INode[]; connections: IConnections } {
	const key = { name: 'Authorization', value: `Bearer ${simulator.apiKey}` };
	const withKey = { sendHeaders: true, headerParameters: { parameters: [key] } };
	const body = {
		model: 'wan2.7-videoedit',
		video_urls: [`${simulator.sampleUrl}?mark=${encodeURIComponent(prompt)}`],
		prompt,
	};
	const taskId = "$('Submit').first().json.data[0].task_id";
	return {
		nodes: [
			node('Trigger', 'manualTrigger', 1, {}),
			node(
				'Submit',
				'httpRequest',
				4.2,
				{
					...withKey,
					method: 'POST',
					url: `${apiUrl}/v1/videos/generations`,
					sendBody: true,
					specifyBody: 'json',
					jsonBody: JSON.stringify(body),
				},
				retry,
			),
			node('Wait', 'wait', 1.1, { amount: 1, unit: 'seconds' }),
			node(
				'Ask',
				'httpRequest',
				4.2,
				{ ...withKey, url: `={{ "${apiUrl}/v1/tasks/" + ${taskId} }}` },
				retry,
			),
			node('Is Done', 'if', 2.2, statusIs('completed')),
			node(
				LAST_NODE,
				'httpRequest',
				4.2,
				{
					url: '={{ $json.data.result.videos[0].url[0] }}',
					options: { response: { response: { responseFormat: 'file' } } },
				},
				retry,
			),
			node('Has Failed', 'if', 2.2, statusIs('failed')),
			node('Stop and Error', 'stopAndError', 1, {
				errorMessage: '={{ $json.data.error.message }}',
			}),
		],
		connections: {
			...to('Trigger', ['Submit']),
			...to('Submit', ['Wait']),
			...to('Wait', ['Ask']),
			...to('Ask', ['Is Done']),
			...to('Is Done', [LAST_NODE, 'Has Failed']),
			...to('Has Failed', ['Stop and Error', 'Wait']),
		},
	};
}
