import type { Fault } from '../request/answer';
import { isoTime, type Task } from '../task/task';
import { useGetTask, type Message } from './message';

/** What can go wrong once there is a task. Each message names it, so that nothing paid is lost. */

/** An execution that failed, other than a stopped one, can be taken up where it failed. */
const retryOrGetTask = (id: string) =>
	`Retry the execution, which goes on with this task, or use the operation "Get Task" with the task ID ${id}: neither costs anything.`;

/** Stop was pressed, or the workflow's time limit came, when the task was known. */
export const stopped = ({ id, status, state }: Task): Message => ({
	message: `Stopped at task ${id}, which was "${status}"`,
	description: `${state === 'completed' ? 'The video is ready and paid.' : 'The edit goes on at the service and is billed.'} ${useGetTask(id)}`,
});

/** Stop was pressed, or the workflow's time limit came, during the question of Get Task. */
export const stoppedAsking = (id: string): Message => ({
	message: `Stopped while asking for task ${id}`,
	description: useGetTask(id),
});

/** The task ended without a video (API contract §2). */
export const taskFailed = (
	{ id, status, failureReason, failureCode }: Task,
	hasOwnKey: boolean,
): Message => ({
	message: `Task ${id} ended as "${status}": ${failureReason ?? failureCode ?? 'the service gave no reason'}`,
	description: `Change what the reason names, e.g. the video or the prompt, and run the node again${hasOwnKey ? ' with another Idempotency Key: under the same one the service gives this task back' : ', which buys the edit anew'}. Services usually refund failed tasks.`,
});

/** The task is completed but has no link: a fault of the service (API contract §2). */
export const completedWithoutVideo = ({ id, status }: Task): Message => ({
	message: `Task ${id} is "${status}", but the service gave no video`,
	description: `Ask the service's support about this task ID. ${retryOrGetTask(id)}`,
});

/** The user's Timeout is over. */
export const timeIsUp = ({ id, status }: Task, timeoutMs: number, fault?: string): Message => ({
	message: `Task ${id} was still "${status}" after ${minutes(timeoutMs)}${fault ? `; the last question failed (${fault})` : ''}`,
	description: `The edit goes on at the service and is billed. ${retryOrGetTask(id)} A greater Timeout (Minutes) lets the node wait longer.`,
});

const minutes = (ms: number) =>
	`${Number((ms / 60_000).toFixed(3))} ${ms === 60_000 ? 'minute' : 'minutes'}`;

const CHECK_ID =
	'Check the task ID, and that the credential is of the service and account that the task was bought with.';

/** What to do next when the service does not tell about a task, by HTTP status (API contract §3). */
const NEXT_BY_STATUS: Record<number, string> = {
	400: CHECK_ID,
	401: 'Check the API key in the credential, and that it belongs to the chosen service.',
	402: 'Top up at the service; the API key is fine.',
	403: 'Check the models, IP addresses and quota of the API key at the service.',
	404: CHECK_ID,
};

/** The service does not tell about the task, and will not on a further question. */
export const taskRefused = (id: string, { reason, status }: Fault): Message => ({
	message: `The service does not tell about task ${id} (${reason})`,
	description: `${NEXT_BY_STATUS[status] ?? 'Check the credential.'} ${retryOrGetTask(id)}`,
});

/** What an agent is told that has waited for as long as it can. It must not buy the edit again. */
export const stillAtWork = ({ id }: Task): string =>
	`The edit is paid for and still being made; edits take 1–5 minutes. Do not submit it again: ask for task ${id} in a minute with the operation "Get Task", or tell the user this task ID.`;

/** Too many questions in a row failed for passing reasons. */
export const taskUnreachable = (id: string, tries: number, reason: string): Message => ({
	message: `The service did not tell about task ${id}, asked ${tries} times (${reason})`,
	description: `The edit is not lost. ${retryOrGetTask(id)}`,
});

/** Something failed that nobody thought of. */
export const unexpected = (id: string | undefined, reason: string): Message =>
	id === undefined
		? {
				message: `Something went wrong: ${reason}`,
				description: 'Run the node again. If that does not help, report it with this message.',
			}
		: {
				message: `Something went wrong with task ${id}: ${reason}`,
				description: `The edit goes on at the service and is billed. ${retryOrGetTask(id)}`,
			};

/** The video is there but did not arrive. */
export const downloadFailed = (
	{ id, videoUrlExpiresAtS }: Task,
	tries: number,
	reason: string,
	nowMs: number,
): Message => {
	const message = `The edited video of task ${id} is ready and paid, but could not be downloaded in ${tries} tries (${reason})`;
	const until = isoTime(videoUrlExpiresAtS);
	if (until !== undefined && videoUrlExpiresAtS! * 1000 < nowMs) {
		return {
			message: `${message}; its link expired at ${until}`,
			description: `Ask the service's support about this task ID. ${retryOrGetTask(id)} Only a new execution buys the edit anew.`,
		};
	}
	return {
		message: until === undefined ? message : `${message}; its link works until ${until}`,
		description: retryOrGetTask(id),
	};
};

/** Added when a run of several items fails: n8n then shows none of their results. */
export const othersNotLost =
	'The other items of this run are not lost: "Retry" of this execution goes on with their tasks, too, and buys none of them twice. Running the workflow anew would.';
