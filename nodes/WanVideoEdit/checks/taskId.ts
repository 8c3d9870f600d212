import { BrokenRule, nameOf, required } from './rules';

/** How long the path segment of an ID may be: every server takes an address of this length. */
const LONGEST_SEGMENT = 7_000;

/**
 * Whether a task can be asked for by this ID: it becomes one segment of a path. Dots alone would be resolved
 * as a path, even encoded, and half of a character pair cannot be encoded at all. Everything else can.
 */
export const isTaskId = (id: string): boolean =>
	!/^\.{0,2}$/.test(id) &&
	!/\p{Surrogate}/u.test(id) &&
	id.length <= LONGEST_SEGMENT &&
	encodeURIComponent(id).length <= LONGEST_SEGMENT;

/**
 * Checks a task ID that comes from a person or an expression. Every ID that a service has given is taken.
 *
 * @throws {BrokenRule} when it is empty, or no task can be asked for by it
 */
export function checkTaskId(value: unknown): string {
	if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
		const rule = 'must be text, because a number this long loses its last digits';
		throw new BrokenRule('Task ID', rule, value);
	}
	const id = required(nameOf(LONGEST_SEGMENT))('Task ID', value);
	if (!isTaskId(id)) throw new BrokenRule('Task ID', 'must be an ID that a service gives', id);
	return id;
}
