import { expect } from '@jest/globals';
import axios from 'axios';

import { DATA_TABLES, examples } from '../../../n8n/server/examples.mts';
import type { ExecutionInfo, Stored, WorkflowToImport } from '../../../n8n/server/n8nRest.mts';
import { chooseTables } from './exampleWorkflow.mts';
import { Instance } from './instance.mts';

/** A real n8n with the data tables of the examples, and what a person does with an example there. */
export class Recipes {
	private constructor(
		readonly n8n: Instance,
		private readonly tables: ReadonlyMap<unknown, Stored>,
	) {}

	static async start(): Promise<Recipes> {
		const n8n = await Instance.start({
			GENERIC_TIMEZONE: 'UTC',
			// Before n8n 2 files lie in memory by default, where no link leads.
			N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
		});
		const tables = new Map<unknown, Stored>();
		for (const table of DATA_TABLES) {
			tables.set(table.name, (await n8n.rest.createDataTable(table))!);
		}
		return new Recipes(n8n, tables);
	}

	/** Forgets what tests before have made the simulator do and bill. */
	reset(): void {
		this.n8n.reset();
		this.n8n.simulator.settings.outcome = 'completed';
	}

	/** An example, with credential, tables and video chosen. */
	async example(name: string, credential = this.n8n.credential): Promise<WorkflowToImport> {
		const all = await examples(credential, this.n8n.simulator.sampleUrl);
		return this.withTables(all.find(({ file }) => file === `${name}.json`)!.workflow);
	}

	/** A workflow of a test's own that uses these tables. */
	withTables(workflow: WorkflowToImport): WorkflowToImport {
		chooseTables(workflow, this.n8n.version, this.tables);
		return workflow;
	}

	/** @returns the ID of the execution */
	async begin(workflow: WorkflowToImport): Promise<string> {
		const trigger = workflow.nodes.find(({ type }) => type.endsWith('Trigger'))!;
		return await this.n8n.rest.run(await this.n8n.rest.importWorkflow(workflow), trigger.name);
	}

	/** Waits until an execution has ended well. */
	async ended(id: string): Promise<ExecutionInfo> {
		const execution = await this.n8n.rest.ended(id);
		expect(execution.data.resultData.error).toBeUndefined();
		expect(execution.status).toBe('success');
		return execution;
	}

	async execute(workflow: WorkflowToImport): Promise<ExecutionInfo> {
		return await this.ended(await this.begin(workflow));
	}

	/** What was sent to buy an edit. */
	submitted(): Array<{ prompt: string; video_urls: string[]; resolution: string }> {
		return this.n8n.simulator.requests
			.filter(({ method, path }) => method === 'POST' && path.endsWith('/generations'))
			.map(({ body }) => body as never);
	}

	/** The video that the service made last. */
	async madeLast(): Promise<Buffer> {
		const { url, apiKey, tasks } = this.n8n.simulator;
		const headers = { Authorization: `Bearer ${apiKey}` };
		const { data: answer } = await axios.get<{
			data: { result: { videos: Array<{ url: string[] }> } };
		}>(`${url}/v1/tasks/${last(tasks.keys())}`, { headers });
		const link = answer.data.result.videos[0].url[0];
		return (await axios.get<Buffer>(link, { responseType: 'arraybuffer' })).data;
	}
}

export const last = <T,>(values: Iterable<T>): T => [...values].at(-1)!;
