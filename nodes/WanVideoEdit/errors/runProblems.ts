import type { PurchaseState } from './billing';
import { shownId } from './problem';

/** What an error tells of the other items of its run: n8n then shows none of their results. */

export const othersNotLost = (isStopped = false): string =>
	`The other items of this run are not lost: "Retry" of this execution continues with their tasks, too, and buys none of them twice.${isStopped ? '' : ' Running the workflow again would, unless a stopped execution had bought them.'}`;

/** Names all that a run has bought, or may have bought. Items are counted from 0, as everywhere in n8n. */
export function boughtInRun(items: Array<{ item: number; bought: PurchaseState }>): string {
	const inOrder = [...items]
		.sort((one, other) => one.item - other.item)
		.flatMap(({ item, bought }) =>
			(bought.pieces ?? [bought]).map((one) => ({ item, bought: one })),
		);
	const tasks = inOrder.flatMap(({ item, bought: { taskId } }) =>
		taskId === undefined ? [] : [`${shownId(taskId)} (item ${item})`],
	);
	const unclear = inOrder.flatMap(({ item, bought: { taskId, uncertain } }) =>
		taskId === undefined && uncertain ? [{ item, ...uncertain }] : [],
	);
	const keys = unclear.flatMap(({ item, key }) =>
		key === undefined ? [] : [`${key} (item ${item})`],
	);
	const listed = unclear.filter(({ key }) => key === undefined).map(({ item }) => `item ${item}`);
	return [
		...(tasks.length > 0 ? [`Tasks of this run: ${tasks.join(', ')}`] : []),
		...(keys.length > 0
			? [`Idempotency Keys of submits without an answer: ${keys.join(', ')}`]
			: []),
		...(listed.length > 0 ? [`Submits without an answer: ${listed.join(', ')}`] : []),
	].join('. ');
}
