import type { FastifyInstance } from 'fastify';
import { resultLink } from '../tasks/announce.mts';
import { invalidRequest } from './errorBodies.mts';
import type { SimulatorState } from '../state.mts';
import { taskObject } from './taskAnswer.mts';

/** GET /v1/tasks/:id?language=xx (API §2). */
export function taskRoute(app: FastifyInstance, state: SimulatorState): void {
	app.get<{ Params: { id: string }; Querystring: { language?: string } }>(
		'/v1/tasks/:id',
		(request, reply) => {
			const { settings } = state;
			const task = state.tasks.get(request.params.id);
			if (task === undefined) throw invalidRequest('invalid task id');
			const { language } = request.query;
			task.polls += 1;
			task.languages.push(language);
			const nowMs = Date.now();
			const link = resultLink(state, task, nowMs);
			const data = taskObject(task, settings, nowMs, language, link);
			if (!settings.wrapped) return reply.send(data);
			return reply.send({ code: settings.codeShape === 'number' ? 200 : 'success', data });
		},
	);
}
