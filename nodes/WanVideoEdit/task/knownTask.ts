import type { IExecuteSingleFunctions } from 'n8n-workflow';

import { earlierPurchase, purchaseOf } from '../purchase/purchase';

/** By item, which n8n gives helpers of its own. */
const asked = new WeakMap<object, string>();

/** Notes the ID of the task that Get Task asks for. */
export const noteAsked = (context: IExecuteSingleFunctions, id: string): void => {
	asked.set(context.helpers, id);
};

/** The task that an item is about: asked for, bought, or bought by an earlier attempt. */
export const knownTask = (context: IExecuteSingleFunctions): string | undefined =>
	asked.get(context.helpers) ?? purchaseOf(context)?.taskId ?? earlierPurchase(context)?.taskId;
