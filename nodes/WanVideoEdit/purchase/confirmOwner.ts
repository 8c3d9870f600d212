import { notToldWhose } from '../errors/taskProblems';
import type { Client } from '../service/client';
import type { Task } from '../service/service';
import { bookOf, type Book } from './book';
import type { OpenPurchase } from './openPurchase';
import { promptPrint } from './promptPrint';
import { unlikeness } from './sentEdit';

/**
 * Whether a task is the one of this purchase, as far as the service tells by now: another program may use the same
 * account, and a task that was only found in the list may be its.
 *
 * @throws {Problem} when the task is done, and the service does not tell whose it is, or contradicts itself
 */
export function isOwnTask(client: Client, purchase: OpenPurchase, task: Task): boolean {
	const { lostAnswer } = purchase;
	if (lostAnswer.isForeign(task.id)) return false;
	if (!lostAnswer.isOnlyFound) return true;
	const book = bookOf(client.account);
	if (book.isOfAnother(task.id, purchase.id)) {
		noteForeign(purchase, book);
		return false;
	}
	const isSilent = task.prompt === undefined;
	if (isSilent && task.state === 'running') return true;
	const { edit } = lostAnswer;
	const isDone = task.state === 'completed';
	if (isSilent && isDone && edit?.prompt !== promptPrint()) throw notToldWhose(task);
	// Of a task that has failed nobody says whose it was. It has bought nothing: then it is looked for once more.
	const isOurs = isSilent ? task.state !== 'failed' : promptPrint(task.prompt) === edit?.prompt;
	const unlike = isOurs && isDone && edit ? unlikeness(edit, task) : undefined;
	if (unlike !== undefined) throw notToldWhose(task, unlike);
	if (!isOurs) {
		noteForeign(purchase, book);
		return false;
	}
	lostAnswer.noteOwner(true);
	book.note(task.id, purchase.id);
	book.noteNotLost(purchase.id);
	return true;
}

/** Notes that the task that was found is somebody else's: what its own submit has bought is not known again. */
function noteForeign({ id, lostAnswer }: OpenPurchase, book: Book): void {
	lostAnswer.noteOwner(false);
	book.noteLost(id, { ...lostAnswer.unsure!, taskId: undefined });
}
