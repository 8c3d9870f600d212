import type { Edit } from '../checks/edit';
import type { Limits } from '../checks/settings';
import { PieceNotSubmitted } from '../errors/cutProblems';
import {
	noTurnInTime,
	stoppedBeforeSubmit,
	stoppedInSubmit,
	submitFailed,
} from '../errors/submitProblems';
import type { Client } from '../service/client';
import type { Estimate } from '../service/estimate';
import type { Cause, SubmitFault } from '../service/fault';
import { networkFault } from '../service/networkFault';
import type { Task } from '../service/service';
import type { Deadline } from '../shared/timeLimit';
import { POLICIES } from '../shared/policies';
import { retry, type Result } from '../shared/retry';
import { bookOf } from './book';
import { findLostTask, type Lost } from './findLostTask';
import { withGrace } from './graceAfterStop';
import { sentEdit } from './sentEdit';
import { takeBack } from './takeBack';
import type { OpenPurchase } from './openPurchase';

/** After these the service gives the same answer for the same key again and again. */
const KEY_USED_UP: Cause[] = ['keyReused', 'keyIndeterminate'];

/** How an edit is submitted. */
export interface Submit {
	client: Client;
	purchase: OpenPurchase;
	/** All its media have an address by now. */
	edit: Edit;
	/** How long its video may be taken for, if that is known. */
	sourceSeconds?: number[];
	/** What it may cost, and what the node may buy in the execution. */
	estimate: Estimate;
	limits: Limits;
	/** The user's own limit for a request. */
	requestTimeoutMs?: number;
	/** No further submit is sent after it. */
	deadline: Deadline;
	/** Whether the edit would be bought in vain by now. */
	isInVain?: () => boolean;
}

/**
 * Submits an edit, which costs money. The rules:
 * - It is sent again only where that cannot buy anything twice: the service was not reached, got too many
 *   requests, says that it did not execute it, or is still at the same purchase.
 * - Whatever else fails ends it, and the problem says whether the edit may be billed. But where the service lists its
 *   tasks, that is found out first, and it is sent again if nothing was bought.
 * - It waits for its turn among all submits of the account.
 * - It is not sent if the node may not buy as much in the execution.
 * - Stop ends it, but waits a moment for an answer on its way: it names a task that is paid.
 *
 * @returns the task; `undefined` when the purchase has noted one that an earlier submit has bought
 * @throws {Problem} when there is no task, or none is known
 */
export async function submit(about: Submit): Promise<Task | undefined> {
	const { client, purchase, deadline } = about;
	const { stop } = client;
	const { taskList } = client.service;
	const isFound = async () => await hasBought(about);
	let isOurKey = false;
	const { value, fault } = await retry<Task | 'found', SubmitFault>(
		POLICIES.submit,
		async () => {
			if (await isFound()) return { value: 'found' };
			const release = await client.submitSlot(deadline);
			if (stop?.aborted) throw stoppedBeforeSubmit();
			if (release === undefined) throw noTurnInTime();
			if (purchase.isNew && about.isInVain?.()) {
				release();
				throw new PieceNotSubmitted();
			}
			isOurKey = purchase.state.uncertain !== undefined || !purchase.isKeyPerhapsReused;
			const result = await submitOnce(about).finally(release);
			const canBeFound = taskList !== undefined && result.fault?.mayBeBilled;
			return canBeFound ? { fault: { ...result.fault!, isRepeatable: true } } : result;
		},
		{ stop, deadline },
	);
	if (value) return value === 'found' ? undefined : value;
	if (!stop?.aborted || !(fault.isRepeatable || fault.mayBeBilled)) {
		if (await isFound()) return undefined;
		const mayBeBilled = fault.mayBeBilled && taskList === undefined;
		throw submitFailed({ ...fault, mayBeBilled }, isOurKey);
	}
	throw fault.mayBeBilled ? stoppedInSubmit() : stoppedBeforeSubmit();
}

/**
 * Finds out whether the edit is bought already, by another retry of its execution or by a submit without an answer, where
 * no Idempotency-Key tells. Then the purchase has noted the task.
 *
 * @throws {Problem} when it cannot be told
 */
export async function hasBought(about: Lost): Promise<boolean> {
	const { client, purchase } = about;
	const { taskList } = client.service;
	if (taskList === undefined) return false;
	if (bookOf(client.account).tellTask(purchase)) return true;
	return purchase.lostAnswer.isLost && (await findLostTask(about, taskList));
}

async function submitOnce(about: Submit) {
	const { client, purchase, edit, sourceSeconds, requestTimeoutMs, estimate, limits } = about;
	const { context, stop } = client;
	const takeCountBack = purchase.spending.count(estimate, limits);
	const takeNoteBack = purchase.markSubmitting();
	// Where the Idempotency-Key tells what became of a submit, nobody looks into the book.
	const book = client.service.taskList && bookOf(client.account);
	const sending = book && sentEdit(edit, sourceSeconds);
	if (sending) purchase.lostAnswer.noteEdit(sending);
	const sentAtMs = Date.now();
	const noteAnswer = ({ value: task, fault }: Result<Task, SubmitFault>) => {
		if (fault?.mayBeBilled && sending) {
			book.noteLost(purchase.id, { prompt: sending.prompt, sentAtMs, lostAtMs: Date.now() });
		}
		if (!task) return;
		purchase.noteBought(task.id);
		book?.note(task.id, purchase.id);
		book?.noteNotLost(purchase.id);
		// An execution that is stopped or killed leaves no data behind: then the log has the task.
		const taskId = client.withoutKey(task.id);
		context.logger.info(`Wan Video Edit submitted task ${taskId}`, { taskId });
	};
	let isHeard = true;
	const sent = client.submit(edit, purchase.key, requestTimeoutMs).then(async (result) => {
		noteAnswer(result);
		if (!isHeard && result.value) await takeBack(client, purchase, result.value);
		return result;
	});
	book?.noteOnItsWay(sent, purchase.id);
	const answer = await withGrace(sent, stop);
	isHeard = answer !== undefined;
	const result = answer ?? { fault: NO_ANSWER };
	const { fault } = result;
	if (fault?.mayBeBilled === false) {
		takeCountBack();
		takeNoteBack();
	} else if (fault && book) purchase.lostAnswer.note();
	if (fault?.kind === 'sourceNotFetched') purchase.forgetLinks();
	if (fault && KEY_USED_UP.includes(fault.cause)) purchase.noteKeyUsedUp();
	return result;
}

const NO_ANSWER: SubmitFault = { ...networkFault(new Error('stopped')), mayBeBilled: true };
