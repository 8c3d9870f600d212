import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { putOut } from './exampleWorkflow.mts';
import { TRIGGER } from './instance.mts';
import type { Recipes } from './recipes.mts';

const AUTO_MAP = { mappingMode: 'autoMapInputData', value: {}, matchingColumns: [], schema: [] };

/** The data table of the examples whose edits are rows of a sheet, in the hands of a person. */
export class VideoSheet {
	constructor(private readonly recipes: Recipes) {}

	/** A row each, of the simulator's sample if no video is named. */
	async fillIn(rows: Array<string | IDataObject>, status = 'todo'): Promise<void> {
		const { sampleUrl: videoUrl } = this.recipes.n8n.simulator;
		await this.change(
			rows.map((row) => ({
				videoUrl,
				status,
				...(typeof row === 'string' ? { prompt: row } : row),
			})),
			{ operation: 'insert', columns: AUTO_MAP },
		);
	}

	async setToDo(prompt: string): Promise<void> {
		await this.set(prompt, { status: 'todo' });
	}

	/** Writes into the row with this prompt. */
	async set(prompt: string, cells: IDataObject): Promise<void> {
		const conditions = [{ keyName: 'prompt', condition: 'eq', keyValue: prompt }];
		await this.change([cells], {
			operation: 'update',
			filters: { conditions },
			columns: AUTO_MAP,
		});
	}

	/** The rows with these prompts, in their order. */
	async rowsOf(prompts: string[]): Promise<IDataObject[]> {
		const rows = await this.change([{}], { operation: 'get', returnAll: true });
		return prompts.map((wanted) => rows.find(({ prompt }) => prompt === wanted)!);
	}

	async clear(): Promise<void> {
		const conditions = [{ keyName: 'prompt', condition: 'neq', keyValue: 'no such prompt' }];
		await this.change([{}], { operation: 'deleteRows', filters: { conditions } });
	}

	private async change(rows: IDataObject[], parameters: INodeParameters): Promise<IDataObject[]> {
		const dataTableId = { __rl: true, mode: 'name', value: 'Video Sheet' };
		const workflow = this.recipes.withTables({
			name: 'Sheet',
			nodes: [
				node(TRIGGER, 'manualTrigger', {}),
				node('Rows', 'code', { jsCode: `return ${JSON.stringify(rows)}` }, 2),
				node('Sheet', 'dataTable', { resource: 'row', dataTableId, ...parameters }),
			],
			connections: {
				[TRIGGER]: { main: [[{ node: 'Rows', type: 'main', index: 0 }]] },
				Rows: { main: [[{ node: 'Sheet', type: 'main', index: 0 }]] },
			},
		});
		return putOut(await this.recipes.execute(workflow), 'Sheet').map(({ json }) => json);
	}
}

const node = (name: string, type: string, parameters: INodeParameters, typeVersion = 1): INode => ({
	id: name,
	name,
	type: `n8n-nodes-base.${type}`,
	typeVersion,
	position: [0, 0],
	parameters,
});
