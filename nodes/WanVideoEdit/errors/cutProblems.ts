import type { IDataObject } from 'n8n-workflow';

import { Problem, shownId, Stopped } from './problem';
import { CHECK_STORE } from './sourceProblems';

/** What can be wrong when a long video is cut, or its edited pieces are joined. */

/** A video of which no part can be taken without encoding it anew. `place` is the field it came from. */
export const cannotCut = (place: string, reason: string): Problem =>
	new Problem(
		'no',
		`The video cannot be cut as the options ask for: ${reason} (${place})`,
		'If the reason is Start (Seconds) or Duration (Seconds), set another value, and if the video is too short, take a longer one. Otherwise export it once more as an ordinary MP4 file with a key frame every second or two: the node cuts at key frames, and encodes nothing anew.',
	);

/** A part that is larger than the model takes (model page). */
export const partTooLarge = (place: string, reason: string): Problem =>
	new Problem(
		'no',
		`${reason} (${place})`,
		'Export the video once more with a lower bit rate or a smaller picture, and run the node again.',
	);

/** n8n's store did not take a part that was cut out. */
export const partNotStored = (place: string, reason: string): Problem =>
	new Problem(
		'no',
		`A part of the video was cut out, but n8n could not store it: ${reason} (${place})`,
		CHECK_STORE,
	);

/**
 * A piece of a video has failed: what is said of its edit, and which piece it was.
 *
 * @param description what to do next
 * @param others which others have brought no video either, and their tasks, if they have one
 */
export function pieceFailed(
	problem: Problem,
	description: string | undefined,
	piece: { number: number; of: number; startS: number; endS: number },
	others: Array<{ number: number; taskId?: string }>,
): Problem {
	const { billing, message, httpStatus, about } = problem;
	const which = `Piece ${piece.number} of ${piece.of} (${piece.startS.toFixed(1)}–${piece.endS.toFixed(1)} s): `;
	const next =
		`${description ?? ''}${others.length > 0 ? ` Also without a result: ${others.map(named).join(', ')}.` : ''}`.trim();
	if (problem instanceof Stopped) return problem.ofPiece(which, next);
	const { ending } = about;
	return new Problem(billing, `${which}${message}`, next, httpStatus, { ending });
}

const named = ({ number, taskId }: { number: number; taskId?: string }) =>
	`piece ${number}${taskId === undefined ? '' : ` (task ${shownId(taskId)})`}`;

/** Another piece has failed, so that this one would be bought in vain. */
export class PieceNotSubmitted extends Problem {
	constructor() {
		super('no', 'Not submitted, because another piece of the video has failed');
	}
}

/** An earlier attempt of the execution has bought what makes no video together with what is to be edited now. */
export const cutOtherwise = (): Problem =>
	new Problem(
		'no',
		'Not continued, because an earlier attempt has bought edits of another video, or of one that was cut otherwise',
		'Each attempt fetches a link and evaluates expressions anew: let Video URL, Start (Seconds) and Long Videos give the same as long as an execution runs, or bring the file into the workflow and set Video Source to "Binary File".',
		undefined,
		{ wayOn: 'getTask' },
	);

/** All pieces are edited and paid, but make no video together. The item has their links. */
export const cannotJoin = (reason: string, taskIds: string[], item: IDataObject): Problem =>
	new Problem(
		'yes',
		`All ${taskIds.length} pieces are edited and paid, but cannot be joined: ${reason}. Their tasks: ${taskIds.map(shownId).join(', ')}`,
		'Fetch each piece with the operation "Get Task" and its task ID, which costs nothing, and join them in a video editor, which can convert them, with the sound of your video: pieces are submitted without it. With On Error set to Continue, the item has the links of all pieces.',
		undefined,
		{ item, wayOn: 'told' },
	);

/** Something went wrong while they were joined, such as a full disk. */
export const joiningFailed = (reason: string, taskIds: string[]): Problem =>
	new Problem(
		'yes',
		`All ${taskIds.length} pieces are edited and paid, but joining them failed (${reason}). Their tasks: ${taskIds.map(shownId).join(', ')}`,
		'Check that the store of n8n for files has room. To join them again costs nothing.',
	);
