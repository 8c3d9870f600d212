import type { Cause, SubmitFault } from '../service/fault';
import { BY_KIND } from './failureKinds';

/** What happened, and what to do next where the state of the billing does not say it. */
type Words = [happened: string, next?: string];

/** A new execution would have another key. */
const RETRY_IN_A_MINUTE =
	'Retry this execution in a minute, with Retry On Fail or from the executions list: it is not billed twice.';
const RUN_AGAIN = 'Run the node again in a minute.';
const REFUSED: Words = [
	'The service refused the edit',
	'Correct what the service names and run the node again.',
];
export const LOOK_IT_UP = 'Check your balance or task list at the service';

const REDIRECT =
	'The service answered with a redirect, which is not followed because it could carry the API key away';

const BY_CAUSE: Record<Cause, Words> = {
	badKey: [
		'The service does not accept the API key',
		'Check the key in the credential, and that it belongs to the chosen service: a key of one service, or of one region, does not work at another.',
	],
	noBalance: [
		'The balance is used up',
		'Top up at the service and run the node again; the API key is fine.',
	],
	notAllowed: [
		'The API key is not allowed to do this',
		'Check the models, IP addresses and quota of the key at the service.',
	],
	billDue: [
		'The account has an unpaid bill or no way to pay',
		'Settle it in the account at the service and run the node again; the API key is fine, and repeating does not help before.',
	],
	quotaUsedUp: [
		'The quota of the account is used up',
		'Get more at the service, or allow paid use there if only the free quota is allowed, and run the node again; repeating does not help before.',
	],
	notActivated: [
		'The account may not use the model yet',
		'Activate Wan2.7-VideoEdit in the console of the service, in the region of the API key, allow it there for the workspace of the key, and run the node again.',
	],
	wrongRegion: [
		'The model or the workspace does not exist at this address',
		'Choose the service in the region of the API key, or check the Base URL of the credential.',
	],
	badRequest: REFUSED,
	tooLarge: REFUSED,
	notFound: [
		'There is no Wan video API at this address',
		'Check Service and Base URL in the credential, and API Style if Service is "Other".',
	],
	redirect: [
		REDIRECT,
		`The edit may have been accepted all the same. ${LOOK_IT_UP}; if the edit is not there, enter the final address as the Base URL of the credential and run the workflow again.`,
	],
	tooManyRequests: [
		'The service is receiving too many requests',
		"Run the node again in a minute, or space the items out with the node's Batching option.",
	],
	noRoom: ['The service has no room for the edit right now'],
	keyInProgress: [
		'The service is still busy with an earlier attempt at the same purchase',
		RETRY_IN_A_MINUTE,
	],
	keyReused: [
		'The Idempotency Key was used for another edit before',
		'A different video, prompt, option or Callback URL counts as a different edit. Give this edit its own key, or leave the option empty.',
	],
	keyIndeterminate: [
		'The service does not know whether it has accepted this edit before',
		`A retry gets the same answer. ${LOOK_IT_UP}: if the edit is not there, give the option Idempotency Key a new value.`,
	],
	keyKnown: [
		'The service has already seen this Idempotency Key',
		`${RETRY_IN_A_MINUTE} If that does not help, check your balance or task list at the service.`,
	],
	notExecuted: ['The service did not accept the edit', RUN_AGAIN],
	serviceFailed: ['The service failed while accepting the edit'],
	contradiction: ['The service answered with an error and a task at once'],
	noResult: ['The service accepted the edit but returned no task ID'],
	noAnswer: ['The connection broke while the edit was being submitted'],
};

/** The same when it is known that nothing was bought, which other causes leave open. */
const NOTHING_BOUGHT: Partial<Record<Cause, Words>> = {
	redirect: [
		REDIRECT,
		'Enter the final address as the Base URL of the credential, and run the node again.',
	],
	serviceFailed: ['The service failed while accepting the edit', RUN_AGAIN],
	contradiction: ['The service answered with an error and a task at once', RUN_AGAIN],
	noResult: ['The service did not say that it accepted the edit', RUN_AGAIN],
	noAnswer: ['The connection broke while the edit was being submitted', RUN_AGAIN],
};

/** What is said of a submit that brought no task. */
export function wordsFor({ cause, kind, mayBeBilled }: SubmitFault): Words {
	const { happened, next } = kind ? BY_KIND[kind] : {};
	if (cause === 'badRequest' && happened !== undefined) {
		return [`The service refused the edit, because ${happened}`, next];
	}
	return (mayBeBilled ? undefined : NOTHING_BOUGHT[cause]) ?? BY_CAUSE[cause];
}
