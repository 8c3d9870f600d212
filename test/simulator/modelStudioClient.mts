import { readFile } from 'node:fs/promises';
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import { startSimulator, type Simulator, type SimulatorSettings } from '../../simulator/index.mts';
import { SAMPLE_PATH } from '../support/media.mts';
import { until } from './client.mts';

export const SUBMIT = '/api/v1/services/aigc/video-generation/video-synthesis';
export const POLICY = '/api/v1/uploads?action=getPolicy&model=wan2.7-videoedit';
export const MODEL = 'wan2.7-videoedit';
export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Answer to a check as tests read it (Model Studio, check). */
export interface ShownTask {
	request_id: string;
	output: {
		task_id: string;
		task_status: string;
		submit_time?: string;
		scheduled_time?: string;
		end_time?: string;
		orig_prompt?: string;
		video_url?: string;
		code?: string;
		message?: string;
	};
	usage?: Record<string, number>;
}

/** What an error says (Model Studio, submit). */
export interface FlatError {
	code: string;
	message: string;
	request_id: string;
}

/** The data of an upload policy (Model Studio, temporary upload). */
export type PolicyData = Record<
	| 'policy'
	| 'signature'
	| 'upload_dir'
	| 'upload_host'
	| 'oss_access_key_id'
	| 'x_oss_object_acl'
	| 'x_oss_forbid_overwrite',
	string
> & { expire_in_seconds: number; max_file_size_mb: number | string };

/** An entry of the list of tasks. */
export interface ListedTask {
	task_id: string;
	status: string;
	model_name: string;
	gmt_create: number;
	start_time?: number;
	end_time?: number;
}

/** The list of tasks (Model Studio, list and cancel). */
export interface TaskList {
	total: number;
	total_page: number;
	page_no: number;
	page_size: number;
	data: ListedTask[];
}

/** A body of a submit, one level deep, to be laid over the smallest one. */
export interface BodyParts {
	input?: Record<string, unknown>;
	parameters?: unknown;
	[field: string]: unknown;
}

/** A simulator that is quick and takes any number of requests, and a client that never throws on a status. */
export class ModelStudioBench {
	readonly http: AxiosInstance;

	private constructor(readonly simulator: Simulator) {
		this.http = axios.create({
			baseURL: simulator.url,
			headers: { Authorization: `Bearer ${simulator.apiKey}` },
			validateStatus: () => true,
			proxy: false,
			timeout: 60_000,
		});
	}

	static async start(settings: Partial<SimulatorSettings> = {}): Promise<ModelStudioBench> {
		const simulator = await startSimulator({
			taskTimeMs: 50,
			modelStudioSubmitsPerSecond: 0,
			modelStudioChecksPerSecond: 0,
			modelStudioListsPerSecond: 0,
			modelStudioCancelsPerSecond: 0,
			modelStudioPoliciesPerSecond: 0,
			modelStudioTasksAtOnce: 0,
			...settings,
		});
		return new ModelStudioBench(simulator);
	}

	/** POSTs the smallest submit with `parts` on top. */
	submit(parts: BodyParts = {}, headers: Record<string, string> = {}): Promise<AxiosResponse> {
		const { input, ...others } = parts;
		const media = [{ type: 'video', url: this.simulator.sampleUrl }];
		const body = { model: MODEL, input: { media, ...input }, ...others };
		return this.post(body, headers);
	}

	/** POSTs any body to the submit. */
	post(body: unknown, headers: Record<string, string> = {}): Promise<AxiosResponse> {
		return this.http.post(SUBMIT, body, { headers: { 'X-DashScope-Async': 'enable', ...headers } });
	}

	/** Submits a video by its address, with the header for uploaded files. */
	submitUrl(url: string, parts: BodyParts = {}): Promise<AxiosResponse> {
		const input = { media: [{ type: 'video', url }] };
		return this.submit({ ...parts, input }, { 'X-DashScope-OssResourceResolve': 'enable' });
	}

	/** Submits and returns the ID of the accepted task. */
	async accepted(parts?: BodyParts): Promise<string> {
		return acceptedId(await this.submit(parts));
	}

	async check(id: string): Promise<ShownTask> {
		return (await this.http.get<ShownTask>(`/api/v1/tasks/${id}`)).data;
	}

	/** Checks once the task has ended. */
	async ended(id: string): Promise<ShownTask> {
		await until(() => this.simulator.tasks.get(id)?.state !== 'running');
		return await this.check(id);
	}

	/** Submits, and checks once the task has ended. */
	async done(parts?: BodyParts): Promise<ShownTask> {
		return await this.ended(await this.accepted(parts));
	}

	cancel(id: string): Promise<AxiosResponse> {
		return this.http.post(`/api/v1/tasks/${id}/cancel`);
	}

	list(query: Record<string, string | number> = {}): Promise<AxiosResponse<TaskList>> {
		return this.http.get('/api/v1/tasks/', { params: query });
	}

	async policy(): Promise<PolicyData> {
		return (await this.http.get<{ data: PolicyData }>(POLICY)).data.data;
	}

	/** Sends a form to the storage, which asks for no key. */
	send(host: string, form: FormData, headers: Record<string, string> = {}): Promise<AxiosResponse> {
		return axios.post(host, form, { headers, validateStatus: () => true, proxy: false });
	}

	/** Uploads a file with a policy of its own, and returns its `oss://` address. */
	async upload(name: string, bytes: Buffer): Promise<string> {
		const policy = await this.policy();
		const answer = await this.send(policy.upload_host, formOf(policy, { name, bytes }));
		if (answer.status !== 200) throw new Error(String(answer.data));
		return `oss://${policy.upload_dir}/${name}`;
	}

	/** Fetches bytes from any URL, without the key. */
	fetch(url: string, method = 'GET', headers = {}): Promise<AxiosResponse<Buffer>> {
		return axios.request({
			url,
			method,
			headers,
			responseType: 'arraybuffer',
			validateStatus: () => true,
			proxy: false,
		});
	}
}

/** ID of the task in the answer to a submit. */
export function acceptedId({ data }: AxiosResponse): string {
	const { output } = data as { output?: { task_id: string } };
	if (output === undefined) throw new Error(`Not accepted: ${JSON.stringify(data)}`);
	return output.task_id;
}

/** The fields of the form, in the order that is documented. */
export function fieldsOf(policy: PolicyData, name: string): [name: string, value: string][] {
	return [
		['OSSAccessKeyId', policy.oss_access_key_id],
		['Signature', policy.signature],
		['policy', policy.policy],
		['x-oss-object-acl', policy.x_oss_object_acl],
		['x-oss-forbid-overwrite', policy.x_oss_forbid_overwrite],
		['key', `${policy.upload_dir}/${name}`],
		['success_action_status', '200'],
	];
}

/** A form as it is documented. */
export function formOf(
	policy: PolicyData,
	{ name, bytes, type = 'video/mp4' }: { name: string; bytes: Buffer; type?: string },
): FormData {
	const form = new FormData();
	for (const [field, value] of fieldsOf(policy, name)) form.append(field, value);
	form.append('file', new Blob([bytes], { type }), name);
	return form;
}

export const sample = (): Promise<Buffer> => readFile(SAMPLE_PATH);
