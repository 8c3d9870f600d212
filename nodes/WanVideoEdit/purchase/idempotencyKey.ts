import { createHash, randomUUID } from 'node:crypto';

import type { IExecuteSingleFunctions } from 'n8n-workflow';

/** Long enough that no two values share a hash, short enough for a message. */
const HASH_LENGTH = 32;

/** A hash that tells nothing of what went into it. */
export const hashOf = (value: unknown): string =>
	createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, HASH_LENGTH);

/**
 * Makes the `Idempotency-Key` of a new purchase (API §1). It is the same when a worker of n8n's queue mode
 * dies and another one starts the same execution again, and no other purchase has it. A node's ID alone does
 * not tell nodes apart: imported workflows may have one twice. Nor does an execution's: an n8n that was restored from a
 * backup counts from an earlier number on.
 */
export function idempotencyKey(context: IExecuteSingleFunctions, ...purchase: unknown[]): string {
	const { id, name } = context.getNode();
	const hash = hashOf([
		context.getInstanceId(),
		context.getWorkflow().id,
		context.getExecutionId() ?? randomUUID(),
		id,
		name,
		...purchase,
	]);
	return `n8n-${hash}`;
}
