import { stoppedBeforeSubmit } from '../errors/submitProblems';
import { orStopped } from '../shared/pause';

/**
 * The attempt that submits a purchase, until it is done, by the purchase's ID: n8n may begin the next attempt of Retry On
 * Fail while items of the one before are still at their submit, and somebody may retry an execution twice at a time.
 */
const holders = new Map<string, Promise<void>>();

/** Ends when the attempt is done that submits a purchase now. */
export const holderOf = (purchaseId: string): Promise<void> | undefined => holders.get(purchaseId);

/**
 * Does something that only one attempt at a time may do with a purchase.
 *
 * @returns `undefined` when Stop was pressed before it began
 * @throws whatever `work` throws
 */
export async function exclusively<T>(
	purchaseId: string,
	work: () => Promise<T>,
	stop?: AbortSignal,
): Promise<T | undefined> {
	for (let other = holders.get(purchaseId); other; other = holders.get(purchaseId)) {
		await orStopped(other, stop);
		if (stop?.aborted) return undefined;
	}
	let release = () => {};
	holders.set(purchaseId, new Promise((resolve) => (release = resolve)));
	try {
		return await work();
	} finally {
		holders.delete(purchaseId);
		release();
	}
}

/**
 * Does something that only one of the pieces of a video may do at a time, such as a submit.
 *
 * @param purchaseId of its first piece
 * @throws {Problem} when Stop was pressed before its turn; and whatever `work` throws
 */
export async function inTurn<T>(
	purchaseId: string,
	work: () => Promise<T>,
	stop?: AbortSignal,
): Promise<T> {
	const boxed = async () => ({ value: await work() });
	const done = await exclusively(`pieces of ${purchaseId}`, boxed, stop);
	if (!done) throw stoppedBeforeSubmit();
	return done.value;
}
