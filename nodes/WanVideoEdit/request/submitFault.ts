import type { Fault } from './answer';

/**
 * What an answer without a task means for the money: pure rules of API contract §3, for the submit
 * alone. A question may always be repeated.
 */

/** The service's own word that it did not execute the request. */
const NOT_EXECUTED = 'idempotency_unavailable';
/** An earlier submit of the same purchase is on its way. */
const IN_PROGRESS = 'idempotency_in_progress';

/** Whether to send the same submit again: only where that cannot buy anything twice. */
export const isRepeatable = ({ status, code }: Fault): boolean =>
	status === 429 || code === NOT_EXECUTED || code === IN_PROGRESS;

/** Whether the service will give the same answer for this key again and again. */
export const isKeyUsedUp = ({ code }: Fault): boolean =>
	code === 'idempotency_result_indeterminate' || code === 'idempotency_key_reused';

/** Whether the edit may have been accepted anyway, so that it may be billed. */
export function mayBeBilled({ kind, status, code }: Fault): boolean {
	if (status === 409) return code !== 'idempotency_key_reused';
	if (status === 429 || code === NOT_EXECUTED || code === 'get_channel_failed') return false;
	return status < 300 || status === 408 || (status >= 500 && kind === 'passing');
}
