import type { Fault } from '../request/answer';
import { isoTime, type Task } from '../task/task';
import type { Message } from './message';

/** What can go wrong once there is a task. Each message names it, so that nothing paid is lost. */

const useGetTask = (id: string) =>
	`Fetch it with the operation "Get Task" and the task ID ${id}; that costs nothing.`;

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
export const taskFailed = ({ id, status, failureReason, failureCode }: Task): Message => ({
	message: `Task ${id} ended as "${status}": ${failureReason ?? failureCode ?? 'the service gave no reason'}`,
	description:
		'Change what the reason names, e.g. the video or the prompt, and run the node again. Services usually refund failed tasks.',
});

/** The task is completed but has no link: a fault of the service (API contract §2). */
export const completedWithoutVideo = ({ id, status }: Task): Message => ({
	message: `Task ${id} is "${status}", but the service gave no video`,
	description: `Ask the service's support about this task ID. A later "Get Task" with it costs nothing and may bring the video.`,
});

/** The user's Timeout is over. */
export const timeIsUp = ({ id, status }: Task, timeoutMs: number, fault?: string): Message => ({
	message: `Task ${id} was still "${status}" after ${minutes(timeoutMs)}${fault ? `; the last question failed (${fault})` : ''}`,
	description: `The edit goes on at the service and is billed. ${useGetTask(id)} A greater Timeout (Minutes) lets the node wait longer.`,
});

const minutes = (ms: number) =>
	`${Number((ms / 60_000).toFixed(3))} ${ms === 60_000 ? 'minute' : 'minutes'}`;

const CHECK_ID = 'Check the task ID, and that the credential is of the service that gave it.';

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
	description: `${NEXT_BY_STATUS[status] ?? 'Check the credential.'} Then use "Get Task" with the task ID ${id}; that costs nothing.`,
});

/** Too many questions in a row failed for passing reasons. */
export const taskUnreachable = (id: string, tries: number, reason: string): Message => ({
	message: `The service did not tell about task ${id}, asked ${tries} times (${reason})`,
	description: `The edit is not lost. ${useGetTask(id)}`,
});

/** Something failed that nobody thought of. */
export const unexpected = (id: string, reason: string): Message => ({
	message: `Something went wrong with task ${id}: ${reason}`,
	description: `The edit goes on at the service and is billed. ${useGetTask(id)}`,
});

/** The video is there but did not arrive. */
export const downloadFailed = (task: Task, tries: number, reason: string): Message => {
	const until = isoTime(task.videoUrlExpiresAtS);
	return {
		message: `The edited video of task ${task.id} is ready and paid, but could not be downloaded in ${tries} tries (${reason})`,
		description: `${useGetTask(task.id)}${until ? ` Its link works until ${until}.` : ''}`,
	};
};
