import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { faultTarget } from './faultPoint.mts';
import { isHandledFirst, type Fault } from './faults.mts';
import { spoilAnswer } from './spoilAnswer.mts';
import type { SimulatorState } from '../state.mts';
import { pathOf } from '../api/requestLog.mts';

/**
 * Lets faults hit the requests of a listener. A fault either takes the place of the handler or
 * waits until the request was handled; both ways the answer is spoilt on its way out.
 */
export function installFaults(app: FastifyInstance, state: SimulatorState): void {
	const open = new WeakMap<IncomingMessage, Fault>();
	app.addHook('preValidation', (request, reply, handle) => {
		const viaRedirect = state.settings.resultViaRedirect;
		const { method, url, headers } = request;
		const target = faultTarget(method, pathOf(url), viaRedirect, headers['user-agent']);
		const fault = target && state.faults.take(target.on, target.taskId, marksOf(request, state));
		if (fault === undefined) return handle();
		if (!isHandledFirst(fault) && fault.action.kind === 'stall' && fault.action.ms !== undefined) {
			pause(fault.action.ms, undefined, { signal: state.stopping }).then(
				() => (request.raw.socket.destroyed ? undefined : handle()),
				() => undefined,
			);
			return;
		}
		open.set(request.raw, fault);
		if (isHandledFirst(fault)) handle();
		else reply.send('');
	});
	app.addHook('onSend', async (request, reply, payload) => {
		const fault = open.get(request.raw);
		if (fault === undefined) return payload;
		open.delete(request.raw);
		return await spoilAnswer(fault.action, reply, payload, state.stopping);
	});
}

/** What tells one edit from another: the prompt of the submit or of the task, the source's query. */
function marksOf({ body, query, url }: FastifyRequest, { tasks }: SimulatorState): unknown[] {
	const submitted = (body as { prompt?: unknown } | undefined)?.prompt;
	const taskId = /task_\w+/.exec(pathOf(url))?.[0] ?? '';
	return [
		submitted,
		tasks.get(taskId)?.body.prompt,
		...Object.values(query as Record<string, unknown>),
	];
}
