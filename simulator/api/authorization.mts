import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { invalidKey } from './errorBodies.mts';
import { pathOf } from './requestLog.mts';
import { flatError } from '../modelStudio/errors.mts';
import { messageOf } from '../modelStudio/errorRows.mts';
import { isForModelStudio } from '../modelStudio/paths.mts';
import type { SimulatorSettings } from '../settings.mts';

/** Whether a request carries the valid key as Bearer token (API §1; Model Studio, where). */
export function isAuthorised(request: FastifyRequest, settings: SimulatorSettings): boolean {
	return request.headers.authorization === `Bearer ${settings.apiKey}`;
}

/** Whether a path belongs to one of the services and wants a key. */
export function needsKey(request: FastifyRequest): boolean {
	return request.url.startsWith('/v1/') || isForModelStudio(request.url);
}

/**
 * Refuses a bad key: 401, but on GET /v1/balance HTTP 200 with `success: false` unless the settings
 * say otherwise (API §3 and §5).
 */
export function refuseKey(
	request: FastifyRequest,
	reply: FastifyReply,
	settings: SimulatorSettings,
): FastifyReply {
	if (isForModelStudio(request.url))
		return reply.code(401).send(flatError('InvalidApiKey', messageOf('InvalidApiKey')));
	const isBalance = request.method === 'GET' && pathOf(request.url) === '/v1/balance';
	if (isBalance && settings.balanceBadKeyStatus === 200)
		return reply.code(200).send({ success: false, message: 'Token Not Found' });
	const { status, body } = invalidKey();
	return reply.code(status).send(body);
}

/** Checks the key of every request to the service, known path or not. */
export function installKeyCheck(app: FastifyInstance, settings: SimulatorSettings): void {
	app.addHook('preValidation', (request, reply, handle) => {
		if (needsKey(request) && !isAuthorised(request, settings)) refuseKey(request, reply, settings);
		else handle();
	});
}
