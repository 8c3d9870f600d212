import type { Fault } from '../request/answer';
import { isoTime, type Task } from '../task/task';
import { useGetTask, type Message } from './message';

/** What can go wrong once there is a task. Each message names it, so that nothing paid is lost. */

/** An execution that failed, other than a stopped one, can continue where it failed. */
const retryOrGetTask = (id: string) =>
	`Retry the execution, which continues with this task, or use the operation "Get Task" with the task ID ${id}: neither costs anything.`;

/** Stop was pressed, or the workflow's time limit came, when the task was known. */
export const stopped = ({ id, status, state }: Task): Message => ({
	message: `Stopped at task ${id}, which was "${status}"`,
	description: `${state === 'completed' ? 'The video is ready and paid.' : 'The edit continues at the service and is billed.'} ${useGetTask(id)}`,
});

/** Stop was pressed, or the workflow's time limit came, during the status check of Get Task. */
export const stoppedAsking = (id: string): Message => ({
	message: `Stopped while checking task ${id}`,
	description: useGetTask(id),
});

/** The task ended without a video (API contract §2). */
export const taskFailed = (
	{ id, status, failureReason, failureCode }: Task,
	hasOwnKey: boolean,
): Message => ({
	message: `Task ${id} ended as "${status}": ${failureReason ?? failureCode ?? 'the service gave no reason'}`,
	description: `Change what the reason names, e.g. the video or the prompt, and run the node again${hasOwnKey ? ' with another Idempotency Key: for the same one the service returns this task' : ', which buys the edit again'}. Services usually refund failed tasks.`,
});

/** The task is completed but has no link: a fault of the service (API contract §2). */
export const completedWithoutVideo = ({ id, status }: Task): Message => ({
	message: `Task ${id} is "${status}", but the service gave no video`,
	description: `Ask the service's support about this task ID. ${retryOrGetTask(id)}`,
});

/** The user's Timeout is over. */
export const timeIsUp = ({ id, status }: Task, timeoutMs: number, fault?: string): Message => ({
	message: `Task ${id} was still "${status}" after ${minutes(timeoutMs)}${fault ? `; the last status check failed (${fault})` : ''}`,
	description: `The edit continues at the service and is billed. ${retryOrGetTask(id)} A longer Timeout (Minutes) lets the node wait longer.`,
});

const minutes = (ms: number) =>
	`${Number((ms / 60_000).toFixed(3))} ${ms === 60_000 ? 'minute' : 'minutes'}`;

const CHECK_ID =
	'Check the task ID, and that the credential belongs to the service and account that bought the task.';

/** What to do next when the service gives no information about a task, by HTTP status (API contract §3). */
const NEXT_BY_STATUS: Record<number, string> = {
	400: CHECK_ID,
	401: 'Check the API key in the credential, and that it belongs to the chosen service.',
	402: 'Top up at the service; the API key is fine.',
	403: 'Check the models, IP addresses and quota of the API key at the service.',
	404: CHECK_ID,
};

/** The service gives no information about the task, and would not at a further check. */
export const taskRefused = (id: string, { reason, status }: Fault): Message => ({
	message: `The service gave no information about task ${id} (${reason})`,
	description: `${NEXT_BY_STATUS[status] ?? 'Check the credential.'} ${retryOrGetTask(id)}`,
});

/** What an agent is told that has waited for as long as it can. It must not buy the edit again. */
export const stillAtWork = ({ id }: Task): string =>
	`The edit is paid for and still being made; edits take 1–5 minutes. Do not submit it again: check task ${id} in a minute with the operation "Get Task", or tell the user this task ID.`;

/** Too many status checks in a row failed for passing reasons. */
export const taskUnreachable = (id: string, tries: number, reason: string): Message => ({
	message: `No answer from the service about task ${id} after ${attempts(tries)} (${reason})`,
	description: `The edit is not lost. ${retryOrGetTask(id)}`,
});

const attempts = (tries: number) => (tries === 1 ? '1 attempt' : `${tries} attempts`);

/** Something failed that nobody thought of. */
export const unexpected = (id: string | undefined, reason: string): Message =>
	id === undefined
		? {
				message: `Something went wrong: ${reason}`,
				description: 'Run the node again. If that does not help, report it with this message.',
			}
		: {
				message: `Something went wrong with task ${id}: ${reason}`,
				description: `The edit continues at the service and is billed. ${retryOrGetTask(id)}`,
			};

/** The video is there but did not arrive. */
export const downloadFailed = (
	{ id, videoUrlExpiresAtS }: Task,
	tries: number,
	reason: string,
	nowMs: number,
): Message => {
	const message = `The edited video of task ${id} is ready and paid, but could not be downloaded in ${attempts(tries)} (${reason})`;
	const until = isoTime(videoUrlExpiresAtS);
	if (until !== undefined && videoUrlExpiresAtS! * 1000 < nowMs) {
		return {
			message: `${message}; its link expired at ${until}`,
			description: `Ask the service's support about this task ID. ${retryOrGetTask(id)} Only a new execution buys the edit again.`,
		};
	}
	return {
		message: until === undefined ? message : `${message}; its link works until ${until}`,
		description: retryOrGetTask(id),
	};
};

/** Added when a run of several items fails: n8n then shows none of their results. */
export const othersNotLost =
	'The other items of this run are not lost: "Retry" of this execution continues with their tasks, too, and buys none of them twice. Running the workflow again would.';
