import type { Settings } from '../checks/settings';
import { stopped, takenBack, taskRefused, taskUnreachable, timeIsUp } from '../errors/taskProblems';
import type { Problem } from '../errors/problem';
import type { Client } from '../service/client';
import type { Fault } from '../service/fault';
import type { Task } from '../service/service';
import type { Deadline } from '../shared/timeLimit';
import { pause } from '../shared/pause';
import { WAIT } from '../shared/policies';
import { Doubts } from './doubts';
import { automaticMs, nextWaitMs, paceOfMs } from './schedule';
import { Watch } from './watch';

/** How a task is waited for. */
export interface Wait {
	client: Client;
	settings: Settings;
	/** The end of the user's Timeout. */
	deadline: Deadline;
	/** Whether the wait is over for another reason than the task's end. */
	isOver?: (task: Task) => boolean;
	/**
	 * Takes a task back after Stop, and says whether that came in time, if it knows; or that it leaves the task alone, as
	 * is also meant when it is not there.
	 */
	takeBack?: (task: Task) => Promise<boolean | 'leftAlone' | undefined>;
}

/**
 * Waits until a task has ended, if the user wants that.
 *
 * @throws {Problem} when the wait ends before the task does
 */
export async function waitForTask(task: Task, wait: Wait): Promise<Task> {
	const { client, settings, takeBack } = wait;
	if (!settings.waits) {
		if (client.stop?.aborted && (await takeBack?.(task)) === true) throw takenBack(task);
		return task;
	}
	return client.account.whileActive(() => checkUntilEnded(task, wait));
}

/**
 * The rules of the wait:
 * - Stop and the workflow's time limit end it at once, and take back a task that has not begun.
 * - A transient fault is waited out; only many in a row end the wait, and "too many requests" never does.
 * - A permanent one ends it, as another check would get the same answer; what only seems to be one must come several
 *   times in a row.
 * - The last interval is cut short, so that one last check comes when the time is up.
 */
async function checkUntilEnded(task: Task, wait: Wait): Promise<Task> {
	const { client, settings, deadline, isOver } = wait;
	const { timeoutMs, pollIntervalMs, onTimeout, language } = settings;
	const { context, stop } = client;
	const watch = new Watch(task);
	const doubts = new Doubts();
	let faults = 0;
	let fault: Fault | undefined;

	while (task.state === 'running' && !isOver?.(task)) {
		const { leftMs } = deadline;
		if (leftMs <= 0) {
			if (onTimeout === 'returnTask') return task;
			throw timeIsUp(task, timeoutMs, fault);
		}

		const paceMs = paceOfMs(client.account.activeItems);
		const intervalMs = pollIntervalMs ?? automaticMs(watch.outlook, paceMs);
		await pause(nextWaitMs({ intervalMs, retryAfterMs: fault?.retryAfterMs, leftMs }), stop);
		if (stop?.aborted) throw await stoppedAt(task, wait);

		const checked = await client.getTask(task.id, language, deadline);
		if (stop?.aborted) throw await stoppedAt(task, wait);

		fault = checked.fault;
		const isEnd = doubts.endWith(fault);
		if (checked.value) {
			task = checked.value;
			faults = 0;
			watch.see(task);
			const { id: taskId, status, progress } = task;
			const seen = client.withoutKey({ taskId, status, progress });
			context.logger.debug('Wan Video Edit checked a task', seen);
			continue;
		}
		watch.miss();
		// Too many requests is the fate of a busy account, not of this task.
		if (checked.fault.cause !== 'tooManyRequests') faults++;
		if (isEnd) throw taskRefused(task.id, checked.fault);
		if (faults === WAIT.mostFaultsInARow) throw taskUnreachable(task.id, faults, checked.fault);
	}
	return task;
}

/** What is said after Stop. */
async function stoppedAt(task: Task, { client, takeBack }: Wait): Promise<Problem> {
	if (takeBack === undefined || client.service.cancellation === undefined) return stopped(task);
	const isTakenBack = await takeBack(task);
	if (isTakenBack === 'leftAlone') return stopped(task);
	if (isTakenBack) return takenBack(task);
	return stopped(task, isTakenBack === undefined ? 'perhapsCancelled' : 'notCancelled');
}
