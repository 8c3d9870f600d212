import type { IExecuteSingleFunctions, INodeExecutionData } from 'n8n-workflow';

import { readSettings } from '../checks/readSettings';
import {
	stopped,
	taskFailed,
	taskRefused,
	taskUnreachable,
	timeIsUp,
} from '../errors/messagesOfTask';
import { nodeError } from '../errors/nodeError';
import { endPurchase, purchaseOf } from '../purchase/purchase';
import type { Fault } from '../request/answer';
import { askForTask } from '../request/askForTask';
import { carriedTask, carry } from '../task/carriedTask';
import { pause } from './pause';
import { MOST_FAULTS_IN_A_ROW, nextWaitMs } from './schedule';

/**
 * postReceive: asks for the task until it has ended. The rules:
 * - Stop and the workflow's time limit end the wait at once.
 * - A passing fault is ridden out; only many in a row end the wait, and 429 never does.
 * - A refusal ends it: the service will not tell.
 * - When the time is up there is one last question, then an error or the unfinished task.
 * - A task that failed is an error, and the purchase with it is over. Only a Get Task that does not
 *   wait hands it on.
 */
export async function waitForTask(
	this: IExecuteSingleFunctions,
	items: INodeExecutionData[],
): Promise<INodeExecutionData[]> {
	const { waits, timeoutMs, pollIntervalMs, onTimeout, language, ownKey } = readSettings(this);
	const isPurchase = purchaseOf(this) !== undefined;
	const stop = this.getExecutionCancelSignal();
	const startMs = performance.now();
	let task = carriedTask(items);
	let faults = 0;
	let fault: Fault | undefined;

	for (let asked = 0; waits && task.state === 'running'; asked++) {
		const elapsedMs = performance.now() - startMs;
		if (elapsedMs >= timeoutMs) {
			if (onTimeout === 'returnTask') return items;
			throw await nodeError(this, timeIsUp(task, timeoutMs, fault?.reason));
		}

		const retryAfterMs = fault?.retryAfterMs;
		await pause(nextWaitMs({ asked, elapsedMs, timeoutMs, pollIntervalMs, retryAfterMs }), stop);
		if (stop?.aborted) throw await nodeError(this, stopped(task));

		const answer = await askForTask(this, task.id, language);
		if (stop?.aborted) throw await nodeError(this, stopped(task));

		if (answer.kind !== 'task') {
			fault = answer;
			// Too many requests is the fate of a busy account, not of this task.
			if (fault.status !== 429) faults++;
			if (fault.kind === 'refusal') {
				throw await nodeError(this, taskRefused(task.id, fault), fault.status);
			}
			if (faults === MOST_FAULTS_IN_A_ROW) {
				throw await nodeError(this, taskUnreachable(task.id, faults, fault.reason));
			}
			continue;
		}
		fault = undefined;
		faults = 0;
		items = carry(task.id, answer.data);
		task = carriedTask(items);
		const { status, progress } = task;
		this.logger.debug(`Task ${task.id} is "${status}"`, { taskId: task.id, status, progress });
	}

	if (task.state === 'failed' && (waits || isPurchase)) {
		endPurchase(this);
		throw await nodeError(this, taskFailed(task, ownKey !== undefined));
	}
	return items;
}
