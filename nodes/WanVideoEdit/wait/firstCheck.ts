import { stoppedInCheck, taskRefused, taskUnreachable } from '../errors/taskProblems';
import type { Task } from '../service/service';
import { POLICIES } from '../shared/policies';
import { retry } from '../shared/retry';
import { Doubts } from './doubts';
import type { Wait } from './waitForTask';

/**
 * Checks a task whose ID is known, before any wait: once, and again after a fault that may pass. A check costs nothing.
 *
 * @param isTyped whether nobody but a person says that there is such a task
 * @throws {Problem} when the service does not tell
 */
export async function firstCheck(
	id: string,
	{ client, settings, deadline }: Wait,
	{ isTyped = false } = {},
): Promise<Task> {
	const { waits, language } = settings;
	const { stop } = client;
	const until = waits ? deadline : undefined;
	const doubts = new Doubts(isTyped);
	const { value, fault, tries } = await retry(
		waits ? POLICIES.firstCheck : POLICIES.onlyCheck,
		async () => {
			const checked = await client.getTask(id, language, until);
			const isRepeatable = !doubts.endWith(checked.fault);
			return checked.fault ? { fault: { ...checked.fault, isRepeatable } } : checked;
		},
		{ stop, deadline: until },
	);
	if (value) return value;
	if (stop?.aborted) throw stoppedInCheck(id);
	throw fault.isTransient ? taskUnreachable(id, tries, fault) : taskRefused(id, fault, { isTyped });
}
