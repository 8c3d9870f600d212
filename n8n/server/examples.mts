import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { INode } from 'n8n-workflow';

import type { Stored, WorkflowToImport } from './n8nRest.mts';

const FOLDER = 'examples';
export const NODE_TYPE = 'n8n-nodes-wan-videoedit.wanVideoEdit';
const PLACEHOLDER = 'https://example.com/your-video.mp4';
export const CREDENTIAL_TYPE = 'wanVideoEditApi';

/** The data tables that some of the workflows keep their edits in. */
export const DATA_TABLES = [
	{ name: 'Video Edits', columns: ['editId', 'videoUrl', 'prompt', 'status', 'taskId'] },
	{ name: 'Video Edit Callbacks', columns: ['editId', 'callbackUrl', 'videoUrl', 'prompt'] },
	{
		name: 'Video Sheet',
		columns: ['videoUrl', 'prompt', 'status', 'editedVideo', 'cost', 'taskId', 'note'],
	},
];

/** A workflow of examples/. */
export interface Example {
	file: string;
	workflow: WorkflowToImport;
}

/**
 * The workflows of examples/, with a credential chosen and a video filled in, as a person does after
 * importing them.
 */
export async function examples(credential: Stored, videoUrl: string): Promise<Example[]> {
	const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.json'));
	return await Promise.all(
		files.map(async (file) => {
			const text = (await readFile(join(FOLDER, file), 'utf8')).replaceAll(PLACEHOLDER, videoUrl);
			const workflow = JSON.parse(text) as WorkflowToImport;
			const isOurs = ({ type }: INode) => [NODE_TYPE, `${NODE_TYPE}Tool`].includes(type);
			for (const node of workflow.nodes.filter(isOurs)) {
				node.credentials = { [CREDENTIAL_TYPE]: { id: credential.id, name: credential.name } };
			}
			return { file, workflow };
		}),
	);
}
