import {
	downloadByHand,
	httpRequest,
	node,
	statusIs,
	submitByHand,
	to,
	withKey,
} from '../../handBuiltNodes.mts';
import type { Surroundings } from '../../../n8n/engine/engine.mts';
import type { Job } from './job.mts';

type Workflow = Pick<Surroundings['workflow'], 'nodes' | 'connections'>;

/** The node whose items hold the videos. */
export const LAST_NODE = 'Video';

/** The workflow of a way that needs one. */
export const workflowOf = (job: Job): Workflow =>
	job.way === 'handBuilt'
		? handBuilt(job.service)
		: job.way === 'least'
			? withLeastNode(job)
			: withNode(job.service);

const CREDENTIALS = { wanVideoEditApi: { id: '1', name: 'Simulator' } };

function withLeastNode({ service, taskTimeMs, checks }: Job): Workflow {
	const parameters = { baseURL: service.apiUrl, videoUrl: service.sampleUrl, taskTimeMs, checks };
	const as = { type: 'n8n-nodes-least-edit.leastEdit', credentials: CREDENTIALS };
	return {
		nodes: [node('Trigger', 'manualTrigger', 1, {}), node(LAST_NODE, '', 1, parameters, as)],
		connections: to('Trigger', [LAST_NODE]),
	};
}

/** A trigger, and this node with nothing set but what it must have: more edits are made than a new node may buy. */
const withNode = ({ sampleUrl }: Job['service']): Workflow => ({
	nodes: [
		node('Trigger', 'manualTrigger', 1, {}),
		node(
			LAST_NODE,
			'',
			1,
			{ operation: 'submitEdit', videoUrl: sampleUrl, prompt: 'Snow', options: { editLimit: 0 } },
			{
				type: 'n8n-nodes-wan-videoedit.wanVideoEdit',
				credentials: CREDENTIALS,
			},
		),
	],
	connections: to('Trigger', [LAST_NODE]),
});

/** How often the hand-built workflow checks a task, in s. */
export const HAND_BUILT_WAIT_S = 5;

/**
 * What people build by hand for many items: HTTP Request, Wait, HTTP Request, If, HTTP Request. Without its
 * failure branch, which has nothing to do here.
 */
function handBuilt({ apiUrl, apiKey, sampleUrl }: Job['service']): Workflow {
	const taskId = '$json.data[0]?.task_id ?? $json.data.id';
	const check = withKey(apiKey, { url: `={{ "${apiUrl}/v1/tasks/" + (${taskId}) }}` });
	return {
		nodes: [
			node('Trigger', 'manualTrigger', 1, {}),
			httpRequest(
				'Submit',
				submitByHand(apiUrl, apiKey, { video_urls: [sampleUrl], prompt: 'Snow' }),
			),
			node('Wait', 'wait', 1.1, { amount: HAND_BUILT_WAIT_S, unit: 'seconds' }),
			httpRequest('Check', check),
			node('Is Done', 'if', 2.2, statusIs('completed')),
			httpRequest(LAST_NODE, downloadByHand),
		],
		connections: {
			...to('Trigger', ['Submit']),
			...to('Submit', ['Wait']),
			...to('Wait', ['Check']),
			...to('Check', ['Is Done']),
			...to('Is Done', [LAST_NODE, 'Wait']),
		},
	};
}
