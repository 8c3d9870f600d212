import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

import axios, { type AxiosInstance } from 'axios';
import { parse } from 'flatted';
import type {
	ICredentialDataDecryptedObject,
	INodeExecutionData,
	IRunExecutionData,
	IWorkflowBase,
} from 'n8n-workflow';
import { setTimeout as delay } from 'node:timers/promises';

import { dataOf, deleted, given } from './restAnswer.mts';

/** The owner account of an instance that is for trying things out. */
export const OWNER = {
	email: 'owner@example.com',
	password: 'Wan-video-1',
	firstName: 'Wan',
	lastName: 'Owner',
};

/** The login of an account. */
export interface Login {
	email: string;
	password: string;
}

/** What n8n tells about itself to whoever is logged in. */
export interface N8nSettings {
	versionCli: string;
	/** Where it keeps files; `default` is its memory. */
	binaryDataMode: string;
}

/** A workflow or credential that the instance has stored. */
export interface Stored {
	id: string;
	name: string;
}

export type WorkflowToImport = Pick<IWorkflowBase, 'name' | 'nodes' | 'connections'> &
	Partial<IWorkflowBase>;

/** A stored workflow, with what activating it takes. */
export type ImportedWorkflow = Stored & { versionId: string };

/** An execution as the executions list knows it. */
export interface ExecutionInfo {
	id: string;
	status: string;
	data: IRunExecutionData;
}

/** n8n first takes the webhooks of a workflow away. */
const LONGEST_UNPUBLISHING_MS = 60_000;
const ENDED = ['success', 'error', 'canceled', 'crashed'];

/** What the editor does, without the editor: n8n's own REST interface. */
export class N8nRest {
	private readonly http: AxiosInstance;

	/**
	 * @param origin also with a path, if n8n has one
	 * @param session of an earlier login
	 */
	constructor(
		readonly origin: string,
		session?: string,
	) {
		// n8n ties a session to the browser that began it.
		const headers = { 'browser-id': 'wan-videoedit', ...(session && { Cookie: session }) };
		this.http = axios.create({
			baseURL: `${origin}/rest`,
			headers,
			proxy: false,
			// n8n closes a connection after 5 s, also when a slow computer is about to use it again.
			httpAgent: new HttpAgent({ keepAlive: false }),
			httpsAgent: new HttpsAgent({ keepAlive: false }),
			validateStatus: () => true,
		});
	}

	/** Sets the owner up on a new instance, and logs in. */
	async logIn(): Promise<void> {
		await this.http.post('/owner/setup', OWNER);
		const refused = await this.logInAs(OWNER);
		if (refused === undefined) return;
		throw new Error(
			`n8n does not take the login of ${OWNER.email} (${refused}). Change its password back, or delete the folder with its data.`,
		);
	}

	/** @returns why n8n refuses the login, nothing when it does not */
	async logInAs({ email, password }: Login): Promise<string | undefined> {
		const answer = await this.http.post<{ message?: string } | undefined>('/login', {
			emailOrLdapLoginId: email,
			email,
			password,
		});
		if ([400, 401, 403, 429].includes(answer.status)) {
			return answer.data?.message ?? `it answers with status ${answer.status}`;
		}
		const cookies = given(answer).headers['set-cookie'] ?? [];
		this.http.defaults.headers.common.Cookie = cookies
			.map((cookie) => cookie.split(';')[0])
			.join('; ');
		return undefined;
	}

	/** With it, another process needs no login of its own: n8n takes only a few in a minute. */
	get session(): string {
		return String(this.http.defaults.headers.common.Cookie);
	}

	async settings(): Promise<N8nSettings> {
		return dataOf<N8nSettings>(await this.http.get('/settings'));
	}

	async hasNode(type: string): Promise<boolean> {
		const nodeInfos = [{ name: type, version: 1 }];
		const known = dataOf<unknown[]>(await this.http.post('/node-types', { nodeInfos }));
		return known.length > 0;
	}

	async credentials(): Promise<Array<Stored & { type: string }>> {
		return dataOf<Array<Stored & { type: string }>>(await this.http.get('/credentials'));
	}

	async createCredential(
		name: string,
		type: string,
		data: ICredentialDataDecryptedObject,
	): Promise<Stored> {
		return dataOf<Stored>(await this.http.post('/credentials', { name, type, data }));
	}

	async updateCredential(
		{ id, name }: Stored,
		type: string,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		dataOf(await this.http.patch(`/credentials/${id}`, { name, type, data }));
	}

	async deleteCredential(id: string): Promise<void> {
		deleted(await this.http.delete(`/credentials/${id}`));
	}

	/** What the dialog shows after "Test" or "Save". */
	async testCredential(
		type: string,
		data: ICredentialDataDecryptedObject,
		{ id, name }: Stored,
	): Promise<{ status: 'OK' | 'Error'; message: string }> {
		const credentials = { id, name, type, data };
		return dataOf(await this.http.post('/credentials/test', { credentials }));
	}

	/**
	 * Creates a data table of text columns in the owner's own project.
	 *
	 * @returns `undefined` when there is one of this name, which stays as it is
	 */
	async createDataTable(table: { name: string; columns: string[] }): Promise<Stored | undefined> {
		const answer = await this.http.post(await this.addressOfDataTables(), {
			name: table.name,
			columns: table.columns.map((name) => ({ name, type: 'string' })),
		});
		return answer.status === 409 ? undefined : dataOf<Stored>(answer);
	}

	/** The data tables in the owner's own project. */
	async dataTables(): Promise<Stored[]> {
		const address = await this.addressOfDataTables();
		// More than anybody has, on one page.
		const answer = await this.http.get(address, { params: { take: 250 } });
		return dataOf<{ data: Stored[] }>(answer).data;
	}

