import type { Client } from '../service/client';
import type { Task } from '../service/service';
import { dropBought } from './dropBought';
import type { OpenPurchase } from './openPurchase';

/**
 * Takes the task of a purchase back after Stop, if it has not begun, and unless it is perhaps somebody else's, or another execution
 * goes on with it.
 *
 * @returns whether that came in time, so that nothing is billed; `undefined` when the service did not tell; 'leftAlone'
 *   when it may be somebody else's, or is
 */
export async function takeBack(
	client: Client,
	purchase: OpenPurchase,
	task: Task,
): Promise<boolean | 'leftAlone' | undefined> {
	if (purchase.lostAnswer.isOnlyFound || purchase.isTakenOver) return 'leftAlone';
	const isTakenBack = await purchase.whileCancelling(async () => {
		const isCancelled = await client.cancel(task);
		if (!isCancelled) return isCancelled;
		purchase.spending.takeBack();
		dropBought(client, purchase);
		return true;
	});
	if (!isTakenBack) return isTakenBack;
	// n8n keeps no message of a stopped execution: then the log has the task.
	const { id: taskId } = client.withoutKey({ id: task.id });
	client.context.logger.info(`Wan Video Edit cancelled task ${taskId}`, { taskId });
	return true;
}
