import { existsSync } from 'node:fs';
import { appendFile, readFile, rm } from 'node:fs/promises';

import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import {
	N8nRest,
	type ImportedWorkflow,
	type Stored,
	type WorkflowToImport,
} from '../../../n8n/server/n8nRest.mts';

/** What all begins with that tests create in somebody's n8n. */
export const NAME_OF_TESTS = 'Test of Wan Video Edit: ';

type Kind = 'workflow' | 'credential' | 'dataTable';

/**
 * Somebody's n8n: what tests create there can be told by its name, and is noted in a file, so that it can
 * be removed also after the process of the tests has ended.
 */
export class ForeignRest extends N8nRest {
	constructor(
		origin: string,
		session: string,
		private readonly journal: string,
	) {
		super(origin, session);
	}

	override async createCredential(
		name: string,
		type: string,
		data: ICredentialDataDecryptedObject,
	): Promise<Stored> {
		const stored = await super.createCredential(`${NAME_OF_TESTS}${name}`, type, data);
		return await this.noted('credential', stored);
	}

	override async createDataTable(table: {
		name: string;
		columns: string[];
	}): Promise<Stored | undefined> {
		const name = `${NAME_OF_TESTS}${table.name}`;
		const stored = await super.createDataTable({ ...table, name });
		return stored && (await this.noted('dataTable', stored));
	}

	override async importWorkflow(workflow: WorkflowToImport): Promise<ImportedWorkflow> {
		const stored = await super.importWorkflow({
			...workflow,
			name: `${NAME_OF_TESTS}${workflow.name}`.slice(0, 128),
			// Tests know the time of day in this one.
			settings: { timezone: 'UTC', ...workflow.settings },
		});
		return await this.noted('workflow', stored);
	}

	/** Removes all that was created and noted. */
	async removeCreated(): Promise<void> {
		if (!existsSync(this.journal)) return;
		const lines = (await readFile(this.journal, 'utf8')).trim().split('\n');
		const created = lines.map((line) => line.split(' ') as [Kind, string]);
		const of = (wanted: Kind) => created.filter(([kind]) => kind === wanted).map(([, id]) => id);
		await this.remove({
			workflows: of('workflow'),
			credentials: of('credential'),
			dataTables: of('dataTable'),
		});
		await rm(this.journal);
	}

	/** Removes what earlier tests have left that were killed. */
	async removeLeftOvers(): Promise<void> {
		const ofTests = (all: Stored[]) =>
			all.filter(({ name }) => name.startsWith(NAME_OF_TESTS)).map(({ id }) => id);
		await this.remove({
			workflows: ofTests(await this.workflows()),
			credentials: ofTests(await this.credentials()),
			dataTables: ofTests(await this.dataTables()),
		});
	}

	private async remove(created: {
		workflows: string[];
		credentials: string[];
		dataTables: string[];
	}): Promise<void> {
		// The others are in use as long as a workflow runs.
		for (const id of created.workflows) await this.deleteWorkflow(id);
		for (const id of created.credentials) await this.deleteCredential(id);
		for (const id of created.dataTables) await this.deleteDataTable(id);
	}

	private async noted<T extends Stored>(kind: Kind, stored: T): Promise<T> {
		await appendFile(this.journal, `${kind} ${stored.id}\n`);
		return stored;
	}
}