	/** Adds rows to a data table, in their order. */
	async insertRows({ id }: Stored, rows: Array<Record<string, string>>): Promise<void> {
		const address = `${await this.addressOfDataTables()}/${id}/insert`;
		given(await this.http.post(address, { data: rows, returnType: 'count' }));
	}

	async deleteDataTable(id: string): Promise<void> {
		deleted(await this.http.delete(`${await this.addressOfDataTables()}/${id}`));
	}

	private async addressOfDataTables(): Promise<string> {
		const project = dataOf<Stored>(await this.http.get('/projects/personal'));
		return `/projects/${project.id}/data-tables`;
	}

	/** Those that are not archived. */
	async workflows(): Promise<Stored[]> {
		type Listed = Stored & { isArchived?: boolean };
		const all = dataOf<Listed[]>(await this.http.get('/workflows'));
		return all.filter(({ isArchived }) => !isArchived);
	}

	async importWorkflow(workflow: WorkflowToImport): Promise<ImportedWorkflow> {
		return dataOf(await this.http.post('/workflows', { ...workflow, active: false }));
	}

	/** A workflow as it is stored now. */
	async workflow({ id }: Stored): Promise<WorkflowToImport> {
		return dataOf(await this.http.get(`/workflows/${id}`));
	}

	/** Makes a workflow the one that was changed last, which n8n lists first; it stays as it is. */
	async touchWorkflow({ id, name }: Stored): Promise<void> {
		given(await this.http.patch(`/workflows/${id}`, { name }));
	}

	/** Makes a workflow's webhooks and forms answer. */
	async activate({ id, versionId }: ImportedWorkflow): Promise<void> {
		const answer = await this.http.post(`/workflows/${id}/activate`, { versionId });
		// Before n8n 2 there was another way.
		if (answer.status === 404) {
			dataOf(await this.http.patch(`/workflows/${id}`, { active: true, versionId }));
		} else given(answer);
	}

	async deactivate({ id }: Stored): Promise<void> {
		given(await this.http.post(`/workflows/${id}/deactivate`, {}));
	}

	/** Deletes a workflow with its executions, which are stopped first. */
	async deleteWorkflow(id: string): Promise<void> {
		const workflow = { id, name: '' };
		for (;;) {
			const all = await this.executionsOf(workflow);
			const open = all.filter(({ status }) => !ENDED.includes(status));
			if (open.length === 0) break;
			// One that has ended by now cannot be stopped.
			for (const execution of open) await this.stop(execution.id).catch(() => {});
			await delay(300);
		}
		// n8n deletes only what is archived, and archives also what is active.
		await this.http.post(`/workflows/${id}/archive`, {});
		const deadline = Date.now() + LONGEST_UNPUBLISHING_MS;
		const attempt = async () => await this.http.delete<unknown>(`/workflows/${id}`);
		let answer = await attempt();
		while (answer.status === 409 && Date.now() < deadline) {
			await delay(300);
			answer = await attempt();
		}
		deleted(answer);
	}

	/** What "Execute workflow" does. @returns the ID of the execution */
	async run({ id }: Stored, trigger: string): Promise<string> {
		const workflowData: unknown = dataOf(await this.http.get(`/workflows/${id}`));
		const answer = await this.http.post(`/workflows/${id}/run`, {
			workflowData,
			triggerToStartFrom: { name: trigger },
		});
		return dataOf<{ executionId: string }>(answer).executionId;
	}

	async execution(id: string): Promise<ExecutionInfo> {
		const stored = dataOf<Omit<ExecutionInfo, 'data'> & { data: string }>(
			await this.http.get(`/executions/${id}`),
		);
		return { ...stored, data: parse(stored.data) as IRunExecutionData };
	}

	/** The executions of a workflow, the newest first. */
	async executionsOf({ id }: Stored): Promise<Array<Omit<ExecutionInfo, 'data'>>> {
		const params = { filter: JSON.stringify({ workflowId: id }) };
		return dataOf<{ results: ExecutionInfo[] }>(await this.http.get('/executions', { params }))
			.results;
	}

	/** Waits until an execution has ended, however it ended. */
	async ended(id: string): Promise<ExecutionInfo> {
		for (;;) {
			const answer = await this.execution(id);
			if (ENDED.includes(answer.status) && isWhole(answer)) return answer;
			await delay(300);
		}
	}

	/** What "Retry" in the executions list does, with the workflow as it is now. @returns the new ID */
	async retry(id: string): Promise<string> {
		const answer = await this.http.post(`/executions/${id}/retry`, { loadWorkflow: true });
		return dataOf<{ id: string }>(answer).id;
	}

	async stop(id: string): Promise<void> {
		given(await this.http.post(`/executions/${id}/stop`, {}));
	}

	/** The content of a file that a workflow put out. */
	async file({ binary }: INodeExecutionData, field = 'data'): Promise<Buffer> {
		const params = { id: binary![field].id, action: 'download' };
		const answer = await this.http.get<Buffer>('/binary-data', {
			params,
			responseType: 'arraybuffer',
		});
		return Buffer.from(given(answer).data);
	}
}

/** n8n 1 says that an execution has ended a moment before it has its data, or has those from its beginning. */
function isWhole({ status, data }: ExecutionInfo): boolean {
	const { lastNodeExecuted, runData } = data?.resultData ?? {};
	return status === 'success'
		? lastNodeExecuted !== undefined && runData?.[lastNodeExecuted] !== undefined
		: data !== undefined;
}
