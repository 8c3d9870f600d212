import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import { isAuthorised, refuseKey } from '../api/authorization.mts';
import { describeSchemaError, fieldName } from '../api/submitErrors.mts';
import type { SimulatorState } from '../state.mts';
import { cancelRoute } from './cancelRoute.mts';
import { checkRoute } from './checkRoute.mts';
import { flatError, invalidParameter, ModelStudioError } from './errors.mts';
import { listRoute } from './listRoute.mts';
import { policyRoute } from './policyRoute.mts';
import { submitRoute } from './submitRoute.mts';

/** The second service on the API listener: Model Studio. */
export function modelStudioApi(app: FastifyInstance, state: SimulatorState): void {
	app.register((scope, _options, done) => {
		scope.setErrorHandler((error: FastifyError | ModelStudioError, request, reply) => {
			if (!isAuthorised(request, state.settings)) return refuseKey(request, reply, state.settings);
			const { status, code, message } = asAnswer(error, request);
			return reply.code(status).send(flatError(code, message));
		});
		submitRoute(scope, state);
		checkRoute(scope, state);
		policyRoute(scope, state);
		listRoute(scope, state);
		cancelRoute(scope, state);
		done();
	});
}

function asAnswer(
	error: FastifyError | ModelStudioError,
	request: FastifyRequest,
): { status: number; code: string; message: string } {
	if (error instanceof ModelStudioError) return error;
	if (error.validation !== undefined) {
		const rules = error.validation.map((broken) =>
			broken.keyword === 'format'
				? `${fieldName(broken.instancePath)} must be an http, https or oss:// URL, or the data: URI of an image`
				: describeSchemaError(broken, request.body),
		);
		return invalidParameter([...new Set(rules)].join('; '));
	}
	const status = error.statusCode ?? 500;
	if (status === 415) return invalidParameter('Content-Type must be application/json');
	if (status < 500) return invalidParameter(error.message);
	return { status, code: 'InternalError', message: error.message };
}
