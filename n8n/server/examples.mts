import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { ICredentialDataDecryptedObject, INode } from 'n8n-workflow';

import type { Simulator, SimulatorSettings } from '../../simulator/index.mts';
import type { Stored, WorkflowToImport } from './n8nRest.mts';

const FOLDER = 'examples';
export const NODE_TYPE = 'n8n-nodes-wan-videoedit.wanVideoEdit';
const PLACEHOLDER = 'https://example.com/your-video.mp4';
export const CREDENTIAL_TYPE = 'wanVideoEditApi';

/** A data table of text columns. */
export interface ExampleTable {
	name: string;
	columns: string[];
	/** What stands in it at first, for a person to try. */
	rows?: (videoUrl: string) => Array<Record<string, string>>;
}

/** The data tables that some of the workflows keep their edits in. */
export const DATA_TABLES: ExampleTable[] = [
	{ name: 'Video Edits', columns: ['editId', 'videoUrl', 'prompt', 'status', 'taskId'] },
	{
		name: 'Video Edit Callbacks',
		columns: ['editId', 'callbackUrl', 'videoUrl', 'prompt', 'taskId'],
	},
	{
		name: 'Video Sheet',
		columns: ['videoUrl', 'prompt', 'status', 'editedVideo', 'cost', 'taskId', 'note'],
		rows: (videoUrl) =>
			[
				'Replace the background with a snowy mountain scene',
				'Turn the day into a night with neon lights',
				'Turn the whole video into a watercolour painting',
			].map((prompt) => ({ videoUrl, prompt, status: 'todo' })),
	},
];

/** It is about what only Model Studio can do. */
const FOR_MODEL_STUDIO = 'edit-a-file-from-your-computer.json';

/** A credential that is to be created. */
export interface NewCredential {
	name: string;
	data: ICredentialDataDecryptedObject;
}

/** The credentials for a simulator, with its prices: one for each of its APIs. */
export function credentialsFor({
	url,
	apiKey,
	settings,
}: Pick<Simulator, 'url' | 'apiKey' | 'settings'>) {
	const data = (prices: SimulatorSettings['pricePerSecondUsd']) => ({
		service: 'custom',
		baseUrl: url,
		apiKey,
		price720p: prices['720P'],
		price1080p: prices['1080P'],
	});
	const { pricePerSecondUsd, modelStudioPricePerSecondUsd } = settings;
	return {
		first: { name: 'Simulator', data: data(pricePerSecondUsd) },
		modelStudio: {
			name: 'Simulator (Model Studio)',
			data: { ...data(modelStudioPricePerSecondUsd), apiStyle: 'modelStudio' },
		},
	} satisfies Record<string, NewCredential>;
}

/** A workflow of examples/. */
export interface Example {
	file: string;
	workflow: WorkflowToImport;
}

/**
 * The workflows of examples/, with a credential chosen and a video filled in, as a person does after
 * importing them.
 *
 * @param modelStudio the credential for the example that needs Model Studio
 */
export async function examples(
	credential: Stored,
	videoUrl: string,
	modelStudio = credential,
): Promise<Example[]> {
	const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.json'));
	return await Promise.all(
		files.map(async (file) => {
			const text = (await readFile(join(FOLDER, file), 'utf8')).replaceAll(PLACEHOLDER, videoUrl);
			const workflow = JSON.parse(text) as WorkflowToImport;
			const { id, name } = file === FOR_MODEL_STUDIO ? modelStudio : credential;
			const isOurs = ({ type }: INode) => [NODE_TYPE, `${NODE_TYPE}Tool`].includes(type);
			for (const node of workflow.nodes.filter(isOurs)) {
				node.credentials = { [CREDENTIAL_TYPE]: { id, name } };
			}
			return { file, workflow };
		}),
	);
}
