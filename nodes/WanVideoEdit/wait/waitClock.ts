import type { IExecuteSingleFunctions } from 'n8n-workflow';

/** When an item's wait began, by item, which n8n gives helpers of its own. */
const begun = new WeakMap<object, number>();

/** Begins an item's wait, unless it has begun before. */
export function beginWait({ helpers }: IExecuteSingleFunctions): void {
	if (!begun.has(helpers)) begun.set(helpers, performance.now());
}

/** How long an item has been waited for, in ms: since {@link beginWait}. */
export const waitedMs = ({ helpers }: IExecuteSingleFunctions): number =>
	performance.now() - (begun.get(helpers) ?? performance.now());
