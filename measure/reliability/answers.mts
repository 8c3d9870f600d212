import type { FaultAction } from '../../simulator/index.mts';

/** The services at which the node is measured. */
export type ServiceName = 'apimart' | 'modelStudio';

/** How each is named on the page. */
export const SERVICE_NAMES: Record<ServiceName, string> = {
	apimart: 'APIMart',
	modelStudio: 'Model Studio',
};

/** What a service answers in its own shape, for what goes wrong in its answers. */
export interface Answers {
	service: ServiceName;
	/** Where its tasks are. */
	tasksPath: string;
	error: (status: number, code: string, message?: string) => FaultAction;
	/** A task that is completed, of this edit unless told otherwise. */
	completed: (url?: string, id?: string) => FaultAction;
	failed: (id: string) => FaultAction;
	/** It says that there is no such task. */
	noSuchTask: FaultAction;
}

const json = (body: unknown): FaultAction => ({ kind: 'json', body });
const DAY_OF_2096_S = 4e9;

const apimart: Answers = {
	service: 'apimart',
	tasksPath: '/v1/tasks',
	error: (status, code, message = code) => ({
		kind: 'status',
		status,
		body: { error: { code, message } },
	}),
	completed: (url, id = '{taskId}') => {
		const videos = [{ url: [url], expires_at: DAY_OF_2096_S }];
		const result = url === undefined ? {} : { result: { videos } };
		return json({ code: 200, data: { id, status: 'completed', ...result } });
	},
	failed: (id) => json({ code: 200, data: { id, status: 'failed', error: { message: 'no' } } }),
	noSuchTask: {
		kind: 'status',
		status: 404,
		body: { error: { code: 'task_not_exist', message: 'task_not_exist' } },
	},
};

const output = (fields: object) => json({ request_id: 'request-1', output: fields });

const modelStudio: Answers = {
	service: 'modelStudio',
	tasksPath: '/api/v1/tasks',
	error: (status, code, message = code) => ({
		kind: 'status',
		status,
		body: { code, message, request_id: 'request-1' },
	}),
	completed: (url, id = '{taskId}') =>
		output({
			task_id: id,
			task_status: 'SUCCEEDED',
			...(url !== undefined && { video_url: url }),
		}),
	failed: (id) => output({ task_id: id, task_status: 'FAILED', code: 'no', message: 'no' }),
	noSuchTask: output({ task_id: '{taskId}', task_status: 'UNKNOWN' }),
};

export const ANSWERS: Record<ServiceName, Answers> = { apimart, modelStudio };
