import type { FastifyInstance } from 'fastify';
import { pathOf } from '../api/requestLog.mts';
import type { SimulatorSettings } from '../settings.mts';
import { byItsClock } from './clock.mts';
import { FORM_PATH, isForModelStudio, SIGNED_PATH } from './paths.mts';

/** Dates all answers of Model Studio and its storage by Model Studio's clock. */
export function installDateHeader(app: FastifyInstance, settings: SimulatorSettings): void {
	app.addHook('onRequest', (request, reply, done) => {
		const path = pathOf(request.url);
		if (isForModelStudio(path) || path === FORM_PATH || path.startsWith(SIGNED_PATH))
			reply.header('date', new Date(byItsClock(settings, Date.now())).toUTCString());
		done();
	});
}
