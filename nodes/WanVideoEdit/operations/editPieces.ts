import type { IBinaryData, INodeExecutionData } from 'n8n-workflow';

import { downloadVideo, nameOfVideo } from '../download/downloadVideo';
import { withBilling } from '../errors/billing';
import { PieceNotSubmitted, pieceFailed } from '../errors/cutProblems';
import { Problem } from '../errors/problem';
import { summaryOf, toPiecesItem, type EditedPiece } from '../item/toPiecesItem';
import { inTurn } from '../purchase/lock';
import type { CutVideo } from '../source/cutVideo';
import type { Part } from '../remux/parts';
import { openFile, storedFile } from '../source/openFile';
import { buyEdit, type HowToBuy, type InTurn, type PreparedEdit } from './buyEdit';
import { noteIfHopeless } from './frame';

type BroughtPiece = EditedPiece & { part: Part };

/**
 * Buys the pieces of a video side by side, unless they are bought, waits for their tasks, and joins the edited ones. What
 * fails does not lose the others: the next attempt goes on with their tasks, and buys only what is missing.
 *
 * @throws {Problem} when a piece has failed, or the pieces cannot be joined
 */
export async function editPieces(
	edits: PreparedEdit[],
	cut: CutVideo,
	how: HowToBuy,
): Promise<INodeExecutionData> {
	const pieces = await bringPieces(edits, how);
	const isWhole = pieces.every(({ file }) => file !== undefined);
	const file = isWhole ? await joined(pieces, cut, how) : undefined;
	return toPiecesItem(how.client, { pieces, file }, how.settings);
}

async function bringPieces(edits: PreparedEdit[], how: HowToBuy): Promise<BroughtPiece[]> {
	const failures = new Map<PreparedEdit, unknown>();
	const isInVain = () => failures.size > 0;
	const { service, stop } = how.client;
	const [{ purchase: first }] = edits;
	// They have one prompt: in a list of tasks, two whose answers are lost could not be told from each other.
	const oneByOne: InTurn = async (work) => await inTurn(first.id, work, stop);
	const together = { ...how, isInVain, ...(service.taskList && { inTurn: oneByOne }) };
	const brought = await Promise.all(
		edits.map(async (edit) => {
			try {
				const task = await buyEdit(edit, together);
				const { leftBy } = edit.purchase;
				return [{ ...(await downloadVideo(task, how)), part: edit.part!, leftBy }];
			} catch (thrown) {
				noteIfHopeless(thrown, [edit.purchase]);
				failures.set(edit, thrown);
				return [];
			}
		}),
	);
	if (failures.size > 0) throw failureOf(edits, failures, how);
	return brought.flat();
}

/**
 * One problem of all: that of the first piece of the video that has failed by itself; after Stop, of the first that is
 * bought, or may be.
 */
function failureOf(
	edits: PreparedEdit[],
	failures: Map<PreparedEdit, unknown>,
	{ client }: HowToBuy,
): unknown {
	const failed = edits.filter(
		(edit) => failures.has(edit) && !(failures.get(edit) instanceof PieceNotSubmitted),
	);
	const isStopped = client.stop?.aborted;
	const told = (isStopped && failed.find(isOpen)) || failed[0];
	const { part, piece, purchase } = told;
	const problem = failures.get(told);
	if (!(problem instanceof Problem)) return problem;
	const isUnclear = problem.billing === 'maybe';
	const { description } = isUnclear ? withBilling(problem, purchase.state) : problem;
	const which = { ...part!, number: piece!, of: edits.length };
	const others = isStopped ? [] : failed.filter((edit) => edit !== told);
	const named = others.map((other) => ({ number: other.piece!, taskId: other.purchase.taskId }));
	return pieceFailed(problem, description, which, named);
}

/** Whether a piece is bought, or may be. */
const isOpen = ({ purchase: { stateNow } }: PreparedEdit) =>
	stateNow.taskId !== undefined || stateNow.uncertain !== undefined;

async function joined(
	pieces: BroughtPiece[],
	{ file, index }: CutVideo,
	{ client }: HowToBuy,
): Promise<IBinaryData> {
	const { joinVideo } = await import('../download/joinVideo');
	const { place } = file;
	const open = (data: IBinaryData) => openFile(client.context, storedFile(data, place));
	return await joinVideo(client, {
		source: { index, open: openFile(client.context, file) },
		pieces: pieces.map((piece) => ({ ...piece, open: open(piece.file!) })),
		name: nameOfVideo(client, pieces[0].task),
		item: client.withoutKey(summaryOf(pieces)),
	});
}
