import type { Cause, SubmitFault } from '../service/fault';
import { Problem, Stopped } from './problem';
import { LOOK_IT_UP, wordsFor } from './submitCauses';

/** What can go wrong before there is a task. `withBilling` adds what is known about the money. */

/** A parameter or the credential breaks a rule. */
export const brokenRule = (
	message: string,
	description = 'Correct the field and run the node again.',
): Problem => new Problem('no', message, description);

/** Another item of the same run breaks a rule. Items are counted from 0, as everywhere in n8n. */
export const notSubmitted = (item: number, error: string): Problem =>
	new Problem(
		'no',
		`Nothing was submitted, because item ${item} (counted from 0) cannot be edited: ${error}`,
		'Correct that item and run the node again, or set On Error to "Continue" to edit the others anyway.',
	);

/**
 * A submit brought no task.
 *
 * @param isOurKey whether only this purchase can have used the Idempotency-Key, maybe at an earlier attempt
 */
export function submitFailed(fault: SubmitFault, isOurKey = false): Problem {
	const { cause, reason, status, retryAfterMs, mayBeBilled, neverSent = true } = fault;
	const billing = mayBeBilled ? 'maybe' : 'no';
	// Another key would buy it again.
	if (isOurKey && cause === 'keyReused') return knownWithOtherDetails(fault);
	if (cause === 'noAnswer' && !mayBeBilled && neverSent) {
		return new Problem(
			billing,
			`The service could not be reached (${reason})`,
			'Check the network and the address in the credential.',
		);
	}
	const [happened, next] = wordsFor(fault);
	const pause = retryAfterMs ? `; it asks to wait ${Math.ceil(retryAfterMs / 1000)} s` : '';
	const said = cause === 'noResult' ? `: ${reason}` : ` (${reason}${pause})`;
	const isHopeless = HOPELESS.includes(cause);
	return new Problem(billing, `${happened}${said}`, next, status, { isHopeless });
}

/** After these a repetition of what may have been bought gets the same answer. */
const HOPELESS: Cause[] = ['badRequest', 'tooLarge', 'keyReused', 'keyIndeterminate'];

const knownWithOtherDetails = ({ reason, status }: SubmitFault) =>
	new Problem(
		'maybe',
		`The service knows this edit from an earlier attempt with different details, e.g. another file link or Callback URL (${reason})`,
		`The earlier attempt may be billed. ${LOOK_IT_UP}: if the edit is not there, give the option Idempotency Key a new value.`,
		status,
		{ isHopeless: true },
	);

/** An earlier attempt got no answer, and the service may have forgotten its key by now (API §1). */
export const keyForgotten = (): Problem =>
	new Problem(
		'maybe',
		'The edit was not submitted again: an earlier attempt, more than 23 hours ago, got no answer',
		`It may have been accepted, and after a day the service no longer recognises the repetition. ${LOOK_IT_UP}; if the edit is not there, run the workflow again.`,
	);

/** The answer to a submit was lost, and the service does not tell what became of it. */
export const listUnanswered = (reason: string): Problem =>
	new Problem(
		'maybe',
		`The answer to the submit was lost, and the service's list of tasks does not tell what became of it (${reason})`,
	);

/** The answer to a submit was lost, and several tasks may be what became of it. */
export const severalTasks = (ids: string[]): Problem =>
	new Problem(
		'maybe',
		`The answer to the submit was lost, and ${ids.length === 1 ? 'a task' : 'one of these tasks'} may be this edit's, or another one's: ${listed(ids)}`,
		'Retry the execution when they have ended, which costs nothing: then the service tells their prompts. Or look at them with the operation "Get Task", and run the node again only if none of them is this edit.',
		undefined,
		{ taskIds: ids, isHopeless: true },
	);

/** Different edits of a run have one Idempotency Key of the user's. */
export const ownKeyGivenTwice = (key: string, items: number[]): Problem =>
	new Problem(
		'no',
		`The Idempotency Key "${key}" is given to different edits: items ${listed(items)} (counted from 0)`,
		'The service would refuse the second one, or return the video of the first. Give each edit its own key, e.g. with an expression such as {{ $json.id }}, or leave the option empty.',
	);

const MOST_LISTED = 10;

const listed = (items: Array<number | string>) =>
	items.length > MOST_LISTED
		? `${items.slice(0, MOST_LISTED).join(', ')} and ${items.length - MOST_LISTED} more`
		: items.join(', ');

/**
 * An earlier attempt got no answer, and the credential belongs to another service or account by now: there
 * the edit would be bought once more.
 *
 * @param service the address that the earlier attempt submitted to
 */
export const submittedElsewhere = (service: string): Problem =>
	new Problem(
		'maybe',
		`The edit was not submitted: an earlier attempt at ${service} got no answer, and the credential has another service or API key now`,
		`The earlier attempt may have been accepted and billed, and this one would buy the edit again. Give the node the earlier credential and retry, which gets that edit back without paying twice, or check your balance or task list there: if the edit is not there, run the workflow again.`,
	);

/** The user's Timeout was over while other edits of the same account were submitted. */
export const noTurnInTime = (): Problem =>
	new Problem(
		'no',
		'The Timeout was over before it was the turn of this edit: too many edits are being submitted',
		'Run the node again for this edit, or set a longer Timeout (Minutes).',
	);

/** Stop was pressed, or the workflow's time limit came, before the task had an ID. */
export const stoppedInSubmit = (): Problem =>
	new Stopped('maybe', 'while the edit was being submitted');

/** Stop was pressed, or the workflow's time limit came, before anything was sent. */
export const stoppedBeforeSubmit = (): Problem =>
	new Stopped('no', 'before the edit was submitted');
