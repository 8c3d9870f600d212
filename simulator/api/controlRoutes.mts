import type { FastifyInstance } from 'fastify';
import type { Fault } from '../faults/faults.mts';
import { faultSchema } from '../faults/faultSchema.mts';
import type { SimulatorSettings } from '../settings.mts';
import { settingsSchema } from './settingsSchema.mts';
import type { SimulatorState } from '../state.mts';
import { addForeignTask, type ForeignTask } from '../tasks/taskRunner.mts';
import { progressOf } from './taskAnswer.mts';

const ms = { type: 'number', minimum: 0 };

/** JSON schema of POST /simulator/foreign-tasks. */
const foreignTaskSchema = {
	type: 'object',
	additionalProperties: false,
	properties: {
		prompt: { type: 'string' },
		model: { type: 'string' },
		atMs: ms,
		pendingMs: ms,
		taskTimeMs: ms,
		resolution: { enum: ['720P', '1080P'] },
		sourceSeconds: { type: 'number', minimum: 0 },
	},
};

type FaultInJson = Omit<Fault, 'times'> & { times?: number | 'always' };

/**
 * The controls of `Simulator` over HTTP, for tools in other processes. Not part of the service and
 * without a key; the listener is bound to loopback.
 */
export function controlRoutes(app: FastifyInstance, state: SimulatorState): void {
	app.get('/simulator/state', (_request, reply) => reply.send(stateSummary(state)));
	app.patch<{ Body: Partial<SimulatorSettings> }>(
		'/simulator/settings',
		{ schema: { body: settingsSchema } },
		(request, reply) => reply.send(Object.assign(state.settings, request.body)),
	);
	app.post<{ Body: FaultInJson }>(
		'/simulator/faults',
		{ schema: { body: faultSchema } },
		(request, reply) => {
			const { times, ...rest } = request.body;
			state.faults.add({ ...rest, times: times === 'always' ? Infinity : times });
			return reply.code(201).send({ faults: state.faults.list().length });
		},
	);
	app.delete('/simulator/faults', (_request, reply) => {
		state.faults.clear();
		return reply.code(204).send();
	});
	app.post<{ Body: ForeignTask }>(
		'/simulator/foreign-tasks',
		{ schema: { body: foreignTaskSchema } },
		(request, reply) => reply.code(201).send({ id: addForeignTask(state, request.body).id }),
	);
	app.get('/simulator/requests', (_request, reply) => reply.send(state.requests));
	app.delete('/simulator/requests', (_request, reply) => {
		state.requests.length = 0;
		return reply.code(204).send();
	});
}

function stateSummary(state: SimulatorState): Record<string, unknown> {
	const { settings, ledger, filesUrl, uploadedFiles } = state;
	const { submits, billed, refunded, billedUsd, entries } = ledger;
	const nowMs = Date.now();
	return {
		settings,
		filesUrl,
		ledger: { submits, billed, refunded, billedUsd, entries },
		faults: state.faults.list(),
		uploadedFiles: [...uploadedFiles.values()].map(({ key, bytes, contentType }) => ({
			key,
			bytes,
			contentType,
		})),
		tasks: [...state.tasks.values()].map((task) => ({
			id: task.id,
			service: task.service,
			isForeign: task.isForeign,
			state: task.state,
			isPending: task.startedAtMs === undefined,
			progress: progressOf(task, nowMs),
			polls: task.polls,
			usd: task.usd,
			outputSeconds: task.outputSeconds,
			failure: task.failure,
		})),
	};
}
