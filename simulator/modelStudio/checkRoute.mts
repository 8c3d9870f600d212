import type { FastifyInstance } from 'fastify';
import { Pace } from '../api/pace.mts';
import type { SimulatorState } from '../state.mts';
import { rateExceeded, refuseUnknownQuery } from './errors.mts';
import { TASKS_PATH } from './paths.mts';
import { signedResult } from './signedResult.mts';
import { knownTask } from './statusWord.mts';
import { taskAnswer, unknownAnswer } from './taskAnswer.mts';

/** GET /api/v1/tasks/:id (Model Studio, check). */
export function checkRoute(app: FastifyInstance, state: SimulatorState): void {
	const pace = new Pace();
	app.get<{ Params: { id: string } }>(`${TASKS_PATH}:id`, (request, reply) => {
		const { settings } = state;
		if (!pace.takes(Date.now(), settings.modelStudioChecksPerSecond)) throw rateExceeded();
		refuseUnknownQuery(request.query, []);
		const { id } = request.params;
		const task = knownTask(state.tasks, id, settings.taskLifetimeMs);
		if (task === undefined) return reply.send(unknownAnswer(id));
		task.polls += 1;
		return reply.send(taskAnswer(task, settings, signedResult(state, task)));
	});
}
