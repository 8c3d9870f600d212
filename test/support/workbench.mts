import { setTimeout as delay } from 'node:timers/promises';

import type {
	ExecutionError,
	ICredentialDataDecryptedObject,
	IBinaryKeyData,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeParameters,
	IRun,
	IWorkflowSettings,
} from 'n8n-workflow';

import { Engine, type Execution, type Surroundings } from '../../n8n/engine/engine.mts';
import {
	startSimulator,
	type RecordedRequest,
	type Simulator,
	type SimulatorSettings,
} from '../../simulator/index.mts';

export const NODE = 'Wan Video Edit';

/** The node as it stands in a workflow. */
export const editNode = (parameters: INodeParameters, others: Partial<INode> = {}): INode => ({
	id: 'wan',
	name: NODE,
	type: 'n8n-nodes-wan-videoedit.wanVideoEdit',
	typeVersion: 1,
	position: [200, 0],
	credentials: { wanVideoEditApi: { id: '1', name: 'Simulator' } },
	parameters,
	...others,
});

/** What a person sees of the node after an execution. */
export interface Outcome {
	/** The items of the first output, in order. */
	items: INodeExecutionData[];
	/** The items of the error output, if the node has one. */
	errorItems: INodeExecutionData[];
	error?: ExecutionError;
	ms: number;
	run: IRun;
}

export interface EditOptions {
	/** One item per entry goes into the node; its JSON is there for expressions. */
	items?: IDataObject[];
	/** The files of the items, in the same order. */
	files?: IBinaryKeyData[];
	/** Whether a webhook or form started the workflow. */
	isWebhook?: boolean;
	/** What n8n's WEBHOOK_URL says. */
	publicUrl?: string;
	/** Settings of the node, e.g. onError or retryOnFail. */
	node?: Partial<INode>;
	/** Settings of the workflow, e.g. its time limit. */
	settings?: IWorkflowSettings;
	credential?: ICredentialDataDecryptedObject;
	workflowId?: string;
	/** The ID of the execution; a new one unless given. */
	executionId?: string;
}

/** The built node in n8n's engine, and the simulator it talks to, over HTTP. */
export class Workbench {
	private resets = 0;

	private constructor(
		readonly engine: Engine,
		readonly simulator: Simulator,
	) {}

	static async start(settings: Partial<SimulatorSettings> = {}): Promise<Workbench> {
		const [engine, simulator] = await Promise.all([
			Engine.start(),
			startSimulator({ taskTimeMs: 200, ...settings }),
		]);
		return new Workbench(engine, simulator);
	}

	get credential(): ICredentialDataDecryptedObject {
		return { service: 'custom', baseUrl: this.simulator.url, apiKey: this.simulator.apiKey };
	}

	/** Starts a workflow of a trigger and the node. */
	begin(parameters: INodeParameters, options: EditOptions = {}): Execution {
		const { files = [], isWebhook } = options;
		const { items = files.length > 0 ? files.map(() => ({})) : [{}] } = options;
		return this.engine.execute({
			...this.surroundings(parameters, options),
			isWebhook,
			items: items.map((json, item) => ({ json, binary: files[item], pairedItem: { item } })),
		});
	}

	/** Runs Submit Edit of a failed execution again, as n8n's executions list does. */
	async retry(
		failed: Outcome,
		parameters: INodeParameters = {},
		options?: EditOptions,
	): Promise<Outcome> {
		return await outcomeOf(this.beginRetry(failed, parameters, options));
	}

	beginRetry(failed: Outcome, parameters: INodeParameters = {}, options?: EditOptions): Execution {
		const surroundings = this.surroundings(this.submitParameters(parameters), options);
		return this.engine.retry(failed.run, surroundings);
	}

	private surroundings(
		parameters: INodeParameters,
		{
			node,
			settings,
			publicUrl,
			credential = this.credential,
			workflowId,
			executionId,
		}: EditOptions = {},
	): Surroundings {
		return {
			credential,
			publicUrl,
			executionId,
			workflow: {
				...(workflowId !== undefined && { id: workflowId }),
				settings,
				nodes: [
					{
						id: 'trigger',
						name: 'Trigger',
						type: 'n8n-nodes-base.manualTrigger',
						typeVersion: 1,
						position: [0, 0],
						parameters: {},
					},
					editNode(parameters, node),
				],
				connections: { Trigger: { main: [[{ node: NODE, type: 'main', index: 0 }]] } },
			},
		};
	}

	/** Runs Submit Edit with the simulator's sample and a short poll interval, unless told otherwise. */
	async edit(parameters: INodeParameters = {}, options?: EditOptions): Promise<Outcome> {
		return await outcomeOf(this.begin(this.submitParameters(parameters), options));
	}

	submitParameters(parameters: INodeParameters = {}): INodeParameters {
		const { options, ...others } = parameters;
		return {
			operation: 'submitEdit',
			videoUrl: this.simulator.sampleUrl,
			...others,
			options: { pollInterval: 1, ...(options as INodeParameters) },
		};
	}

	async getTask(parameters: INodeParameters, options?: EditOptions): Promise<Outcome> {
		return await outcomeOf(this.begin({ operation: 'getTask', ...parameters }, options));
	}

	async readFile(item: INodeExecutionData, field = 'data'): Promise<Buffer> {
		const chunks: Buffer[] = [];
		for await (const chunk of await this.engine.readFile(item.binary![field])) {
			chunks.push(chunk as Buffer);
		}
		return Buffer.concat(chunks);
	}

	requests(method: string, path: RegExp): RecordedRequest[] {
		return this.simulator.requests.filter(
			(request) => request.method === method && path.test(request.path),
		);
	}

	/** All requests to the service; a probe of a source does not reach it. */
	get apiRequests(): RecordedRequest[] {
		return this.simulator.requests.filter(({ listener }) => listener === 'api');
	}

	get submits(): RecordedRequest[] {
		return this.requests('POST', /^\/v1\/videos\/generations$/);
	}

	/** The status checks. */
	get questions(): RecordedRequest[] {
		return this.requests('GET', /^\/v1\/tasks\//);
	}

	/** The ID of the only task, once there is one. */
	async taskId(): Promise<string> {
		while (this.simulator.tasks.size === 0) await delay(10);
		return [...this.simulator.tasks.keys()][0];
	}

	/** Forgets what happened before, so that every test counts from zero, in a workflow of its own. */
	reset(settings: Partial<SimulatorSettings> = {}): void {
		this.engine.workflowId = `workflow-${++this.resets}`;
		this.simulator.clearFaults();
		this.simulator.requests.length = 0;
		this.simulator.tasks.clear();
		this.simulator.ledger.submits = 0;
		this.simulator.ledger.entries.length = 0;
		Object.assign(this.simulator.settings, settings);
	}

	async close(): Promise<void> {
		await Promise.all([this.simulator.close(), this.engine.stop()]);
	}
}

export async function outcomeOf(execution: Execution): Promise<Outcome> {
	const run = await execution.ended;
	const task = run.data.resultData.runData[NODE]?.at(-1);
	return {
		items: task?.data?.main[0] ?? [],
		errorItems: task?.data?.main[1] ?? [],
		error: task?.error ?? run.data.resultData.error,
		ms: task?.executionTime ?? 0,
		run,
	};
}
