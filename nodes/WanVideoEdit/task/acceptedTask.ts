import type { IExecuteSingleFunctions } from 'n8n-workflow';

/** By item, which n8n gives helpers of its own. */
const accepted = new WeakMap<object, string>();

/** Notes the ID of the task that an item's submit started, so that no error can lose it. */
export const noteAccepted = (context: IExecuteSingleFunctions, id: string): void => {
	accepted.set(context.helpers, id);
};

export const acceptedTask = (context: IExecuteSingleFunctions): string | undefined =>
	accepted.get(context.helpers);
