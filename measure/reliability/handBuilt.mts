import type { INodeParameters } from 'n8n-workflow';

import {
	downloadByHand,
	httpRequest,
	node,
	statusIs,
	submitByHand,
	to,
	withKey,
} from '../handBuiltNodes.mts';
import type { Setup } from './namedFault.mts';
import type { Order, Workflow } from './order.mts';

/** The node that buys, and the one whose item is the result. */
export const FIRST_NODE = 'Submit';
export const LAST_NODE = 'Download';

/**
 * The workflow that people build by hand for such a service, with its failure branch: HTTP Request,
 * Wait, HTTP Request, If, If, HTTP Request. It checks the task every second, as the node is told to here.
 */
export function handBuilt({
	simulator,
	apiUrl,
	videoUrl,
	prompt,
	node: settings,
	rows,
	setup,
}: Order): Workflow {
	const { apiKey } = simulator;
	const which = rows === 1 ? 'first()' : 'item';
	const taskId = `$('Submit').${which}.json.data[0].task_id`;
	const check = withKey(apiKey, { url: `={{ "${apiUrl}/v1/tasks/" + ${taskId} }}` });
	const submit = submitByHand(apiUrl, apiKey, { video_urls: [videoUrl], prompt });
	return {
		nodes: [
			node('Trigger', 'manualTrigger', 1, {}),
			httpRequest(FIRST_NODE, { ...submit, ...changed(submit, videoUrl, setup) }, settings),
			node('Wait', 'wait', 1.1, { amount: 1, unit: 'seconds' }),
			httpRequest('Check', check, settings),
			node('Is Done', 'if', 2.2, statusIs('completed')),
			httpRequest(LAST_NODE, downloadByHand, settings),
			node('Has Failed', 'if', 2.2, statusIs('failed')),
			node('Stop and Error', 'stopAndError', 1, {
				errorMessage: '={{ $json.data.error.message }}',
			}),
		],
		connections: {
			...to('Trigger', [FIRST_NODE]),
			...to(FIRST_NODE, ['Wait']),
			...to('Wait', ['Check']),
			...to('Check', ['Is Done']),
			...to('Is Done', [LAST_NODE, 'Has Failed']),
			...to('Has Failed', ['Stop and Error', 'Wait']),
		},
	};
}

/** The parameters of the submit that a row sets up otherwise. */
function changed(
	submit: INodeParameters,
	videoUrl: string,
	{ prompt, idempotencyKey, batching }: Setup,
): INodeParameters {
	const { parameters } = submit.headerParameters as { parameters: INodeParameters[] };
	const header = { name: 'Idempotency-Key', value: idempotencyKey ?? '' };
	const body = `model: "wan2.7-videoedit", video_urls: ["${videoUrl}"], prompt: ${prompt}`;
	return {
		...(idempotencyKey !== undefined && {
			headerParameters: { parameters: [...parameters, header] },
		}),
		...(prompt !== undefined && { jsonBody: `={{ JSON.stringify({ ${body} }) }}` }),
		...(batching && { options: { batching: { batch: batching } } }),
	};
}
