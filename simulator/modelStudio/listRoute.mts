import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Pace } from '../api/pace.mts';
import type { SimulatorState } from '../state.mts';
import type { SimulatedTask } from '../tasks/task.mts';
import { byItsClock } from './clock.mts';
import { ModelStudioError, rateExceeded } from './errors.mts';
import { readListQuery, type ListQuery } from './listQuery.mts';
import { TASKS_PATH } from './paths.mts';
import { isKnown, statusWord } from './statusWord.mts';

/** GET /api/v1/tasks/, newest first, without prompts (Model Studio, list and cancel). */
export function listRoute(app: FastifyInstance, state: SimulatorState): void {
	const pace = new Pace();
	const list = (request: FastifyRequest) => {
		const { settings } = state;
		if (settings.listRefused) throw new ModelStudioError(401, 'InvalidApiKey');
		if (!pace.takes(Date.now(), settings.modelStudioListsPerSecond)) throw rateExceeded();
		const nowMs = byItsClock(settings, Date.now());
		const query = readListQuery(request.query as Record<string, unknown>, nowMs);
		const tasks = [...state.tasks.values()]
			.filter((task) => isListed(task, state, query))
			.sort((a, b) => b.acceptedAtMs - a.acceptedAtMs);
		const begin = (query.pageNo - 1) * query.pageSize;
		return {
			request_id: randomUUID(),
			total: tasks.length,
			total_page: Math.ceil(tasks.length / query.pageSize),
			page_no: query.pageNo,
			page_size: query.pageSize,
			data: tasks.slice(begin, begin + query.pageSize).map((task) => entryOf(task, state)),
		};
	};
	app.get(TASKS_PATH, (request, reply) => reply.send(list(request)));
	app.get(TASKS_PATH.slice(0, -1), (request, reply) => reply.send(list(request)));
}

function isListed(task: SimulatedTask, { settings }: SimulatorState, query: ListQuery): boolean {
	const createdMs = byItsClock(settings, task.acceptedAtMs);
	return (
		isKnown(task, settings.taskLifetimeMs) &&
		Date.now() - task.acceptedAtMs >= settings.listLagMs &&
		createdMs >= query.startMs &&
		createdMs <= query.endMs &&
		[undefined, task.body.model].includes(query.modelName) &&
		[undefined, statusWord(task)].includes(query.status)
	);
}

function entryOf(task: SimulatedTask, { settings }: SimulatorState): Record<string, unknown> {
	const { startedAtMs, finishedAtMs } = task;
	return {
		task_id: task.id,
		status: statusWord(task),
		model_name: task.body.model,
		gmt_create: byItsClock(settings, task.acceptedAtMs),
		...(startedAtMs !== undefined && { start_time: byItsClock(settings, startedAtMs) }),
		...(finishedAtMs !== undefined && { end_time: byItsClock(settings, finishedAtMs) }),
		region: 'ap-southeast-1',
		request_id: randomUUID(),
	};
}
