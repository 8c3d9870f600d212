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
import { automaticMs, MOST_FAULTS_IN_A_ROW, nextWaitMs, paceOfMs } from './schedule';
import { beginWait, waitedMs } from './waitClock';
import { waiters } from './waiters';
import { Watch } from './watch';

/**
 * postReceive: waits for the task if the user wants that. A task that failed is an error, and the purchase
 * with it is over. Only a Get Task that does not wait hands it on.
 */
export async function waitForTask(
	this: IExecuteSingleFunctions,
	items: INodeExecutionData[],
): Promise<INodeExecutionData[]> {
	const { waits, ownKey } = readSettings(this);
	if (waits) items = await askUntilEnded(this, items);
	const task = carriedTask(items);
	if (task.state === 'failed' && (waits || purchaseOf(this) !== undefined)) {
		endPurchase(this);
		throw await nodeError(this, taskFailed(task, ownKey !== undefined));
	}
	return items;
}

/**
 * Asks for the task until it has ended. The rules:
 * - Stop and the workflow's time limit end the wait at once.
 * - A passing fault is ridden out; only many in a row end the wait, and 429 never does.
 * - A refusal ends it: the service will not tell.
 * - When the time is up there is one last question, then an error or the unfinished task.
 */
async function askUntilEnded(
	context: IExecuteSingleFunctions,
	items: INodeExecutionData[],
): Promise<INodeExecutionData[]> {
	const { timeoutMs, pollIntervalMs, onTimeout, language } = readSettings(context);
	const stop = context.getExecutionCancelSignal();
	let task = carriedTask(items);
	beginWait(context);
	const watch = new Watch(task);
	let faults = 0;
	let fault: Fault | undefined;

	while (task.state === 'running') {
		const leftMs = timeoutMs - waitedMs(context);
		if (leftMs <= 0) {
			if (onTimeout === 'returnTask') return items;
			throw await nodeError(context, timeIsUp(task, timeoutMs, fault?.reason));
		}

		const intervalMs = pollIntervalMs ?? automaticMs(watch.outlook, paceOfMs(waiters()));
		await pause(nextWaitMs({ intervalMs, retryAfterMs: fault?.retryAfterMs, leftMs }), stop);
		if (stop?.aborted) throw await nodeError(context, stopped(task));

		const answer = await askForTask(context, task.id, language);
		if (stop?.aborted) throw await nodeError(context, stopped(task));

		if (answer.kind !== 'task') {
			fault = answer;
			watch.miss();
			// Too many requests is the fate of a busy account, not of this task.
			if (fault.status !== 429) faults++;
			if (fault.kind === 'refusal') {
				throw await nodeError(context, taskRefused(task.id, fault), fault.status);
			}
			if (faults === MOST_FAULTS_IN_A_ROW) {
				throw await nodeError(context, taskUnreachable(task.id, faults, fault.reason));
			}
			continue;
		}
		fault = undefined;
		faults = 0;
		items = carry(task.id, answer.data);
		task = carriedTask(items);
		watch.see(task);
	}
	return items;
}
