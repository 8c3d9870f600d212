import type { IExecuteSingleFunctions } from 'n8n-workflow';

/** n8n counts the time from a little before it reckons the end. */
const EARLY_MS = 2_000;

/**
 * Whether it was the workflow's time limit that ended an execution. n8n gives the same signal after Stop and then, without
 * a reason; but it keeps when the time is over, where no function of a node leads.
 */
export function isPastTimeLimit(context: IExecuteSingleFunctions): boolean {
	const { additionalData } = context as { additionalData?: { executionTimeoutTimestamp?: number } };
	const { executionTimeoutTimestamp: endMs = Infinity } = additionalData ?? {};
	return Date.now() >= endMs - EARLY_MS;
}
