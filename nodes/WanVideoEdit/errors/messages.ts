import { isoTime } from '../item/simplify';
import type { Answer } from '../request/answer';
import type { NetworkFault } from '../request/networkFault';
import type { Task } from '../task/task';

/**
 * What an error tells a person. n8n's error rows keep only the message, so it says what happened and
 * names the task, if there is one; the description says what to do next.
 */
export interface Message {
	message: string;
	description: string;
}

const NOT_BILLED = 'Nothing was started and nothing is billed.';
/** The submit may have been accepted: what keeps the next one from being a second purchase. */
const MAY_BE_BILLED =
	'The service may have accepted the edit all the same. Retry On Fail repeats it with the same Idempotency-Key, which services that honour it bill only once; before any new run, check your balance or task list at the service.';
const useGetTask = (id: string) =>
	`Fetch it with the operation "Get Task" and the task ID ${id}; that costs nothing.`;

/** A parameter or the credential breaks a rule. Some errors bring their own description along. */
export const brokenRule = (error: unknown): Message => {
	const { message, description } = error as Partial<Message>;
	const next = description ?? 'Correct the field and run the node again.';
	return { message: message ?? String(error), description: `${next} ${NOT_BILLED}` };
};

/** Another item of the same run breaks a rule. Items are counted from 0, as everywhere in n8n. */
export const notSubmitted = (item: number, error: string): Message => ({
	message: `No edit was submitted, because item ${item} cannot be: ${error}`,
	description: `Correct that item and run the node again, or set On Error to "Continue" to edit the others all the same. ${NOT_BILLED}`,
});

/** The service did not take the edit (API contract §3). */
export function submitRefused({ reason, status, code }: Refusal): Message {
	const said = (message: string, description: string) => ({
		message: `${message} (${reason})`,
		description,
	});
	switch (code) {
		case 'idempotency_in_progress':
			return said(
				'The service is still busy with the same purchase',
				'Wait a minute and run the node again with the same Idempotency Key: it is not billed twice.',
			);
		case 'idempotency_key_reused':
			return said(
				'The Idempotency Key was used for another edit before',
				`Give this edit a key of its own, or leave the option empty. ${NOT_BILLED}`,
			);
		case 'idempotency_result_indeterminate':
			return said(
				'The service does not know whether it took this edit before',
				'Check at the service whether the edit was billed before you run the node with another Idempotency Key.',
			);
		case 'idempotency_unavailable':
			return said(
				'The service did not take the edit',
				`Run the node again in a minute. ${NOT_BILLED}`,
			);
	}
	switch (status) {
		case 401:
			return said(
				'The service does not accept the API key',
				`Check the key in the credential, and that it belongs to the chosen service: a key of one service does not work at another. ${NOT_BILLED}`,
			);
		case 402:
			return said(
				'The balance is used up',
				`Top up at the service and run the node again; the API key is fine. ${NOT_BILLED}`,
			);
		case 403:
			return said(
				'The API key is not allowed to do this',
				`Check the models, IP addresses and quota of the key at the service. ${NOT_BILLED}`,
			);
		case 404:
		case 405:
			return said(
				'There is no Wan video API at this address',
				`Check Service and Base URL in the credential. ${NOT_BILLED}`,
			);
		case 429:
			return said(
				'The service gets too many requests',
				`Run the node again in a minute, or space the items out with the node's Batching option. ${NOT_BILLED}`,
			);
	}
	if (status >= 300 && status < 400) {
		return said(
			'The service answered with a redirect, which is not followed because it could carry the API key away',
			`Enter the final address as the Base URL of the credential. ${NOT_BILLED}`,
		);
	}
	if (status === 408 || (status >= 500 && !reason.includes('build_request_failed'))) {
		return said('The service failed while it was taking the edit', MAY_BE_BILLED);
	}
	return said(
		'The service refused the edit',
		`Correct what the service names and run the node again. ${NOT_BILLED}`,
	);
}

/** The answer to a submit says that all is well but names no task (API contract §1). */
export const submitWithoutTask = (reason: string): Message => ({
	message: `The service took the edit but named no task: ${reason}`,
	description:
		'The edit may be billed. Look for it in the task list at the service before you run the node again.',
});

/** The submit got no answer. */
export const submitUnanswered = ({ reason, neverSent }: NetworkFault): Message =>
	neverSent
		? {
				message: `The service could not be reached (${reason})`,
				description: `Check the network and the address in the credential. ${NOT_BILLED}`,
			}
		: {
				message: `The connection broke while the edit was being submitted (${reason})`,
				description: MAY_BE_BILLED,
			};

/** Stop was pressed, or the workflow's time limit came, before the task had an ID. */
export const stoppedInSubmit = (): Message => ({
	message: 'Stopped while the edit was being submitted',
	description:
		'The service may have accepted the edit all the same: check your balance or task list there before you run the node again.',
});

/** Stop was pressed, or the workflow's time limit came, when the task was known. */
export const stopped = ({ id, status, state }: Task): Message => ({
	message: `Stopped at task ${id}, which was "${status}"`,
	description: `${state === 'completed' ? 'The video is ready and paid.' : 'The edit goes on at the service and is billed.'} ${useGetTask(id)}`,
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

const minutes = (ms: number) => `${ms / 60_000} ${ms === 60_000 ? 'minute' : 'minutes'}`;

/** The service does not tell about the task, and will not on a further question. */
export function taskRefused(id: string, { reason, status }: Refusal): Message {
	const next =
		{
			400: 'Check the task ID and that the credential is of the service that gave it.',
			401: 'Check the API key in the credential, and that it belongs to the chosen service.',
			402: 'Top up at the service; the API key is fine.',
			403: 'Check the models, IP addresses and quota of the API key at the service.',
			404: 'Check the task ID and that the credential is of the service that gave it.',
		}[status] ?? 'Check the credential.';
	return {
		message: `The service does not tell about task ${id} (${reason})`,
		description: `${next} Then use "Get Task" with the task ID ${id}; that costs nothing.`,
	};
}

/** Too many questions in a row failed for passing reasons. */
export const taskUnreachable = (id: string, tries: number, reason: string): Message => ({
	message: `The service did not tell about task ${id}, asked ${tries} times (${reason})`,
	description: `The edit is not lost. ${useGetTask(id)}`,
});

/** The video is there but did not arrive. */
export const downloadFailed = (task: Task, tries: number, reason: string): Message => {
	const until = isoTime(task.videoUrlExpiresAtS);
	return {
		message: `The edited video of task ${task.id} is ready and paid, but could not be downloaded in ${tries} tries (${reason})`,
		description: `${useGetTask(task.id)}${until ? ` Its link works until ${until}.` : ''}`,
	};
};

type Refusal = Pick<Exclude<Answer, { kind: 'task' }>, 'reason' | 'status'> & { code?: string };
