import { listUnanswered, severalTasks, stoppedInSubmit } from '../errors/submitProblems';
import type { Client } from '../service/client';
import type { ListedTask, Task, TaskList } from '../service/service';
import { orStopped, pause } from '../shared/pause';
import { POLICIES, TIMEOUTS_MS } from '../shared/policies';
import { retry } from '../shared/retry';
import { timeLimit, type Deadline } from '../shared/timeLimit';
import { bookOf, type Book } from './book';
import type { LostSubmit } from './lostAnswer';
import type { OpenPurchase } from './openPurchase';
import { promptPrint } from './promptPrint';

/** A purchase whose submit got no answer. */
export interface Lost {
	client: Client;
	purchase: OpenPurchase;
	deadline: Deadline;
}

/** Between two looks into the list. */
const PAUSE_MS = 2_500;

/** How long others that submit are waited for, even when the Timeout is over. */
const LEAST_WAIT_MS = 1_000;

/** How long after its answer was lost a submit may still be taken: after Stop it goes on for a while, unheard. */
const LATEST_MS = 5 * 60_000;

/** Of more tasks than this nobody is asked for one by one. */
const MOST_CANDIDATES = 20;

/** How much earlier another submit without an answer can have left whose task is mistaken for this one's. */
const SAME_TIME_MS = 15 * 60_000;

/**
 * Finds out, at a service that lists its tasks, what became of a submit without an answer. The rules:
 * - No task of the model since the submit left: nothing was bought. That is believed once the list has had time to show
 *   a task.
 * - Exactly one that nobody in this n8n knows, and whose prompt is not known to be another: it goes on with that.
 * - Several: a person has to tell, or the service once they have ended.
 *
 * @returns whether a task was found, which the purchase has noted
 * @throws {Problem} when it cannot be told, or Stop was pressed
 */
export async function findLostTask(lost: Lost, list: TaskList): Promise<boolean> {
	const { client, purchase, deadline } = lost;
	const { stop } = client;
	const book = bookOf(client.account);
	const own = book.noteLost(purchase.id, purchase.lostAnswer.unsure!);
	for (;;) {
		// After Stop, a submit may go on that nobody waits for.
		const isOver = !book.isOnItsWay(purchase.id);
		const { sentAtMs, lostAtMs } = own;
		const isBelieved = isOver && Date.now() >= lostAtMs + TIMEOUTS_MS.listLag;
		const untilMs = lostAtMs + LATEST_MS;
		const ask = async () => await client.tasksBetween(list, sentAtMs, untilMs, deadline);
		const { value: listed, fault } = await retry(POLICIES.list, ask, { stop, deadline });
		// What others have bought meanwhile is in the list before they know it.
		const { signal, lift } = timeLimit(Math.max(LEAST_WAIT_MS, deadline.leftMs), stop);
		if (listed) await orStopped(book.untilAnswered(), signal);
		lift();
		if (stop?.aborted) throw stoppedInSubmit();
		if (purchase.taskId !== undefined || book.tellTask(purchase)) return true;
		if (!listed) throw listUnanswered(fault.reason);
		if (signal.aborted) throw listUnanswered('the Timeout is over');

		const { surely, perhaps, failed } = await candidatesAmong(listed, lost, own, book);
		if (stop?.aborted) throw stoppedInSubmit();
		// Another retry may have found it meanwhile.
		if (book.tellTask(purchase)) return true;
		const [only, ...others] = surely.length > 0 ? surely : perhaps;
		if (only !== undefined) {
			const isClear =
				others.length === 0 && !mayBeOfAnother(only, own, book.othersLost(purchase.id));
			if (!isClear) throw severalTasks([only, ...others]);
			own.taskId = only;
			purchase.lostAnswer.noteFound(only);
			return true;
		}
		if (isBelieved) {
			book.noteNotLost(purchase.id);
			purchase.lostAnswer.noteNothingBought();
			if (failed) countFailed(lost, failed, book);
			else purchase.spending.takeBack();
			return false;
		}
		if (deadline.leftMs <= 0) throw listUnanswered('the Timeout is over');
		await pause(PAUSE_MS, stop);
	}
}

/**
 * The tasks that may be this purchase's: those with its prompt, and those whose prompt the service does not tell yet. It
 * never tells that of a task that has failed, which has bought nothing, whosever it was: one such may have been it.
 */
async function candidatesAmong(
	listed: ListedTask[],
	{ client, purchase, deadline }: Lost,
	own: LostSubmit,
	book: Book,
): Promise<{ surely: string[]; perhaps: string[]; failed?: Task }> {
	const ids = [...new Set(listed.map(({ id }) => id))];
	const unknown = ids.filter((id) => !book.knows(id));
	const mayBeOurs = unknown.filter((id) => !purchase.lostAnswer.isForeign(id));
	if (mayBeOurs.length > MOST_CANDIDATES) return { surely: [], perhaps: mayBeOurs };
	const { stop } = client;
	const look = async (id: string) =>
		await retry(POLICIES.list, async () => await client.getTask(id), { stop, deadline });
	const answers = await Promise.all(unknown.map(async (id) => ({ id, ...(await look(id)).value })));
	// Meanwhile others that were waiting for theirs may have learned that it is.
	const checked = answers.filter(({ id }) => !book.knows(id));
	const candidates = checked.filter(({ id }) => mayBeOurs.includes(id));
	return {
		surely: candidates.flatMap(({ id, prompt }) =>
			prompt !== undefined && promptPrint(prompt) === own.prompt ? [id] : [],
		),
		perhaps: candidates.flatMap(({ id, prompt, state }) =>
			prompt === undefined && state !== 'failed' ? [id] : [],
		),
		failed: checked.find((task): task is Task => task.state === 'failed' && !task.prompt),
	};
}

/** Lets the purchase count for an edit that has failed, which costs nothing, and keeps others from counting for it, too. */
function countFailed({ purchase }: Lost, failed: Task, book: Book): void {
	purchase.spending.settle(failed, {});
	book.note(failed.id, purchase.id);
	book.noteDropped(purchase.id);
}

/** Whether another submit without an answer may have bought the task. */
const mayBeOfAnother = (taskId: string, own: LostSubmit, others: LostSubmit[]): boolean =>
	others.some(
		(other) =>
			other.taskId === taskId ||
			(other.prompt === own.prompt && other.sentAtMs > own.sentAtMs - SAME_TIME_MS),
	);
