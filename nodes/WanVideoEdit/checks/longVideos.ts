import { BrokenRule, number, oneOf } from './rules';
import { LONGEST_KEY } from './settings';

/** What is edited of a video that the model would not take as it is. */
export interface LongVideos {
	/** `cut`: one part of it. `pieces`: all of it, in several edits. */
	mode: 'cut' | 'pieces';
	/** Where in the video the edit begins, in seconds. */
	startS: number;
}

/**
 * Checks the options Long Videos and Start.
 *
 * @param durationS the Duration of the edit; 0 = the full length
 * @returns `undefined` when nothing is to be cut: a long video is refused then
 * @throws {BrokenRule} at the first value that breaks a rule
 */
export function checkLongVideos(
	options: Record<string, unknown>,
	durationS = 0,
): LongVideos | undefined {
	const mode = oneOf('refuse', 'cut', 'pieces')('Long Videos', options.longVideos) ?? 'refuse';
	const startS = number('0 or greater', (s) => s >= 0)('Start (Seconds)', options.start) ?? 0;
	if (mode === 'pieces') {
		if (durationS > 0) {
			throw new BrokenRule(
				'Duration (Seconds)',
				'must be 0 when Long Videos is Edit in Pieces and Join, which edits everything from Start to the end',
				durationS,
			);
		}
		return { mode, startS };
	}
	return mode === 'cut' || startS > 0 ? { mode: 'cut', startS } : undefined;
}

/** Room for the number of a piece, behind a hyphen. */
const PIECE_NUMBER_LENGTH = 6;

/**
 * The user's own Idempotency Key for a piece: each is an edit of its own.
 *
 * @throws {BrokenRule} when the key leaves no room for the piece's number
 */
export function keyForPieces(ownKey: string | undefined, piece: number): string | undefined {
	if (ownKey === undefined) return undefined;
	const longest = LONGEST_KEY - PIECE_NUMBER_LENGTH;
	if (ownKey.length > longest) {
		throw new BrokenRule(
			'Idempotency Key',
			`takes at most ${longest} characters when Long Videos is Edit in Pieces and Join, but it has ${ownKey.length}`,
		);
	}
	return `${ownKey}-${piece}`;
}
