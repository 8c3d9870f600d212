import type { Cause, Fault } from '../service/fault';
import type { Task } from '../service/service';
import { shorten } from '../shared/shorten';
import type { PurchaseState } from './billing';
import { BY_KIND, UNKNOWN_KIND } from './failureKinds';
import { attempts, bought, hopeless, Problem, retryOrGetTask, shownId, Stopped } from './problem';
import { perhapsUsedUp } from './sourceProblems';

/** What can go wrong once there is a task. Each message names it, so that nothing paid is lost. */

const CONTINUES = 'The edit continues at the service and is billed.';

/** What became of a task that was to be cancelled. */
const NOT_TAKEN_BACK = {
	notCancelled: ': it could not be cancelled any more, continues and is billed',
	perhapsCancelled:
		': the service did not say whether it could be cancelled, so that it may continue and be billed',
};

/**
 * Stop was pressed, or the workflow's time limit came, when the task was known.
 *
 * @param outcome of the attempt to cancel it, where the service can do that
 */
export function stopped(
	{ id, status, state }: Task,
	outcome?: keyof typeof NOT_TAKEN_BACK,
): Problem {
	const cancelling = outcome && state === 'running' ? NOT_TAKEN_BACK[outcome] : '';
	// Otherwise the message has said it.
	const goesOn = cancelling === '' ? `${CONTINUES} ` : '';
	return new Stopped(
		'yes',
		`at task ${shownId(id)}, which was "${status}"${cancelling}`,
		(way) => `${state === 'completed' ? 'The video is ready and paid. ' : goesOn}${way}`,
		id,
	);
}

/** The same when the task had not begun, so that the service could take it back. */
export const takenBack = ({ id }: Task): Problem =>
	new Stopped(
		'no',
		`at task ${shownId(id)}, which had not begun: it was cancelled and is not billed`,
		() => 'To buy the edit, run the node again.',
	);

/**
 * A task was found when the answer to a submit was lost, and the service does not tell whose it is.
 *
 * @param unlike in what it is not like this edit, although it has its prompt
 */
export const notToldWhose = ({ id }: Task, unlike?: string): Problem =>
	new Problem(
		'yes',
		`Task ${shownId(id)} was started when the answer to the submit of this edit was lost, but ${unlike ?? "the service does not tell whether it is this edit's"}`,
		`Look at its video with the operation "Get Task" and this task ID, which costs nothing. If it is another one's, run the workflow again.`,
		undefined,
		{ isHopeless: true },
	);

/** Stop was pressed before the first status check had an answer. */
export const stoppedInCheck = (id: string): Problem =>
	new Stopped('yes', `while checking task ${shownId(id)}`, (way) => way, id);

/** The task ended without a video (API §2). */
export function taskFailed(
	{ id, status, failureReason, failureCode, failureKind, isNotBilled }: Task,
	about: { hasOwnKey: boolean; hasProbedLinks?: boolean; doubt?: string; isPiece?: boolean },
): Problem {
	const { hasOwnKey, hasProbedLinks, doubt, isPiece } = about;
	const isPerhapsUsedUp = failureKind === 'sourceNotFetched' && hasProbedLinks;
	const isAboutLength = ['sourceLimit', 'unexplained', undefined].includes(failureKind);
	const isCancelled = /cancel/i.test(status);
	const kind = failureKind ?? (isCancelled ? 'cancelled' : undefined);
	const { happened, next } = kind ? BY_KIND[kind] : UNKNOWN_KIND;
	const ended = isCancelled ? 'was cancelled' : 'failed';
	const because = happened ? `, because ${happened}` : '';
	const withAnotherKey =
		'with another Idempotency Key: for the same one the service returns this task';
	const again = isPiece
		? `To buy this piece again, retry the execution${hasOwnKey ? ` ${withAnotherKey}` : ''}`
		: hasOwnKey
			? `Run the node again ${withAnotherKey}`
			: 'To buy the edit again, run the node again';
	const money = isNotBilled
		? 'The service does not bill failed tasks'
		: 'Services usually refund failed tasks';
	const helps = `${next}${isPerhapsUsedUp ? ` ${perhapsUsedUp}` : ''}${isAboutLength && doubt ? ` ${doubt}` : ''}`;
	const ending = ` (task ${shownId(id)}, "${shorten(status, LONGEST_STATUS)}")`;
	return new Problem(
		'yes',
		`The edit ${ended}${because}: ${failureReason ?? failureCode ?? 'the service gave no reason'}${ending}`,
		`${helps} ${again}. ${money}.`,
		undefined,
		{ ending, inGetTask: `${helps} Only Submit Edit buys the edit again. ${money}.` },
	);
}

