import type { IBinaryData, IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Settings } from '../checks/settings';
import { stillAtWork } from '../errors/taskProblems';
import { isToolCall } from '../n8n/toolCall';
import type { Client } from '../service/client';
import { isoTime, type Task } from '../service/service';
import { rawItem, resumedFrom, simplify, withoutUndefined } from './toItem';

/** An edited piece of a video: which part of the video it is, in seconds, and its file, if it was fetched. */
export interface EditedPiece {
	task: Task;
	part: { startS: number; endS: number };
	file?: IBinaryData;
	/** The stopped execution that bought it, if it was not this one. */
	leftBy?: string;
}

/**
 * The item of a video that was edited in pieces.
 *
 * @param pieces in the order of the video
 * @param file the joined video, if there is one
 */
export function toPiecesItem(
	{ context, withoutKey }: Pick<Client, 'context' | 'withoutKey'>,
	{ pieces, file }: { pieces: EditedPiece[]; file?: IBinaryData },
	{ simplifies, outputField }: Pick<Settings, 'simplifies' | 'outputField'>,
): INodeExecutionData {
	const running = pieces.flatMap(({ task }) => (task.state === 'running' ? [task] : []));
	const isUnfinishedCall = isToolCall(context) && running.length > 0;
	return {
		json: withoutKey({
			...(simplifies ? summaryOf(pieces) : rawPieces(pieces)),
			...(isUnfinishedCall && { nextStep: stillAtWork(running) }),
		}),
		...(file && { binary: { [outputField]: file } }),
		pairedItem: { item: context.getItemIndex() },
	};
}

/** What is said of all pieces together, and of each. There is no link to the joined video, which only n8n has. */
export function summaryOf(pieces: EditedPiece[]): IDataObject {
	const tasks = pieces.map(({ task }) => task);
	const [first] = tasks;
	const isCompleted = tasks.every(({ state }) => state === 'completed');
	const unfinished = tasks.find(({ state }) => state !== 'completed');
	const created = tasks.flatMap(({ createdAtS }) => createdAtS ?? []);
	const completed = tasks.flatMap(({ completedAtS }) => completedAtS ?? []);
	const progress = sumIfAll(tasks.map((task) => task.progress));
	return withoutUndefined({
		taskId: first.id,
		status: (unfinished ?? first).status,
		progress: progress === undefined ? undefined : Math.round(progress / tasks.length),
		cost: sumIfAll(tasks.map(({ costUsd }) => costUsd)),
		creditsCost: sumIfAll(tasks.map(({ costCredits }) => costCredits)),
		billedSeconds: sumIfAll(tasks.map(({ billedS }) => billedS)),
		createdAt: created.length > 0 ? isoTime(Math.min(...created)) : undefined,
		completedAt: isCompleted && completed.length > 0 ? isoTime(Math.max(...completed)) : undefined,
		pieces: pieces.map(pieceOf),
	});
}

/** What is said of a piece. */
export function pieceOf({ task, part, leftBy }: EditedPiece): IDataObject {
	const { taskId, status, videoUrl, videoUrlExpiresAt, cost } = simplify(task);
	const video = { videoUrl, videoUrlExpiresAt, cost };
	return withoutUndefined({ taskId, status, ...partOf(part), ...video, ...resumedFrom(leftBy) });
}

/** Where in the video a part begins and ends, in seconds. */
export const partOf = ({ startS, endS }: EditedPiece['part']): { start: number; end: number } => ({
	start: seconds(startS),
	end: seconds(endS),
});

/** The service's own objects: that of the first piece, as of any task, and all of them. */
const rawPieces = (pieces: EditedPiece[]): IDataObject => ({
	...rawItem(pieces[0].task),
	pieces: pieces.map(({ task, part, leftBy }) => ({
		...rawItem(task),
		...partOf(part),
		...resumedFrom(leftBy),
	})),
});

/** To the millisecond. */
const seconds = (exactS: number): number => Math.round(exactS * 1000) / 1000;

/** Without the dust of binary fractions; `undefined` when one is not known. */
function sumIfAll(values: Array<number | undefined>): number | undefined {
	const known = values.filter((value) => value !== undefined);
	if (known.length < values.length) return undefined;
	return Math.round(known.reduce((sum, value) => sum + value, 0) * 1e6) / 1e6;
}
