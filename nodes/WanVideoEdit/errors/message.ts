/**
 * What an error tells a person. n8n's error rows keep only the message, so it says what happened and
 * names the task, if there is one; the description says what to do next.
 */
export interface Message {
	message: string;
	description: string;
}

/** The way to a task that needs no execution to go on. */
export const useGetTask = (id: string): string =>
	`Fetch it with the operation "Get Task" and the task ID ${id}; that costs nothing.`;