/** Beside the task ID, which must have room in a message. */
const LONGEST_STATUS = 60;

/** The user's Timeout is over. */
export const timeIsUp = ({ id, status }: Task, timeoutMs: number, fault?: Fault): Problem =>
	bought(
		`Task ${shownId(id)} was still "${status}" after ${minutes(timeoutMs)}${fault ? `; the last status check failed (${fault.reason})` : ''}`,
		(way) => `${CONTINUES} ${way} A longer Timeout (Minutes) lets the node wait longer.`,
		retryOrGetTask(id),
	);

const minutes = (ms: number) =>
	`${Number((ms / 60_000).toFixed(3))} ${ms === 60_000 ? 'minute' : 'minutes'}`;

/** What to do next when the service gives no information about a task, and what it says is about the account. */
const NEXT: Partial<Record<Cause, string>> = {
	badKey:
		'Check the API key in the credential, and that it belongs to the chosen service and its region.',
	noBalance: 'Top up at the service; the API key is fine.',
	billDue: 'Settle the bill in the account at the service; the API key is fine.',
	quotaUsedUp: 'Get more quota at the service, or allow paid use there.',
	notActivated: 'Check in the console of the service that the model is still activated.',
	notAllowed: 'Check the models, IP addresses and quota of the API key at the service.',
	wrongRegion: 'Choose the service in the region of the API key, where the task was bought.',
};
const FIREWALL =
	'A firewall or a gateway in front of the service turns the status checks away: check the network and the proxy of this n8n, and look the task up later.';
const CHECK_ID =
	'Check the task ID, and that the credential belongs to the service and account that bought the task. Services forget tasks after a while, Alibaba Cloud Model Studio after a day.';

/**
 * The service gives no information about the task, and would not at a further check.
 *
 * @param isTyped whether nobody but a person says that there is such a task
 */
export function taskRefused(
	id: string,
	{ cause, reason, status, doubt }: Fault,
	{ isTyped = false } = {},
): Problem {
	const message = `The service gave no information about task ${shownId(id)} (${reason})`;
	const known = doubt === 'page' ? FIREWALL : NEXT[cause];
	// The same ID would get the same answer.
	if (isTyped && known === undefined) return bought(message, () => CHECK_ID, '', status);
	const next = (way: string) => `${known ?? NAMED_BEFORE} ${way}`;
	const refused = bought(message, next, retryOrGetTask(id), status);
	return cause === 'notFound' ? hopeless(refused) : refused;
}

const NAMED_BEFORE =
	"The service has named this task before, and it is paid. Look it up later, or ask the service's support about this task ID.";

/** Too many status checks in a row failed, although each might have passed. */
export const taskUnreachable = (id: string, tries: number, { cause, reason }: Fault): Problem =>
	bought(
		`No answer from the service about task ${shownId(id)} after ${attempts(tries)} (${reason})`,
		(way) => `The edit is not lost. ${cause === 'redirect' ? FINAL_ADDRESS : ''}${way}`,
		retryOrGetTask(id),
	);

const FINAL_ADDRESS =
	'Redirects are not followed, because they could carry the API key away: if the API has moved, enter its final address as the Base URL of the credential. ';

/** Something failed that nobody thought of: a mistake in the node. */
export function unexpected(reason: string, { taskId, uncertain }: PurchaseState): Problem {
	if (taskId !== undefined) {
		const message = `Something went wrong with task ${shownId(taskId)}: ${reason}`;
		return bought(message, (way) => `${CONTINUES} ${way}`, retryOrGetTask(taskId));
	}
	const message = `Something went wrong: ${reason}`;
	if (uncertain) return new Problem('maybe', message);
	const next = 'Run the node again. If that does not help, report it with this message.';
	return new Problem('no', message, next);
}

/** What an agent is told that has waited for as long as it can. It must not buy the edit again. */
export function stillAtWork(tasks: Task[]): string {
	const ids = tasks.map(({ id }) => shownId(id)).join(', ');
	const [task, these] = tasks.length === 1 ? ['task', 'this task ID'] : ['tasks', 'these task IDs'];
	return `The edit is paid for and still being made; edits usually take 2–8 minutes. Do not submit it again: check ${task} ${ids} in a minute with the operation "Get Task", or tell the user ${these}.`;
}
