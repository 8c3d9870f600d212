import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { faultTarget } from './faultPoint.mts';
import { isHandledFirst, type Fault, type FaultAction } from './faults.mts';
import { spoilAnswer } from './spoilAnswer.mts';
import type { SimulatorState } from '../state.mts';
import { pathOf } from '../api/requestLog.mts';

/**
 * Lets faults hit the requests of a listener. A fault either takes the place of the handler or
 * waits until the request was handled; both ways the answer is spoilt on its way out.
 */
export function installFaults(app: FastifyInstance, state: SimulatorState): void {
	const open = new WeakMap<IncomingMessage, { fault: Fault; taskId?: string }>();
	app.addHook('preValidation', (request, reply, handle) => {
		const viaRedirect = state.settings.resultViaRedirect;
		const { method, url, headers } = request;
		const target = faultTarget(method, pathOf(url), viaRedirect, headers['user-agent']);
		const fault =
			target && state.faults.take(target.on, target.taskId, marksOf(request, state, target.taskId));
		if (fault === undefined) return handle();
		if (!isHandledFirst(fault) && fault.action.kind === 'stall' && fault.action.ms !== undefined) {
			pause(fault.action.ms, undefined, { signal: state.stopping }).then(
				() => (request.raw.socket.destroyed ? undefined : handle()),
				() => undefined,
			);
			return;
		}
		open.set(request.raw, { fault, taskId: target?.taskId });
		if (isHandledFirst(fault)) handle();
		else reply.send('');
	});
	app.addHook('onSend', async (request, reply, payload) => {
		const hit = open.get(request.raw);
		if (hit === undefined) return payload;
		open.delete(request.raw);
		const action = aboutTask(hit.fault.action, hit.taskId ?? idIn(payload));
		return await spoilAnswer(action, reply, payload, state.stopping);
	});
}

/** Puts the ID of the task into an action that has `{taskId}` in its text. */
function aboutTask(action: FaultAction, taskId = ''): FaultAction {
	const inText = JSON.stringify(taskId).slice(1, -1);
	return JSON.parse(JSON.stringify(action).replaceAll('{taskId}', inText)) as FaultAction;
}

/** The ID of the task in the answer to a submit. */
function idIn(payload: unknown): string | undefined {
	return typeof payload === 'string' ? /"(?:task_)?id":"([^"]+)"/.exec(payload)?.[1] : undefined;
}

/** What tells one edit from another: the prompt of the submit or of the task, the source's query. */
function marksOf(
	{ body, query }: FastifyRequest,
	{ tasks }: SimulatorState,
	taskId = '',
): unknown[] {
	const { prompt, input } = (body ?? {}) as { prompt?: unknown; input?: { prompt?: unknown } };
	return [
		prompt,
		input?.prompt,
		tasks.get(taskId)?.body.prompt,
		...Object.values(query as Record<string, unknown>),
	];
}
