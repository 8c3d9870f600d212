import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import {
	idempotencyConflict,
	invalidRequest,
	paymentRequired,
	tooManyRequests,
} from './errorBodies.mts';
import { Pace } from './pace.mts';
import { fingerprintOf, isIdempotencyKey } from './idempotency.mts';
import { covers, remainingUsd } from '../billing/balance.mts';
import { estimateUsd } from '../billing/price.mts';
import type { SimulatorSettings } from '../settings.mts';
import type { SimulatorState, SubmitAnswer } from '../state.mts';
import { submitSchema, type SubmitBody } from './submitBody.mts';
import { emptyFields } from './submitErrors.mts';
import { acceptTask } from '../tasks/taskRunner.mts';

/** POST /v1/videos/generations (API §1). */
export function submitRoute(app: FastifyInstance, state: SimulatorState): void {
	const pace = new Pace();
	app.post<{ Body: SubmitBody }>('/v1/videos/generations', {
		schema: { body: submitSchema },
		preValidation: (request, reply, done) => {
			state.ledger.submits += 1;
			if (!pace.takes(Date.now(), state.settings.submitsPerSecond)) {
				reply.header('Retry-After', '1');
				return done(tooManyRequests());
			}
			const empty = emptyFields(request.body);
			const rule = 'must not be empty or null; leave it out';
			done(empty.length === 0 ? undefined : invalidRequest(`${empty.join(', ')} ${rule}`));
		},
		handler: async (request, reply) => {
			const key = idempotencyKey(request.headers['idempotency-key'], state.settings);
			const { status, body } = await answerOnce(state, key, request.body);
			return reply.code(status).send(body);
		},
	});
}

function idempotencyKey(
	header: string | string[] | undefined,
	settings: SimulatorSettings,
): string | undefined {
	if (header === undefined || !settings.honoursIdempotencyKey) return undefined;
	const key = String(header);
	if (!isIdempotencyKey(key))
		throw invalidRequest('Idempotency-Key must be 1–191 visible ASCII characters');
	return key;
}

/** Accepts a submit, or gives the answer again that its Idempotency-Key already got. */
async function answerOnce(
	state: SimulatorState,
	key: string | undefined,
	body: SubmitBody,
): Promise<SubmitAnswer> {
	if (key === undefined) return await accept(state, body);
	const { idempotency, settings } = state;
	const verdict = idempotency.begin(
		key,
		fingerprintOf(body),
		Date.now(),
		settings.idempotencyWindowMs,
	);
	if (verdict.kind === 'again') return verdict.answer;
	if (verdict.kind === 'reused') {
		const message = 'This Idempotency-Key was used with another body';
		throw idempotencyConflict('idempotency_key_reused', message);
	}
	if (verdict.kind === 'inProgress') {
		const message = 'A request with this Idempotency-Key is still being handled';
		throw idempotencyConflict('idempotency_in_progress', message);
	}
	try {
		const answer = await accept(state, body);
		idempotency.finish(key, answer);
		return answer;
	} catch (error) {
		idempotency.release(key);
		throw error;
	}
}

async function accept(state: SimulatorState, body: SubmitBody): Promise<SubmitAnswer> {
	const { settings, stopping } = state;
	if (settings.submitTimeMs > 0)
		await pause(settings.submitTimeMs, undefined, { signal: stopping });
	const needed = estimateUsd(settings, 'apimart', body);
	if (!covers(state, needed))
		throw paymentRequired(`Insufficient balance: $${remainingUsd(state)} left, $${needed} needed`);
	return submitAnswer(acceptTask(state, body).id, settings);
}

function submitAnswer(taskId: string, settings: SimulatorSettings): SubmitAnswer {
	const code = settings.codeShape === 'number' ? 200 : 'success';
	if (settings.submitShape === 'object')
		return { status: 202, body: { code, data: { id: taskId, status: 'queued' } } };
	return { status: 200, body: { code, data: [{ status: 'submitted', task_id: taskId }] } };
}
