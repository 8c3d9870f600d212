import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Pace } from '../api/pace.mts';
import { emptyFields } from '../api/submitErrors.mts';
import { covers } from '../billing/balance.mts';
import { estimateUsd } from '../billing/price.mts';
import type { SimulatorState } from '../state.mts';
import { acceptTask } from '../tasks/taskRunner.mts';
import { invalidParameter, ModelStudioError, rateExceeded, refuseUnknownQuery } from './errors.mts';
import { SUBMIT_PATH } from './paths.mts';
import { MODEL } from './model.mts';
import {
	mediaProblem,
	modelStudioBodySchema,
	ossUrls,
	toEdit,
	type ModelStudioBody,
} from './submitBody.mts';
import { uploadedFile } from './uploadedFiles.mts';

/** POST …/video-synthesis (Model Studio, submit). An `Idempotency-Key` has no effect. */
export function submitRoute(app: FastifyInstance, state: SimulatorState): void {
	const pace = new Pace();
	app.post<{ Body: ModelStudioBody }>(SUBMIT_PATH, {
		schema: { body: modelStudioBodySchema },
		preValidation: (request, _reply, done) => {
			state.ledger.submits += 1;
			done(refusalBeforeValidation(request, state, pace));
		},
		handler: async (request, reply) => {
			refuseUnknownQuery(request.query, []);
			const { body } = request;
			if (body.model !== MODEL) throw new ModelStudioError(404, 'ModelNotFound');
			const problem = mediaProblem(body);
			if (problem !== undefined) throw invalidParameter(problem);
			refuseUnknownFiles(request, state);
			const { settings, stopping } = state;
			if (settings.submitTimeMs > 0)
				await pause(settings.submitTimeMs, undefined, { signal: stopping });
			const edit = toEdit(body);
			if (!covers(state, estimateUsd(settings, 'modelStudio', edit)))
				throw new ModelStudioError(400, 'Arrearage');
			const { id } = acceptTask(state, edit, 'modelStudio');
			return reply.send({
				output: { task_status: 'PENDING', task_id: id },
				request_id: randomUUID(),
			});
		},
	});
}

function refusalBeforeValidation(
	{ headers, body }: FastifyRequest,
	{ settings }: SimulatorState,
	pace: Pace,
): Error | undefined {
	if (!pace.takes(Date.now(), settings.modelStudioSubmitsPerSecond)) return rateExceeded();
	if (headers['x-dashscope-async'] !== 'enable') return new ModelStudioError(403, 'AccessDenied');
	const empty = emptyFields(body);
	if (empty.length === 0) return undefined;
	return invalidParameter(`${empty.join(', ')} must not be empty or null; leave it out`);
}

function refuseUnknownFiles(
	{ headers, body }: FastifyRequest<{ Body: ModelStudioBody }>,
	{ settings, uploadedFiles }: SimulatorState,
): void {
	const urls = ossUrls(body);
	if (urls.length > 0 && headers['x-dashscope-ossresourceresolve'] !== 'enable')
		throw new ModelStudioError(400, 'InvalidParameter.DataInspection');
	for (const url of urls)
		if (!uploadedFile(uploadedFiles, url, settings.apiKey, settings.uploadedFileLifetimeMs)) {
			const message = `Unable to download the media resource: ${url} is not there`;
			throw new ModelStudioError(400, 'InvalidParameter.DataInspection', message);
		}
}
