import type { Edit } from '../checks/edit';
import {
	noTurnInTime,
	stoppedBeforeSubmit,
	stoppedInSubmit,
	submitFailed,
} from '../errors/submitProblems';
import type { Client } from '../service/client';
import type { Cause } from '../service/fault';
import { networkFault } from '../service/networkFault';
import type { Task } from '../service/service';
import type { Deadline } from '../shared/timeLimit';
import { POLICIES } from '../shared/policies';
import { retry } from '../shared/retry';
import { withGrace } from './graceAfterStop';
import type { OpenPurchase } from './openPurchase';

/** After these the service gives the same answer for the same key again and again. */
const KEY_USED_UP: Cause[] = ['keyReused', 'keyIndeterminate'];

/** How an edit is submitted. */
export interface Submit {
	client: Client;
	purchase: OpenPurchase;
	/** All its media have an address by now. */
	edit: Edit;
	/** The user's own limit for a request. */
	requestTimeoutMs?: number;
	/** No further submit is sent after it. */
	deadline: Deadline;
}

/**
 * Submits an edit, which costs money. The rules:
 * - It is sent again only where that cannot buy anything twice: the service was not reached, got too many
 *   requests, says that it did not execute it, or is still at the same purchase.
 * - Whatever else fails ends it, and the problem says whether the edit may be billed.
 * - It waits for its turn among all submits of the account.
 * - Stop ends it, but waits a moment for an answer on its way: it names a task that is paid.
 *
 * @throws {Problem} when there is no task, or none is known
 */
export async function submit(about: Submit): Promise<Task> {
	const { client, purchase, deadline } = about;
	const { stop } = client;
	let isOurKey = false;
	const { value: task, fault } = await retry(
		POLICIES.submit,
		async () => {
			const release = await client.submitSlot(deadline);
			if (stop?.aborted) throw stoppedBeforeSubmit();
			if (release === undefined) throw noTurnInTime();
			isOurKey = purchase.state.uncertain !== undefined || !purchase.isKeyPerhapsReused;
			return await submitOnce(about).finally(release);
		},
		{ stop, deadline },
	);
	if (task) return task;
	if (!stop?.aborted || !(fault.isRepeatable || fault.mayBeBilled)) {
		throw submitFailed(fault, isOurKey);
	}
	throw fault.mayBeBilled ? stoppedInSubmit() : stoppedBeforeSubmit();
}

async function submitOnce({ client, purchase, edit, requestTimeoutMs }: Submit) {
	const { context, stop } = client;
	const takeBack = purchase.markSubmitting();
	const sent = client.submit(edit, purchase.key, requestTimeoutMs).then((result) => {
		if (result.value) {
			purchase.noteBought(result.value.id);
			// An execution that is stopped or killed leaves no data behind: then the log has the task.
			const taskId = client.withoutKey(result.value.id);
			context.logger.info(`Wan Video Edit submitted task ${taskId}`, { taskId });
		}
		return result;
	});
	const noAnswer = { fault: { ...networkFault(new Error('stopped')), mayBeBilled: true } };
	const result = (await withGrace(sent, stop)) ?? noAnswer;
	const { fault } = result;
	if (fault?.mayBeBilled === false) takeBack();
	if (fault && KEY_USED_UP.includes(fault.cause)) purchase.noteKeyUsedUp();
	return result;
}
