import type { INode } from 'n8n-workflow';

import { examples, NODE_TYPE } from '../../n8n/server/examples.mts';
import type { WorkflowToImport } from '../../n8n/server/n8nRest.mts';
import type { Cluster } from './cluster.mts';

/** A way to wait for edits, with the examples that it is made of. */
export interface Way {
	name: string;
	files: string[];
	/** Whether a waiting edit holds a slot of a worker. */
	holdsSlot?: boolean;
	/** How long an execution sleeps in n8n's database before it checks the task by itself, in s. */
	sleepS?: number;
	/** Longer than any pause in which it does nothing, in s: after it, what is missing is lost. */
	quietS: number;
}

export const WAYS: Way[] = [
	{ name: 'Wait in the node', files: ['edit-a-video.json'], holdsSlot: true, quietS: 60 },
	{ name: 'Wait and ask', files: ['submit-wait-get.json'], sleepS: 70, quietS: 100 },
	{ name: 'Callback', files: ['submit-and-callback.json'], sleepS: 120, quietS: 150 },
	{
		name: 'Data table',
		files: ['submit-to-table.json', 'collect-from-table.json'],
		// What a kill has left behind is submitted again after 5 minutes.
		quietS: 420,
	},
];

/**
 * The examples of a way as a person adapts them for a webhook: edits come in from outside, and videos go
 * to an address.
 *
 * @param path of the webhook
 */
export async function workflowsOf(
	{ files }: Way,
	cluster: Cluster,
	path: string,
	nextStepUrl: string,
): Promise<WorkflowToImport[]> {
	const all = await examples(cluster.credential, cluster.simulator.sampleUrl);
	return files.map((name) => {
		const { workflow } = all.find(({ file }) => file === name)!;
		for (const node of workflow.nodes) adapt(node, path, nextStepUrl);
		return workflow;
	});
}

function adapt(node: INode, path: string, nextStepUrl: string): void {
	if (node.type.endsWith('.manualTrigger')) {
		Object.assign(node, {
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			webhookId: path,
			parameters: { httpMethod: 'POST', path, options: {} },
		});
	} else if (node.name === 'Your Videos') {
		node.parameters = { mode: 'raw', jsonOutput: '={{ $json.body }}', options: {} };
	} else if (node.name === 'One Item per Line') {
		Object.assign(node, { type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} });
	} else if (node.name === 'Your Next Step') {
		Object.assign(node, {
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			parameters: {
				method: 'POST',
				url: nextStepUrl,
				sendBody: true,
				specifyBody: 'json',
				jsonBody: '={{ { taskId: $json.taskId } }}',
				options: {},
			},
		});
	} else if (node.type === NODE_TYPE && node.name === 'Wan Video Edit') {
		Object.assign(node.parameters, {
			videoUrl: '={{ $json.body.videoUrl }}',
			prompt: '={{ $json.body.prompt }}',
			options: { idempotencyKey: '={{ $json.body.id }}' },
		});
	}
}
