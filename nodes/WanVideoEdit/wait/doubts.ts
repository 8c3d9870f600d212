import type { Fault } from '../service/fault';
import { WAIT } from '../shared/policies';

/**
 * Tells when a refusal is to be believed. A gateway can say "not found" about a task that the service has named a
 * moment ago, or a firewall can show a page: that counts when it comes several times in a row (API §3).
 */
export class Doubts {
	private inARow = 0;

	/** @param isTyped whether nobody but a person says that there is such a task: then the service's words count at once */
	constructor(private readonly isTyped = false) {}

	/** Takes note of a status check, and tells whether its fault ends the wait: a further check would get the same answer. */
	endWith(fault?: Fault): boolean {
		const { isTransient = true, doubt } = fault ?? {};
		this.inARow = doubt === undefined ? 0 : this.inARow + 1;
		if (isTransient) return false;
		const isDoubted = doubt !== undefined && !(doubt === 'words' && this.isTyped);
		return !isDoubted || this.inARow >= WAIT.believedInARow;
	}
}
