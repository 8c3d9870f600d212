import { BrokenRule, required, text } from './rules';

const LONGEST_TASK_ID = 200;

/** An ID becomes part of an address: nothing that would end the path segment or lead out of it. */
const PATH_SEGMENT = /^(?!\.{1,2}$)[^\s/\\?#%\p{Surrogate}]+$/u;

/**
 * Checks a task ID before it becomes part of an address.
 *
 * @throws {BrokenRule} when it is empty, too long, or has a character that no ID has
 */
export function checkTaskId(value: unknown): string {
	const id = required(text(LONGEST_TASK_ID))('Task ID', value).trim();
	if (!PATH_SEGMENT.test(id)) {
		throw new BrokenRule('Task ID', 'must be one word without spaces or slashes', id);
	}
	return id;
}
