import type { INode } from 'n8n-workflow';

import { examples, NODE_TYPE } from '../../n8n/server/examples.mts';
import type { WorkflowToImport } from '../../n8n/server/n8nRest.mts';
import type { Cluster } from './cluster.mts';
import { httpPost, put, type Addresses } from './adding.mts';
import { rescue, withTable, type Rescue } from './rescue.mts';

/** A way to wait for edits, with the examples that it is made of. */
export interface Way {
	name: string;
	files: string[];
	/** Whether a waiting edit holds a slot of a worker. */
	holdsSlot?: boolean;
	/** How long an execution sleeps in n8n's database before it checks the task by itself, in s. */
	sleepS?: number;
	/** Whether its examples start by themselves what was left behind. */
	hasTable?: boolean;
}

export const WAYS: Way[] = [
	{ name: 'Wait in the node', files: ['edit-a-video.json'], holdsSlot: true },
	{ name: 'Wait and ask', files: ['submit-wait-get.json'], sleepS: 70 },
	{ name: 'Callback', files: ['submit-and-callback.json'], sleepS: 120 },
	{ name: 'Data table', files: ['submit-to-table.json', 'collect-from-table.json'], hasTable: true },
];

/** Longer than any pause in which a way does nothing, in s: what is missing after it is started again by hand. */
export const quietS = ({ sleepS = 0 }: Way, { afterS, everyS }: Rescue): number =>
	afterS + 2 * everyS + sleepS;

/**
 * The examples of a way as a person adapts them for a webhook: edits come in from outside, videos go to an
 * address, and what was left behind is started again.
 */
export async function workflowsOf(
	way: Way,
	cluster: Cluster,
	to: Addresses,
	again: Rescue,
): Promise<WorkflowToImport[]> {
	const all = await examples(cluster.credential, cluster.simulator.sampleUrl);
	const workflows = way.files.map((name) => all.find(({ file }) => file === name)!.workflow);
	for (const workflow of workflows) {
		for (const node of workflow.nodes) adapt(node, to, way);
	}
	if (way.hasTable) {
		const [submit, collect] = workflows;
		// The sender keeps an edit until it is in the table.
		put(submit, 'Edit in the Table', RESPOND);
		put(collect, 'Note the Attempt', httpPost('Tell', `${to.receiver}/again`, '{ id: $json.editId }'));
		return workflows;
	}
	const [workflow] = workflows;
	withTable(workflow, to);
	if (!way.holdsSlot) put(workflow, 'Note as Begun', RESPOND);
	return [workflow, rescue(to, again)];
}

const RESPOND = {
	name: 'Respond',
	type: 'n8n-nodes-base.respondToWebhook',
	typeVersion: 1.1,
	parameters: { respondWith: 'noData', options: {} },
};

function adapt(node: INode, to: Addresses, way: Way): void {
	if (node.type.endsWith('.manualTrigger')) {
		Object.assign(node, {
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			webhookId: to.path,
			parameters: {
				httpMethod: 'POST',
				path: to.path,
				// Where edits wait for a slot, the sender cannot wait until they have it.
				responseMode: way.holdsSlot ? 'onReceived' : 'responseNode',
				options: {},
			},
		});
	} else if (node.name === 'Your Videos') {
		const jsonOutput = way.hasTable
			? '={{ $json.body }}'
			: '={{ { id: $json.editId, videoUrl: $json.videoUrl, prompt: $json.prompt } }}';
		node.parameters = { mode: 'raw', jsonOutput, options: {} };
	} else if (node.name === 'One Item per Line') {
		Object.assign(node, { type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} });
	} else if (node.name === 'Your Next Step') {
		Object.assign(node, httpPost(node.name, `${to.receiver}/done`, '{ taskId: $json.taskId }'));
	} else if (node.type === NODE_TYPE && node.name === 'Wan Video Edit') {
		Object.assign(node.parameters, {
			videoUrl: '={{ $json.videoUrl }}',
			prompt: '={{ $json.prompt }}',
			options: { idempotencyKey: '={{ $json.editId }}' },
		});
	}
}
