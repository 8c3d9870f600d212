import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import { startSimulator, type Simulator, type SimulatorSettings } from '../../simulator/index.mts';

/** Task object of API §2 as tests read it. */
export interface ShownTask {
	id: string;
	status: string;
	progress?: number | string;
	created: number;
	completed?: number;
	actual_time?: number;
	estimated_time: number;
	cost?: number;
	credits_cost?: number;
	result?: { videos: { url: string[] | string; expires_at: number }[] };
	error?: { code: string; message: string; type: string };
}

/** A simulator that is quick, and an HTTP client with its key that never throws on a status. */
export interface Bench {
	simulator: Simulator;
	http: AxiosInstance;
	/** POSTs a submit: the sample with `extra` on top. */
	submit: (
		extra?: Record<string, unknown>,
		headers?: Record<string, string>,
	) => Promise<AxiosResponse>;
	/** Submits and returns the id of the accepted task. */
	accepted: (extra?: Record<string, unknown>) => Promise<string>;
	/** Polls once. */
	poll: (taskId: string, query?: string) => Promise<ShownTask>;
	/** Polls until the task has ended. */
	ended: (taskId: string) => Promise<ShownTask>;
	/** Fetches bytes from any URL. */
	bytes: (url: string, headers?: Record<string, string>) => Promise<AxiosResponse<Buffer>>;
}

/** Starts a bench; close `simulator` after use. */
export async function startBench(settings: Partial<SimulatorSettings> = {}): Promise<Bench> {
	const simulator = await startSimulator({ taskTimeMs: 50, callbackRetryMs: 20, ...settings });
	const http = axios.create({
		baseURL: simulator.url,
		headers: { Authorization: `Bearer ${simulator.apiKey}` },
		validateStatus: () => true,
		proxy: false,
	});
	const bench: Bench = {
		simulator,
		http,
		submit: (extra = {}, headers = {}) =>
			http.post('/v1/videos/generations', { ...minimalBody(simulator), ...extra }, { headers }),
		accepted: async (extra) => {
			const taskId = acceptedId(await bench.submit(extra));
			if (taskId === undefined) throw new Error('The submit was not accepted');
			return taskId;
		},
		poll: async (taskId, query = '') => {
			const answer = await http.get<{ data: ShownTask }>(`/v1/tasks/${taskId}${query}`);
			return answer.data.data;
		},
		ended: async (taskId) => {
			await until(() => simulator.tasks.get(taskId)?.state !== 'running');
			return await bench.poll(taskId);
		},
		bytes: (url, headers = {}) =>
			axios.get<Buffer>(url, {
				responseType: 'arraybuffer',
				headers,
				validateStatus: () => true,
				proxy: false,
			}),
	};
	return bench;
}

/** Task id in the answer to a submit, undefined when it was refused. */
export function acceptedId(answer: AxiosResponse): string | undefined {
	const { data } = answer.data as { data?: { task_id: string }[] };
	return data?.[0]?.task_id;
}

/** The smallest submit that is accepted. */
export function minimalBody(simulator: Simulator): Record<string, unknown> {
	return { model: 'wan2.7-videoedit', video_urls: [simulator.sampleUrl] };
}

/** URL of the first video of a completed task. */
export function resultUrl(task: ShownTask): string {
	const url = task.result?.videos[0]?.url;
	const first = Array.isArray(url) ? url[0] : url;
	if (first === undefined) throw new Error(`No result: ${JSON.stringify(task)}`);
	return first;
}

/** `error.message` of an answer. */
export function errorMessage(answer: AxiosResponse): string {
	return (answer.data as { error: { message: string } }).error.message;
}

/** Waits until something is true; fails after a minute. */
export async function until(condition: () => boolean): Promise<void> {
	const endMs = Date.now() + 60_000;
	while (!condition()) {
		if (Date.now() > endMs) throw new Error('Waited a minute in vain');
		await sleep(10);
	}
}

/** Waits some ms. */
export function sleep(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}
