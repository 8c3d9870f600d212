import type { Cause, Fault } from '../service/fault';
import { isoTime, type Task } from '../service/service';
import type { PurchaseState } from './billing';
import { BY_KIND, UNKNOWN_KIND } from './failureKinds';
import { Problem, shownId, useGetTask } from './problem';
import { perhapsUsedUp } from './sourceProblems';

/** What can go wrong once there is a task. Each message names it, so that nothing paid is lost. */

const bought = (message: string, description: string, httpStatus?: number): Problem =>
	new Problem('yes', message, description, httpStatus);

/** The same where no other execution can go on with the task. */
const hopeless = (message: string, description: string, httpStatus?: number): Problem =>
	new Problem('yes', message, description, httpStatus, { isHopeless: true });

/** An execution that failed, other than a stopped one, can continue where it failed. */
const retryOrGetTask = (id: string) =>
	`Retry the execution, which continues with this task, or use the operation "Get Task" with the task ID ${id}: neither costs anything.`;

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
	return bought(
		`Stopped at task ${shownId(id)}, which was "${status}"${cancelling}`,
		`${state === 'completed' ? 'The video is ready and paid. ' : goesOn}${useGetTask(id)}`,
	);
}

/** The same when the task had not begun, so that the service could take it back. */
export const takenBack = ({ id }: Task): Problem =>
	new Problem(
		'no',
		`Stopped at task ${shownId(id)}, which had not begun: it was cancelled and is not billed`,
		'To buy the edit, run the node again.',
	);

/**
 * A task was found when the answer to a submit was lost, and the service does not tell whose it is.
 *
 * @param unlike in what it is not like this edit, although it has its prompt
 */
export const notToldWhose = ({ id }: Task, unlike?: string): Problem =>
	hopeless(
		`Task ${shownId(id)} was started when the answer to the submit of this edit was lost, but ${unlike ?? "the service does not tell whether it is this edit's"}`,
		`Look at its video with the operation "Get Task" and this task ID, which costs nothing. If it is another one's, run the workflow again.`,
	);

/** Stop was pressed before the first status check had an answer. */
export const stoppedInCheck = (id: string): Problem =>
	bought(`Stopped while checking task ${shownId(id)}`, useGetTask(id));

/** The task ended without a video (API §2). */
export function taskFailed(
	{ id, status, failureReason, failureCode, failureKind, isNotBilled }: Task,
	about: { hasOwnKey: boolean; hasProbedLinks?: boolean; doubt?: string; isPiece?: boolean },
): Problem {
	const { hasOwnKey, hasProbedLinks, doubt, isPiece } = about;
	const isPerhapsUsedUp = failureKind === 'sourceNotFetched' && hasProbedLinks;
	const isAboutLength = ['sourceLimit', 'unexplained', undefined].includes(failureKind);
	const { happened, next } = failureKind ? BY_KIND[failureKind] : UNKNOWN_KIND;
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
	return bought(
		`Task ${shownId(id)} ended as "${status}"${because}: ${failureReason ?? failureCode ?? 'the service gave no reason'}`,
		`${next}${isPerhapsUsedUp ? ` ${perhapsUsedUp}` : ''}${isAboutLength && doubt ? ` ${doubt}` : ''} ${again}. ${money}.`,
	);
}

/** The task is completed but has no link: a fault of the service (API §2). */
export const completedWithoutVideo = ({ id, status }: Task): Problem =>
	hopeless(
		`Task ${shownId(id)} is "${status}", but the service gave no video`,
		`Ask the service's support about this task ID. ${retryOrGetTask(id)}`,
	);

/** The user's Timeout is over. */
export const timeIsUp = ({ id, status }: Task, timeoutMs: number, fault?: Fault): Problem =>
	bought(
		`Task ${shownId(id)} was still "${status}" after ${minutes(timeoutMs)}${fault ? `; the last status check failed (${fault.reason})` : ''}`,
		`${CONTINUES} ${retryOrGetTask(id)} A longer Timeout (Minutes) lets the node wait longer.`,
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
	'Check the task ID, and that the credential belongs to the service and account that bought the task.';

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
	const next = isTyped
		? CHECK_ID
		: "The service has named this task before, and it is paid. Look it up later, or ask the service's support about this task ID.";
	return (cause === 'notFound' ? hopeless : bought)(
		`The service gave no information about task ${shownId(id)} (${reason})`,
		`${doubt === 'page' ? FIREWALL : (NEXT[cause] ?? next)} ${retryOrGetTask(id)}`,
		status,
	);
}

/** Too many status checks in a row failed, although each might have passed. */
export const taskUnreachable = (id: string, tries: number, { cause, reason }: Fault): Problem =>
	bought(
		`No answer from the service about task ${shownId(id)} after ${attempts(tries)} (${reason})`,
		`The edit is not lost. ${cause === 'redirect' ? FINAL_ADDRESS : ''}${retryOrGetTask(id)}`,
	);

const FINAL_ADDRESS =
	'Redirects are not followed, because they could carry the API key away: if the API has moved, enter its final address as the Base URL of the credential. ';

const attempts = (tries: number) => (tries === 1 ? '1 attempt' : `${tries} attempts`);

/** The video is there but did not arrive. */
export function downloadFailed(
	{ id, videoUrl, videoUrlExpiresAtS = Infinity }: Task,
	tries: number,
	reason: string,
	nowMs: number,
): Problem {
	const message = `The edited video of task ${shownId(id)} is ready and paid, but could not be downloaded in ${attempts(tries)} (${reason})`;
	const next = `${retryOrGetTask(id)} Its link (${videoUrl}) also opens in a browser.`;
	if (videoUrlExpiresAtS === Infinity) return bought(message, next);
	const until = isoTime(videoUrlExpiresAtS);
	return videoUrlExpiresAtS * 1000 < nowMs
		? hopeless(
				`${message}; its link expired at ${until}`,
				`Ask the service's support about this task ID. ${retryOrGetTask(id)} Only a new execution buys the edit again.`,
			)
		: bought(`${message}; its link works until ${until}`, next);
}

/** Something failed that nobody thought of: a mistake in the node. */
export function unexpected(reason: string, { taskId, uncertain }: PurchaseState): Problem {
	if (taskId !== undefined) {
		const message = `Something went wrong with task ${shownId(taskId)}: ${reason}`;
		return bought(message, `${CONTINUES} ${retryOrGetTask(taskId)}`);
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
