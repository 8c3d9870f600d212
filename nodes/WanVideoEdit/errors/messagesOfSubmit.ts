import type { Fault } from '../request/answer';
import type { NetworkFault } from '../request/networkFault';
import type { Message } from './message';

/** What can go wrong before there is a task. Each message says whether the edit may be billed. */

const NOT_BILLED = 'This edit was not started and is not billed.';
const MAY_BE_BILLED =
	'The service may have accepted the edit all the same. Retry On Fail repeats it with the same Idempotency-Key, which services that honour it bill only once; before any new run, check your balance or task list at the service.';

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

/** What happened and what to do next, by the code of the service's error (API contract §3). */
const BY_CODE: Record<string, [happened: string, next: string]> = {
	get_channel_failed: [
		'The service has no room for the edit right now',
		`Run the node again in a minute. ${NOT_BILLED}`,
	],
	idempotency_in_progress: [
		'The service is still busy with the same purchase',
		'Run the node again in a minute with the same Idempotency Key: it is not billed twice.',
	],
	idempotency_key_reused: [
		'The Idempotency Key was used for another edit before',
		`Give this edit a key of its own, or leave the option empty. ${NOT_BILLED}`,
	],
	idempotency_result_indeterminate: [
		'The service does not know whether it took this edit before',
		'Check at the service whether the edit was billed before you run the node with another Idempotency Key.',
	],
	idempotency_unavailable: [
		'The service did not take the edit',
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
	408: ['The service failed while it was taking the edit', MAY_BE_BILLED],
	409: [
		'The service knows the Idempotency Key already',
		'Run the node again in a minute with the same Idempotency Key: it is not billed twice. If that does not help, check your balance or task list at the service.',
	],
	429: [
		'The service gets too many requests',
		`Run the node again in a minute, or space the items out with the node's Batching option. ${NOT_BILLED}`,
	],
};

/** The service did not take the edit (API contract §3). */
export function submitRefused({ kind, reason, status, code }: Fault): Message {
	const known = Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : BY_STATUS[status];
	const [happened, next] = known ?? byKind(kind, status);
	return { message: `${happened} (${reason})`, description: next };
}

function byKind(kind: Fault['kind'], status: number): [happened: string, next: string] {
	if (kind === 'passing') return BY_STATUS[408];
	return status >= 300 && status < 400
		? [
				'The service answered with a redirect, which is not followed because it could carry the API key away',
				`Enter the final address as the Base URL of the credential. ${NOT_BILLED}`,
			]
		: [
				'The service refused the edit',
				`Correct what the service names and run the node again. ${NOT_BILLED}`,
			];
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

/** Stop was pressed, or the workflow's time limit came, before anything was sent. */
export const stoppedBeforeSubmit = (): Message => ({
	message: 'Stopped before the edit was submitted',
	description: NOT_BILLED,
});
