/**
 * Whether an edit is billed when something has failed: not started; perhaps accepted; or bought, so that
 * its task is known.
 */
export type Billing = 'no' | 'maybe' | 'yes';

/** What an error tells a person. */
export interface Words {
	/** What happened. n8n's error rows keep nothing else, so it names the task, if there is one. */
	message: string;
	/** What to do next, where that is more than the state of the billing tells. */
	description?: string;
}

/** What every step throws when it cannot go on. n8n's own error is made of it in one place, the frame. */
export class Problem extends Error {
	readonly description?: string;

	/** @param httpStatus of the service's answer, if there was one */
	constructor(
		words: Words,
		readonly billing: Billing,
		readonly httpStatus?: number,
	) {
		super(words.message);
		this.description = words.description;
	}
}

/** The way to a task that needs no execution to go on. */
export const useGetTask = (id: string): string =>
	`Fetch it with the operation "Get Task" and the task ID ${id}; that costs nothing.`;
