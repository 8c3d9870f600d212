import './instanceFolder.mts';

import { Container } from '@n8n/di';
import { BinaryDataConfig, BinaryDataService, WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	Workflow,
	type IBinaryData,
	type ICredentialDataDecryptedObject,
	type INodeExecutionData,
	type IRun,
	type IWorkflowBase,
} from 'n8n-workflow';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

import { additionalData } from './additionalData.mts';
import { CredentialsHelper } from './credentialsHelper.mts';
import { instanceFolder } from './instanceFolder.mts';
import { NodeTypes } from './nodeTypes.mts';

/** One execution of a workflow. */
export interface Execution {
	id: string;
	/** Resolves when the execution has ended, however it ended. */
	ended: Promise<IRun>;
	/** What the Stop button does. */
	stop(): void;
}

export interface ExecutionOptions {
	workflow: Pick<IWorkflowBase, 'nodes' | 'connections'> & Partial<IWorkflowBase>;
	/** What the trigger hands to the workflow; one empty item unless given. */
	items?: INodeExecutionData[];
	credential: ICredentialDataDecryptedObject;
}

/** n8n's own execution engine with the built package in it, without a server or a database. */
export class Engine {
	private executions = 0;

	private constructor(
		private readonly nodeTypes: NodeTypes,
		private readonly files: BinaryDataService,
	) {}

	/** @param packageFolder the package whose dist/ is loaded */
	static async start(packageFolder = process.cwd()): Promise<Engine> {
		const files = Container.get(BinaryDataService);
		Container.get(BinaryDataConfig).localStoragePath = join(instanceFolder, 'files');
		await files.init();
		return new Engine(await NodeTypes.load(packageFolder), files);
	}

	/** Removes all that the engine stored. */
	async stop(): Promise<void> {
		await rm(instanceFolder, { recursive: true, force: true });
	}

	nodeType(name: string) {
		return this.nodeTypes.getByName(name);
	}

	credentialType(name: string) {
		return this.nodeTypes.getCredentialType(name);
	}

	execute({ workflow: given, items = [{ json: {} }], credential }: ExecutionOptions): Execution {
		const id = String(++this.executions);
		const base: IWorkflowBase = {
			id: 'workflow',
			name: 'Workflow',
			active: false,
			isArchived: false,
			createdAt: new Date(),
			updatedAt: new Date(),
			activeVersionId: null,
			settings: { executionOrder: 'v1' },
			...given,
		};
		const workflow = new Workflow({ ...base, nodeTypes: this.nodeTypes });
		const node = workflow.getStartNode();
		if (node === undefined) throw new Error('The workflow has no node to start with');

		// In this mode the engine hands a trigger's items on as they are.
		const mode = 'trigger';
		const credentials = new CredentialsHelper((name) => this.credentialType(name), credential);
		const execution = new WorkflowExecute(
			additionalData(id, mode, base, credentials),
			mode,
			createRunExecutionData({
				executionData: { nodeExecutionStack: [{ node, data: { main: [items] }, source: null }] },
			}),
		);
		const running = execution.processRunExecutionData(workflow);
		return { id, ended: Promise.resolve(running), stop: () => running.cancel() };
	}

	/** The content of a file that a workflow put out. */
	async readFile(file: IBinaryData): Promise<Readable> {
		if (!file.id) throw new Error('The file is not in the binary store');
		return await this.files.getAsStream(file.id);
	}
}
