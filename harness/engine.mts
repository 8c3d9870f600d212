import './instanceFolder.mts';

import { Container } from '@n8n/di';
import { parse, stringify } from 'flatted';
import { BinaryDataConfig, BinaryDataService, WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	Workflow,
	type IBinaryData,
	type ICredentialDataDecryptedObject,
	type INodeExecutionData,
	type IRun,
	type IRunExecutionData,
	type IWorkflowBase,
	type WorkflowExecuteMode,
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

export interface ExecutionOptions extends Surroundings {
	/** What the trigger hands to the workflow; one empty item unless given. */
	items?: INodeExecutionData[];
}

/** What an execution runs with. The workflow's time limit, if it has one, ends it as n8n does. */
export interface Surroundings {
	workflow: Pick<IWorkflowBase, 'nodes' | 'connections'> & Partial<IWorkflowBase>;
	credential: ICredentialDataDecryptedObject;
}

/** n8n's own execution engine with the built package in it, without a server or a database. */
export class Engine {
	private executions = 0;

	private constructor(
		private readonly nodeTypes: NodeTypes,
		private readonly files: BinaryDataService,
	) {}

	/**
	 * @param packageFolder the package whose dist/ is loaded
	 * @param otherPackages folders of further packages, e.g. n8n's own nodes
	 */
	static async start(packageFolder = process.cwd(), otherPackages?: string[]): Promise<Engine> {
		const files = Container.get(BinaryDataService);
		Container.get(BinaryDataConfig).localStoragePath = join(instanceFolder, 'files');
		await files.init();
		return new Engine(await NodeTypes.load(packageFolder, otherPackages), files);
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

	/** Runs a workflow from its trigger on. */
	execute({ items = [{ json: {} }], ...surroundings }: ExecutionOptions): Execution {
		// In this mode the engine hands a trigger's items on as they are.
		return this.run('trigger', surroundings, (workflow) => {
			const node = workflow.getStartNode();
			if (node === undefined) throw new Error('The workflow has no node to start with');
			return createRunExecutionData({
				executionData: { nodeExecutionStack: [{ node, data: { main: [items] }, source: null }] },
			});
		});
	}

	/**
	 * What "Retry" in the executions list does with a failed execution: a new one goes on where that
	 * one failed, with what n8n's database kept of it, and with the workflow as it is now.
	 */
	retry(failed: IRun, surroundings: Surroundings): Execution {
		const data = parse(stringify(failed.data)) as IRunExecutionData;
		const { resultData, executionData } = data;
		delete resultData.error;
		const runs = resultData.runData[resultData.lastNodeExecuted ?? ''] ?? [];
		if (runs.at(-1)?.error !== undefined) runs.pop();
		return this.run('retry', surroundings, (workflow) => {
			for (const next of executionData!.nodeExecutionStack) {
				const node = workflow.getNode(next.node.name);
				if (node === null) throw new Error(`The workflow has no node "${next.node.name}" any more`);
				next.node = node;
			}
			return data;
		});
	}

	private run(
		mode: WorkflowExecuteMode,
		{ workflow: given, credential }: Surroundings,
		begin: (workflow: Workflow) => IRunExecutionData,
	): Execution {
		const id = String(++this.executions);
		const base: IWorkflowBase = {
			id: 'workflow',
			name: 'Workflow',
			active: false,
			isArchived: false,
			createdAt: new Date(),
			updatedAt: new Date(),
			activeVersionId: null,
			...given,
			settings: { executionOrder: 'v1', ...given.settings },
		};
		const workflow = new Workflow({ ...base, nodeTypes: this.nodeTypes });
		const credentials = new CredentialsHelper((name) => this.credentialType(name), credential);
		const execution = new WorkflowExecute(
			additionalData(id, mode, base, credentials),
			mode,
			begin(workflow),
		);
		const running = execution.processRunExecutionData(workflow);
		const stop = () => running.cancel();
		const { executionTimeout = -1 } = base.settings ?? {};
		const limit = executionTimeout > 0 ? setTimeout(stop, executionTimeout * 1000) : undefined;
		return { id, stop, ended: Promise.resolve(running).finally(() => clearTimeout(limit)) };
	}

	/** The content of a file that a workflow put out. */
	async readFile(file: IBinaryData): Promise<Readable> {
		if (!file.id) throw new Error('The file is not in the binary store');
		return await this.files.getAsStream(file.id);
	}
}
