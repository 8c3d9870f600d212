import type { WorkflowToImport } from '../../n8n/server/n8nRest.mts';
import { dataTable, httpPost, put, putBetween, type Addresses } from './adding.mts';

/** When a workflow starts again what was left behind. */
export interface Rescue {
	/** How long nothing was heard of an edit, in s. */
	afterS: number;
	/** How often the workflow looks, in s. */
	everyS: number;
}

/** As `collect-from-table` does it. */
export const RESCUE: Rescue = { afterS: 300, everyS: 60 };

/** Where edits stand from when they begin until their video has arrived. */
export const TABLE = {
	name: 'Edits on Their Way',
	columns: ['editId', 'videoUrl', 'prompt', 'status', 'webhook'],
};

const isEdit = (id: string) => [{ keyName: 'editId', condition: 'eq', keyValue: `={{ ${id} }}` }];

/** Lets a workflow note an edit before it does anything, and how it ended. */
export function withTable(workflow: WorkflowToImport, { webhook }: Addresses): void {
	const trigger = workflow.nodes.find(({ type }) => type.endsWith('.webhook'))!;
	putBetween(
		workflow,
		trigger.name,
		dataTable('Note as Begun', 'upsert', TABLE.name, isEdit('$json.body.id'), {
			editId: '={{ $json.body.id }}',
			videoUrl: '={{ $json.body.videoUrl }}',
			prompt: '={{ $json.body.prompt }}',
			status: 'begun',
			webhook,
		}),
	);
	const note = (name: string, status: string) =>
		dataTable(name, 'update', TABLE.name, isEdit(`$('Note as Begun').first().json.editId`), { status });
	put(workflow, 'Your Next Step', note('Note as Done', 'done'));
	// What failed at the service is not started again, whose key would bring the same task.
	const failed = note('Note as Failed', 'failed');
	const edit = workflow.nodes.find(({ name }) => name === 'Wan Video Edit');
	if (edit === undefined) put(workflow, 'When It Failed', failed);
	else {
		edit.onError = 'continueErrorOutput';
		put(workflow, edit.name, failed, 1);
	}
}

/** A workflow that sends edits again of which nothing was heard for a while, with the same Idempotency Key. */
export function rescue(to: Addresses, { afterS, everyS }: Rescue): WorkflowToImport {
	const workflow: WorkflowToImport = {
		name: `Start again what was left behind (${to.path})`,
		nodes: [],
		connections: {},
		settings: { executionOrder: 'v1' },
	};
	const interval = [{ field: 'seconds', secondsInterval: everyS }];
	const look = { name: 'Now and Then', type: 'n8n-nodes-base.scheduleTrigger', typeVersion: 1.2 };
	workflow.nodes.push({ ...look, id: to.path, position: [0, 0], parameters: { rule: { interval } } });
	put(
		workflow,
		look.name,
		dataTable('Edits Left Behind', 'get', TABLE.name, [
			{ keyName: 'webhook', condition: 'eq', keyValue: to.webhook },
			{ keyName: 'status', condition: 'eq', keyValue: 'begun' },
			{ keyName: 'updatedAt', condition: 'lt', keyValue: `={{ $now.minus(${afterS}, 'seconds').toISO() }}` },
			// A service knows an Idempotency Key for 24 hours.
			{ keyName: 'createdAt', condition: 'gt', keyValue: `={{ $now.minus(23, 'hours').toISO() }}` },
		]),
	);
	put(
		workflow,
		'Edits Left Behind',
		// So that the next round leaves it alone.
		dataTable('Note the Attempt', 'update', TABLE.name, isEdit('$json.editId'), { status: 'begun' }),
	);
	const edit = '{ id: $json.editId, videoUrl: $json.videoUrl, prompt: $json.prompt }';
	put(workflow, 'Note the Attempt', {
		...httpPost('Start Again', to.webhook, edit),
		onError: 'continueRegularOutput',
	});
	put(workflow, 'Note the Attempt', httpPost('Tell', `${to.receiver}/again`, '{ id: $json.editId }'));
	return workflow;
}
