import { notToldWhose } from '../errors/taskProblems';
import type { Client } from '../service/client';
import type { Task } from '../service/service';
import { bookOf } from './book';
import type { OpenPurchase } from './openPurchase';
import { promptPrint } from './promptPrint';

/**
 * Whether a task is the one of this purchase, as far as the service tells by now: another program may use the same
 * account, and a task that was only found in the list may be its.
 *
 * @throws {Problem} when the task is done, and the service does not tell whose it is
 */
export function isOwnTask(client: Client, purchase: OpenPurchase, task: Task): boolean {
	const { lostAnswer } = purchase;
	if (lostAnswer.isForeign(task.id)) return false;
	if (!lostAnswer.isOnlyFound) return true;
	const isSilent = task.prompt === undefined;
	if (isSilent && task.state === 'running') return true;
	const { prompt } = lostAnswer;
	if (isSilent && task.state === 'completed' && prompt !== promptPrint()) throw notToldWhose(task);
	// Of a task that has failed nobody says whose it was. It has bought nothing: then it is looked for once more.
	const isOurs = isSilent ? task.state !== 'failed' : promptPrint(task.prompt) === prompt;
	lostAnswer.noteOwner(isOurs);
	const book = bookOf(client.account);
	if (isOurs) book.note(task.id, purchase.id);
	book.noteNotLost(purchase.id);
	return isOurs;
}
