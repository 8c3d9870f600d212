import { stoppedInCheck, taskRefused, taskUnreachable } from '../errors/taskProblems';
import type { Task } from '../service/service';
import { POLICIES } from '../shared/policies';
import { retry } from '../shared/retry';
import type { Wait } from './waitForTask';

/**
 * Checks a task whose ID is known, before any wait: once, and again after a transient fault. A check costs nothing.
 *
 * @throws {Problem} when the service does not tell
 */
export async function firstCheck(id: string, { client, settings, deadline }: Wait): Promise<Task> {
	const { waits, language } = settings;
	const { stop } = client;
	const until = waits ? deadline : undefined;
	const { value, fault, tries } = await retry(
		waits ? POLICIES.firstCheck : POLICIES.onlyCheck,
		async () => await client.getTask(id, language, until),
		{ stop, deadline: until },
	);
	if (value) return value;
	if (stop?.aborted) throw stoppedInCheck(id);
	throw fault.isTransient ? taskUnreachable(id, tries, fault) : taskRefused(id, fault);
}
