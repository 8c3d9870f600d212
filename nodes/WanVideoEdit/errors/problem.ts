import type { IDataObject } from 'n8n-workflow';

/**
 * Whether an edit is billed when something has failed: not started; perhaps accepted; or bought, so that
 * its task is known.
 */
export type Billing = 'no' | 'maybe' | 'yes';

/**
 * What to do with pieces of a video that are bought: retry, which continues with them; fetch them, as there is nothing to
 * retry; or what the problem itself says.
 */
export type WayOn = 'retry' | 'getTask' | 'told';

/**
 * What every step throws when it cannot go on. n8n's own error is made of it in one place, `nodeError`.
 *
 * The message says what happened. n8n's error rows keep nothing else, so it names the task, if there is
 * one. The description says what to do next, where that is more than the state of the billing tells.
 */
export class Problem extends Error {
	/**
	 * @param message what happened
	 * @param description what to do next
	 * @param httpStatus of the service's answer, if there was one
	 * @param about an item of what was paid for all the same, which under "On Error: Continue" is in the row of the error;
	 *   what to do with pieces of a video that are bought; and whether no new execution can go on with what is bought
	 */
	constructor(
		readonly billing: Billing,
		message: string,
		readonly description?: string,
		readonly httpStatus?: number,
		readonly about: { item?: IDataObject; wayOn?: WayOn; isHopeless?: boolean } = {},
	) {
		super(message);
	}
}

/** The way to a task that needs no execution to go on. */
export const useGetTask = (id: string): string =>
	`Fetch it with the operation "Get Task" and the task ID ${id}; that costs nothing.`;

const LONGEST_SHOWN_ID = 200;

/** A task ID as a message shows it. One that would fill the message is shortened there, and nowhere else. */
export const shownId = (id: string): string =>
	id.length > LONGEST_SHOWN_ID ? `${id.slice(0, 100)}…${id.slice(-20)}` : id;
