import type { Fault } from '../request/answer';
import type { NetworkFault } from '../request/networkFault';
import { mayBeBilled } from '../request/submitFault';
import { useGetTask, type Message } from './message';

/** What can go wrong before there is a task. Each message says whether the edit may be billed. */

/** Not for files: a new execution gives them other addresses, so that it is another edit. */
const BY_KEY = ', and so does the same edit with this key in the option Idempotency Key';
const NOT_BILLED = 'This edit was not started and is not billed.';
const MAY_BE_BILLED = `The service may still have accepted the edit. If it supports the Idempotency-Key, a retry (Retry On Fail, or "Retry" in the executions list) gets the edit back without paying twice${BY_KEY}. Otherwise check your balance or task list at the service before any new run.`;

/** The same when a submit may have been accepted, now or at an earlier attempt, and its key leads back to it. */
export const unanswered = (
	{ message, description }: Message,
	key: string,
	hasFiles: boolean,
): Message => ({
	message: `${message}. The Idempotency Key of this edit is ${key}`,
	description: description
		.replace(NOT_BILLED, `An earlier attempt got no answer, though. ${MAY_BE_BILLED}`)
		.replace(BY_KEY, hasFiles ? '' : BY_KEY),
});

/** The same when an earlier attempt has bought the edit, whatever became of this one. */
export const boughtBefore = ({ message, description }: Message, id: string): Message => ({
	message: `Task ${id} was submitted by an earlier attempt. Now: ${message}`,
	description: description.replace(NOT_BILLED, useGetTask(id)),
});

/** A parameter or the credential breaks a rule. Some errors have a description of their own. */
export const brokenRule = (error: unknown): Message => {
	const { message, description } = error as Partial<Message>;
	return notStarted({
		message: message ?? String(error),
		description: description ?? 'Correct the field and run the node again.',
	});
};

/** Something failed before the submit. */
export const notStarted = ({ message, description }: Message): Message => ({
	message,
	description: `${description} ${NOT_BILLED}`,
});

/** Another item of the same run breaks a rule. Items are counted from 0, as everywhere in n8n. */
export const notSubmitted = (item: number, error: string): Message => ({
	message: `Nothing was submitted, because item ${item} (counted from 0) cannot be edited: ${error}`,
	description: `Correct that item and run the node again, or set On Error to "Continue" to edit the others anyway. ${NOT_BILLED}`,
});

/** A new execution would have another key. */
const RETRY_IN_A_MINUTE =
	'Retry this execution in a minute, with Retry On Fail or from the executions list';

/** What happened and what to do next, by the code of the service's error (API contract §3). */
const BY_CODE: Record<string, [happened: string, next: string]> = {
	get_channel_failed: [
		'The service has no room for the edit right now',
		`Run the node again in a minute. ${NOT_BILLED}`,
	],
	idempotency_in_progress: [
		'The service is still busy with an earlier attempt at the same purchase',
		`${RETRY_IN_A_MINUTE}: it is not billed twice.`,
	],
	idempotency_key_reused: [
		'The Idempotency Key was used for another edit before',
		`A different video, prompt, option or Callback URL counts as a different edit. Give this edit its own key, or leave the option empty. ${NOT_BILLED}`,
	],
	idempotency_result_indeterminate: [
		'The service does not know whether it has accepted this edit before',
		'A retry gets the same answer. Check your balance or task list at the service: if the edit is not there, give the option Idempotency Key a new value.',
	],
	idempotency_unavailable: [
		'The service did not accept the edit',
		`Run the node again in a minute. ${NOT_BILLED}`,
	],
};

const WRONG_ADDRESS: [string, string] = [
	'There is no Wan video API at this address',
	`Check Service and Base URL in the credential. ${NOT_BILLED}`,
];

/** The same by HTTP status (API contract §3). */
const BY_STATUS: Record<number, [happened: string, next: string]> = {
	401: [
		'The service does not accept the API key',
		`Check the key in the credential, and that it belongs to the chosen service: a key of one service does not work at another. ${NOT_BILLED}`,
	],
	402: [
		'The balance is used up',
		`Top up at the service and run the node again; the API key is fine. ${NOT_BILLED}`,
	],
	403: [
		'The API key is not allowed to do this',
		`Check the models, IP addresses and quota of the key at the service. ${NOT_BILLED}`,
	],
	404: WRONG_ADDRESS,
	405: WRONG_ADDRESS,
	408: ['The service failed while accepting the edit', MAY_BE_BILLED],
	409: [
		'The service has already seen this Idempotency Key',
		`${RETRY_IN_A_MINUTE}: it is not billed twice. If that does not help, check your balance or task list at the service.`,
	],
	429: [
		'The service is receiving too many requests',
		`Run the node again in a minute, or space the items out with the node's Batching option. ${NOT_BILLED}`,
	],
};

/**
 * The service did not accept the edit (API contract §3).
 *
 * @param isRepetition whether an earlier attempt at the same purchase may have been accepted
 */
export function submitRefused(fault: Fault, isRepetition = false): Message {
	const { reason, status, code, retryAfterMs } = fault;
	// Another key would buy it again.
	if (isRepetition && code === 'idempotency_key_reused') {
		return {
			message: `The service knows this edit from an earlier attempt with different details, e.g. another file link or Callback URL (${reason})`,
			description:
				'The earlier attempt may be billed. Check your balance or task list at the service: if the edit is not there, give the option Idempotency Key a new value.',
		};
	}
	const isKnown = Object.hasOwn(BY_CODE, code);
	if (status < 300 && !isKnown) return submitWithoutTask(reason);
	const [happened, next] = isKnown ? BY_CODE[code] : (BY_STATUS[status] ?? byStatus(fault));
	const pause = retryAfterMs ? `; it asks to wait ${Math.ceil(retryAfterMs / 1000)} s` : '';
	return { message: `${happened} (${reason}${pause})`, description: next };
}

function byStatus(fault: Fault): [happened: string, next: string] {
	if (fault.status < 400) {
		return [
			'The service answered with a redirect, which is not followed because it could carry the API key away',
			`Enter the final address as the Base URL of the credential. ${NOT_BILLED}`,
		];
	}
	if (mayBeBilled(fault)) return BY_STATUS[408];
	return [
		'The service refused the edit',
		`Correct what the service names and run the node again. ${NOT_BILLED}`,
	];
}

/** The answer to a submit says that all is well but names no task (API contract §1). */
const submitWithoutTask = (reason: string): Message => ({
	message: `The service accepted the edit but returned no task ID: ${reason}`,
	description: MAY_BE_BILLED,
});

/** An earlier attempt got no answer, and the service may have forgotten its key by now (API contract §1). */
export const keyForgotten = (): Message => ({
	message:
		'The edit was not submitted again: an earlier attempt, more than 23 hours ago, got no answer',
	description:
		'It may have been accepted, and after a day the service no longer recognises the repetition. Check your balance or task list at the service; if the edit is not there, run the workflow again.',
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
	description: MAY_BE_BILLED,
});

/** Stop was pressed, or the workflow's time limit came, before anything was sent. */
export const stoppedBeforeSubmit = (): Message => ({
	message: 'Stopped before the edit was submitted',
	description: NOT_BILLED,
});
