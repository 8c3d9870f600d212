import { instanceFolder } from '../../n8n/engine/instanceFolder.mts';

import { Container } from '@n8n/di';
import { BinaryDataConfig, BinaryDataService, ExecuteSingleContext } from 'n8n-core';
import {
	createRunExecutionData,
	Workflow,
	type IExecuteSingleFunctions,
	type INodeTypes,
	type IWorkflowBase,
} from 'n8n-workflow';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { additionalData } from '../../n8n/engine/additionalData.mts';
import { CredentialsHelper } from '../../n8n/engine/credentialsHelper.mts';
import { editNode } from './workbench.mts';

const FILES = join(instanceFolder, 'files');

/** Lets n8n keep files in a folder of its own, or in memory. */
export async function useStore(mode: 'filesystem' | 'default'): Promise<void> {
	Object.assign(Container.get(BinaryDataConfig), { mode, localStoragePath: FILES });
	await Container.get(BinaryDataService).init();
}

/** The names of all files in that folder, and what n8n notes about them. */
export const storedFiles = async (): Promise<string[]> => {
	const entries = await readdir(FILES, { recursive: true, withFileTypes: true });
	return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
};

export const removeFiles = async (): Promise<void> =>
	await rm(instanceFolder, { recursive: true, force: true });

/** What n8n hands to the functions of a node for each item of a run, with n8n's real helpers. */
export function contextsOfRun(items: number, stop?: AbortSignal): IExecuteSingleFunctions[] {
	const node = editNode({});
	const about: IWorkflowBase = {
		id: 'workflow',
		name: 'Workflow',
		active: false,
		isArchived: false,
		createdAt: new Date(),
		updatedAt: new Date(),
		activeVersionId: null,
		nodes: [node],
		connections: {},
	};
	const workflow = new Workflow({ ...about, nodeTypes: NO_TYPES });
	const credentials = new CredentialsHelper(() => {
		throw new Error('there is no credential here');
	}, {});
	const more = additionalData('1', 'trigger', about, credentials);
	const main = [Array.from({ length: items }, () => ({ json: {} }))];
	const step = { node, data: { main }, source: null };
	return main[0].map(
		(_, item) =>
			new ExecuteSingleContext(
				workflow,
				node,
				more,
				'trigger',
				createRunExecutionData({}),
				0,
				main[0],
				{ main },
				item,
				step,
				stop,
			),
	);
}

/** n8n does without the parameters of a node whose type it does not know. */
const NO_TYPES = { getByNameAndVersion: () => undefined } as unknown as INodeTypes;
