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
import { Readable } from 'node:stream';

import { additionalData } from './additionalData.mts';
import { startBinaryDataServer, type BinaryDataServer } from './binaryDataServer.mts';
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
	/** Whether the trigger is a webhook or form, whose files n8n moves when the execution ends. */
	isWebhook?: boolean;
}

/** What an execution runs with. The workflow's time limit, if it has one, ends it as n8n does. */
export interface Surroundings {
	workflow: Pick<IWorkflowBase, 'nodes' | 'connections'> & Partial<IWorkflowBase>;
	credential: ICredentialDataDecryptedObject;
	/** What WEBHOOK_URL says, without a path; the true address unless given. */
	publicUrl?: string;
	/** The ID of the execution; counted unless given, as a worker takes over one that another had begun. */
	executionId?: string;
}

/** A file for the binary store, and where it comes from. */
export interface FileToStore {
	content: Buffer | Readable;
	fileName?: string;
	mimeType: string;
	/** Whether a webhook or form received it, before the execution had an ID. */
	isFromWebhook?: boolean;
}

/** n8n's own execution engine with the built package in it, without a server or a database. */
export class Engine {
	/** The ID of the workflows that have none of their own. */
	workflowId = 'workflow';
	private executions = 0;
	/** What happens when an execution stores a file, by its ID. */
	private readonly writes = new Map<
		string,
		{ number: number; happens: (number: number) => Promise<void> | void }
	>();

	private constructor(
		private readonly nodeTypes: NodeTypes,
		private readonly files: BinaryDataService,
		private readonly fileServer: BinaryDataServer,
	) {}

	/**
	 * @param packageFolder the package whose dist/ is loaded
	 * @param otherPackages folders of further packages, e.g. n8n's own nodes
	 */
	static async start(packageFolder = process.cwd(), otherPackages?: string[]): Promise<Engine> {
		const files = Container.get(BinaryDataService);
		Container.get(BinaryDataConfig).localStoragePath = join(instanceFolder, 'files');
		await files.init();
		const nodeTypes = await NodeTypes.load(packageFolder, otherPackages);
		return new Engine(nodeTypes, files, await startBinaryDataServer(files));
	}

	/** Removes all that the engine stored. */
	async stop(): Promise<void> {
		await this.fileServer.close();
		await rm(instanceFolder, { recursive: true, force: true });
	}

	nodeType(name: string) {
		return this.nodeTypes.getByName(name);
	}

	credentialType(name: string) {
		return this.nodeTypes.getCredentialType(name);
	}

	/** Runs a workflow from its trigger on. */
	execute({ items = [{ json: {} }], isWebhook, ...surroundings }: ExecutionOptions): Execution {
		// In these modes the engine hands a trigger's items on as they are.
		return this.run(isWebhook ? 'webhook' : 'trigger', surroundings, (workflow) => {
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
		{
			workflow: given,
			credential,
			publicUrl = this.fileServer.origin,
			executionId: id = String(++this.executions),
		}: Surroundings,
		begin: (workflow: Workflow) => IRunExecutionData,
	): Execution {
		const base: IWorkflowBase = {
			id: this.workflowId,
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
			additionalData(id, mode, base, credentials, publicUrl),
			mode,
			begin(workflow),
		);
		const running = execution.processRunExecutionData(workflow);
		const stop = () => running.cancel();
		const { executionTimeout = -1 } = base.settings ?? {};
		const limit = executionTimeout > 0 ? setTimeout(stop, executionTimeout * 1000) : undefined;
		const ended = Promise.resolve(running).then(async (result) => {
			clearTimeout(limit);
			if (mode === 'webhook') await this.moveFiles(result, id);
			return result;
		});
		return { id, stop, ended };
	}

	/** What n8n's server does when an execution ends whose files came in before it had an ID. */
	private async moveFiles({ data }: IRun, executionId: string): Promise<void> {
		const items = Object.values(data.resultData.runData)
			.flat()
			.flatMap((run) => run.data?.main.flat() ?? []);
		for (const file of new Set(items.flatMap((item) => Object.values(item?.binary ?? {})))) {
			const [mode, from] = file.id?.split(':') ?? [];
			const to = from?.replace('/temp/', `/${executionId}/`);
			if (from === undefined || to === undefined || from === to) continue;
			await this.files.rename(from, to);
			file.id = `${mode}:${to}`;
		}
	}

	/** Lets n8n keep files where its setting N8N_DEFAULT_BINARY_DATA_MODE says. */
	async useStore(mode: 'filesystem' | 'default'): Promise<void> {
		Container.get(BinaryDataConfig).mode = mode;
		await this.files.init();
	}

	/** Puts a file into the binary store, as a node before would. */
	async storeFile({ content, isFromWebhook, ...about }: FileToStore): Promise<IBinaryData> {
		const executionId = isFromWebhook ? 'temp' : 'before';
		const location = { type: 'execution' as const, workflowId: 'workflow', executionId };
		return await this.files.store(location, content, { ...about, data: '' });
	}

	/** Lets the next file that is read break off, as a file on a network drive may. */
	breakNextRead(afterBytes: number): void {
		const { files } = this;
		const getAsStream = files.getAsStream.bind(files);
		files.getAsStream = async (...file) => {
			files.getAsStream = getAsStream;
			return Readable.from(brokenOff(await getAsStream(...file), afterBytes));
		};
	}

	/**
	 * Lets something happen whenever an execution stores a file, e.g. that the disk is full: what is thrown is what the
	 * store says. The files of an execution are counted from 1.
	 */
	beforeWrites(executionId: string, happens: (number: number) => Promise<void> | void): void {
		if (this.writes.size === 0) this.watchWrites();
		this.writes.set(executionId, { number: 0, happens });
	}

	private watchWrites(): void {
		const { files } = this;
		const store = files.store.bind(files);
		files.store = async (location, ...file) => {
			const known = location.type === 'execution' && this.writes.get(location.executionId);
			if (known) await known.happens(++known.number);
			return await store(location, ...file);
		};
	}

	/** The content of a file that a workflow put out. */
	async readFile(file: IBinaryData): Promise<Readable> {
		if (!file.id) throw new Error('The file is not in the binary store');
		return await this.files.getAsStream(file.id);
	}
}

async function* brokenOff(stream: Readable, afterBytes: number): AsyncGenerator<Buffer> {
	let bytes = 0;
	for await (const chunk of stream as AsyncIterable<Buffer>) {
		if ((bytes += chunk.length) > afterBytes) break;
		yield chunk;
	}
	throw new Error('EIO: i/o error, read');
}
