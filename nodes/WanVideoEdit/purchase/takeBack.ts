import type { Client } from '../service/client';
import type { Task } from '../service/service';
import { dropBought } from './dropBought';
import type { OpenPurchase } from './openPurchase';

/**
 * Takes the task of a purchase back after Stop, if it has not begun, and unless it is perhaps somebody else's.
 *
 * @returns whether that came in time, so that nothing is billed; `undefined` when the service did not tell; 'leftAlone'
 *   when it may be somebody else's
 */
export async function takeBack(
	client: Client,
	purchase: OpenPurchase,
	task: Task,
): Promise<boolean | 'leftAlone' | undefined> {
	if (purchase.lostAnswer.isOnlyFound) return 'leftAlone';
	const isTakenBack = await client.cancel(task);
	if (!isTakenBack) return isTakenBack;
	purchase.spending.takeBack();
	dropBought(client, purchase);
	// n8n keeps no message of a stopped execution: then the log has the task.
	const { id: taskId } = client.withoutKey({ id: task.id });
	client.context.logger.info(`Wan Video Edit cancelled task ${taskId}`, { taskId });
	return true;
}
