import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import { isAuthorised, needsKey, refuseKey } from './authorization.mts';
import { ApiError, errorBody, invalidRequest, type ErrorBody } from './errorBodies.mts';
import { flatError } from '../modelStudio/errors.mts';
import { isForModelStudio } from '../modelStudio/paths.mts';
import type { SimulatorSettings } from '../settings.mts';
import { describeSchemaError } from './submitErrors.mts';

/** Words all errors of the API listener the way the service does (API §3). */
export function installErrors(app: FastifyInstance, settings: SimulatorSettings): void {
	app.setErrorHandler((error: FastifyError, request, reply) => {
		if (needsKey(request) && !isAuthorised(request, settings))
			return refuseKey(request, reply, settings);
		const { status, body } = asAnswer(error, request);
		return reply.code(status).send(body);
	});
	app.setNotFoundHandler((request, reply) => {
		const message = `Invalid URL (${request.method} ${request.url})`;
		if (isForModelStudio(request.url)) return reply.code(404).send(flatError('NotFound', message));
		return reply.code(404).send(errorBody(404, message, 'invalid_request_error'));
	});
}

function asAnswer(
	error: FastifyError,
	request: FastifyRequest,
): { status: number; body: ErrorBody } {
	if (error instanceof ApiError) return error;
	if (error.validation !== undefined) {
		const rules = error.validation.map((broken) => describeSchemaError(broken, request.body));
		return invalidRequest([...new Set(rules)].join('; '));
	}
	const status = error.statusCode ?? 500;
	if (status === 415) return invalidRequest('Content-Type must be application/json');
	return { status, body: errorBody(status, error.message, typeOf(status)) };
}

function typeOf(status: number): string {
	return status < 500 ? 'invalid_request_error' : 'api_error';
}
