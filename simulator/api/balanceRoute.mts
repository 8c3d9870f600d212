import type { FastifyInstance } from 'fastify';
import { remainingUsd } from '../billing/balance.mts';
import type { SimulatorState } from '../state.mts';

/** What stands for the balance of a key without a limit. */
const UNLIMITED = -1;

/** GET /v1/balance (API §5). */
export function balanceRoute(app: FastifyInstance, state: SimulatorState): void {
	app.get('/v1/balance', (_request, reply) =>
		reply.send({
			success: true,
			remain_balance: state.settings.unlimitedQuota ? UNLIMITED : remainingUsd(state),
			used_balance: state.ledger.billedUsd,
			unlimited_quota: state.settings.unlimitedQuota,
		}),
	);
}
