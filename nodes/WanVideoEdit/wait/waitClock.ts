import type { IExecuteSingleFunctions } from 'n8n-workflow';

/** When an item's wait began, by item, which n8n gives helpers of its own. */
const begun = new WeakMap<object, number>();

/** How long an item has been waited for, in ms: from the first call on, which is its first status check. */
export function waitedMs({ helpers }: IExecuteSingleFunctions): number {
	const nowMs = performance.now();
	const beginMs = begun.get(helpers) ?? nowMs;
	begun.set(helpers, beginMs);
	return nowMs - beginMs;
}
