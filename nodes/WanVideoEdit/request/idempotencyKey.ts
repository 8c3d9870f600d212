import { createHash, randomUUID } from 'node:crypto';

import type { IDataObject, IExecuteSingleFunctions } from 'n8n-workflow';

/**
 * The `Idempotency-Key` of one purchase (API contract §1): the same for every try of the same item in
 * the same execution, so that n8n's Retry On Fail buys nothing twice where the service honours the
 * key, and never the same for another purchase. A task that failed ends its purchase: a retry then
 * buys anew.
 */
export function idempotencyKey(context: IExecuteSingleFunctions, body: unknown): string {
	const executionId = context.getExecutionId() ?? randomUUID();
	const { id: workflowId } = context.getWorkflow();
	const purchase = [
		context.getInstanceId(),
		workflowId,
		executionId,
		context.getNode().id,
		itemOfRun(context),
		failedPurchases(context)[itemOfRun(context)] ?? 0,
		body,
	];
	return `n8n-${createHash('sha256').update(JSON.stringify(purchase)).digest('hex')}`;
}

/** Notes that the item's task failed, so that the next try is a purchase of its own. */
export function endPurchase(context: IExecuteSingleFunctions): void {
	const failed = failedPurchases(context);
	failed[itemOfRun(context)] = Number(failed[itemOfRun(context)] ?? 0) + 1;
}

/** How many tasks failed, by item. n8n keeps a node's context through all tries of an execution. */
function failedPurchases(context: IExecuteSingleFunctions): IDataObject {
	const remembered = context.getContext('node') as { failedPurchases?: IDataObject };
	return (remembered.failedPurchases ??= {});
}

/** Each pass of a loop is a run of its own. */
const itemOfRun = (context: IExecuteSingleFunctions) =>
	`run ${context.getWorkflowDataProxy(context.getItemIndex()).$runIndex}, item ${context.getItemIndex()}`;
