import type { IExecuteSingleFunctions } from 'n8n-workflow';

/** How many items the run has. */
export const itemsOfRun = (context: IExecuteSingleFunctions): number =>
	context.getNode().executeOnce ? 1 : (context.getExecuteData().data.main?.[0]?.length ?? 1);

/**
 * How many items n8n has begun with by the time an item is begun: all at once, or with the Batching option
 * those up to the end of its batch.
 *
 * @param batchSize by {@link batchSizeOf}
 */
export const itemsBegun = (context: IExecuteSingleFunctions, batchSize: number): number =>
	Math.min(itemsOfRun(context), (Math.floor(context.getItemIndex() / batchSize) + 1) * batchSize);

/** How many items n8n begins with at once. It reads the option of the first item only. */
export function batchSizeOf(context: IExecuteSingleFunctions): number {
	const { batching } = context.getNodeParameter('requestOptions', {}) as {
		batching?: { batch?: { batchSize?: number; batchInterval?: number } };
	};
	const { batchSize = 0, batchInterval = 0 } = batching?.batch ?? {};
	return batchInterval > 0 ? Math.max(1, batchSize) : Infinity;
}
