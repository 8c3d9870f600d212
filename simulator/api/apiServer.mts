import fastify, { type FastifyInstance } from 'fastify';
import { installErrors } from './apiErrors.mts';
import { installKeyCheck } from './authorization.mts';
import { balanceRoute } from './balanceRoute.mts';
import { controlRoutes } from './controlRoutes.mts';
import { installFaults } from '../faults/faultHooks.mts';
import { recordRequests } from './requestLog.mts';
import { withNumericIds } from '../tasks/ids.mts';
import { installDateHeader } from '../modelStudio/dateHeader.mts';
import { modelStudioApi } from '../modelStudio/modelStudioApi.mts';
import { isMediaUrl } from '../modelStudio/submitBody.mts';
import type { SimulatorState } from '../state.mts';
import { isHttpUrl } from './submitBody.mts';
import { submitRoute } from './submitRoute.mts';
import { taskRoute } from './taskRoute.mts';
import { uploadRoute } from './uploadRoute.mts';

/** Large enough that a data: URI is refused by name and not for its size, in bytes. */
const BODY_LIMIT_BYTES = 32 * 1024 * 1024;

/** The longest task ID that a path may have, in characters. */
const LONGEST_ID = 10_000;

/** The API listener: the endpoints of API §1, §2 and §5, those of Model Studio, and the simulator's controls. */
export function buildApiServer(state: SimulatorState): FastifyInstance {
	const app = fastify({
		forceCloseConnections: true,
		exposeHeadRoutes: false,
		bodyLimit: BODY_LIMIT_BYTES,
		routerOptions: { maxParamLength: LONGEST_ID },
		ajv: {
			customOptions: {
				coerceTypes: false,
				removeAdditional: false,
				allErrors: true,
				formats: { 'http-url': isHttpUrl, 'media-url': isMediaUrl },
			},
		},
	});
	app.removeContentTypeParser('text/plain');
	installErrors(app, state.settings);
	recordRequests(app, 'api', state.requests);
	installDateHeader(app, state.settings);
	installKeyCheck(app, state.settings);
	installFaults(app, state);
	app.addHook('onSend', async (_request, _reply, payload) =>
		state.settings.numericTaskIds && typeof payload === 'string'
			? withNumericIds(payload)
			: payload,
	);
	submitRoute(app, state);
	taskRoute(app, state);
	balanceRoute(app, state);
	uploadRoute(app, state);
	modelStudioApi(app, state);
	controlRoutes(app, state);
	return app;
}
