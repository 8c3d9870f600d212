import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { Pace } from '../api/pace.mts';
import type { SimulatorState } from '../state.mts';
import { cancelPending } from '../tasks/finish.mts';
import { invalidParameter, ModelStudioError, rateExceeded, refuseUnknownQuery } from './errors.mts';
import { TASKS_PATH } from './paths.mts';
import { knownTask } from './statusWord.mts';

/** POST /api/v1/tasks/:id/cancel, without a body (Model Studio, list and cancel). */
export function cancelRoute(app: FastifyInstance, state: SimulatorState): void {
	const pace = new Pace();
	app.register((scope, _options, done) => {
		// HTTP clients name some Content-Type although there is no body.
		scope.removeAllContentTypeParsers();
		scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, parsed) =>
			parsed(null, text === '' ? undefined : text),
		);
		scope.post<{ Params: { id: string } }>(`${TASKS_PATH}:id/cancel`, (request, reply) => {
			const { settings } = state;
			if (!pace.takes(Date.now(), settings.modelStudioCancelsPerSecond)) throw rateExceeded();
			refuseUnknownQuery(request.query, []);
			if (![undefined, null, '{}'].includes(request.body as string))
				throw invalidParameter('a cancel has no body');
			const task = knownTask(state.tasks, request.params.id, settings.taskLifetimeMs);
			if (task === undefined || !cancelPending(state, task))
				throw new ModelStudioError(400, 'UnsupportedOperation');
			return reply.send({ request_id: randomUUID() });
		});
		done();
	});
}
