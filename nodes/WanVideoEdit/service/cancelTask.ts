import type { Deadline } from '../shared/timeLimit';
import type { Answer, ServiceRequest } from './exchange';
import type { Service, Task } from './service';

/**
 * Takes a task back that has not begun, where the service can do it. What an answer leaves open is found out by a
 * status check.
 *
 * @param ask sends a request
 * @returns whether it was taken back, so that it is not billed; `undefined` when the service did not tell in time
 */
export async function cancelTask(
	service: Service,
	task: Task,
	ask: (request: ServiceRequest) => Promise<Answer>,
	deadline: Deadline,
): Promise<boolean | undefined> {
	const { cancellation } = service;
	let latest = task;
	let isOpen = false;
	while (cancellation?.mayBe(latest) && deadline.leftMs > 0) {
		const isTakenBack = cancellation.read(await ask(cancellation.request(task.id)));
		// Whatever an earlier request has taken back, a further one cannot.
		if (isTakenBack || (isTakenBack === false && !isOpen)) return isTakenBack;
		isOpen = true;
		const checked = service.readTask(task.id, await ask(service.getTask(task.id)));
		if (checked.value?.state === 'failed') return true;
		latest = checked.value ?? latest;
	}
	return cancellation?.mayBe(latest) ? undefined : false;
}
