import { Turns } from '../shared/turns';
import { CannotJoin } from './cannot';
import { cutSound, wholeSound, withPause } from './cutSound';
import { timelineOf } from './cuts';
import type { FilePlan } from './filePlan';
import { pictureFormatOf } from './formats';
import { joinPictures } from './joinPictures';
import type { MediaIndex, MediaTrack } from './mediaIndex';
import type { OutTrack } from './outTrack';
import type { Piece } from './parts';
import { planFile } from './planFile';

/**
 * Plans the file with the pictures of edited pieces, one after the other, and the sound of the source as it is.
 * In the plan the source is 0, and the pieces are 1, 2 …
 *
 * @param index of the source
 * @param pieces in the order of the source, without a gap between their parts
 * @throws {CannotJoin} when the pieces do not fit together
 */
export async function joinPieces(index: MediaIndex, pieces: Piece[]): Promise<FilePlan> {
	const turns = new Turns();
	assertAlike(pieces.map((piece) => piece.index.pictures));
	const { pictures, sounds } = index;
	const [{ startS }] = pieces.map(({ part }) => part);
	const { endS } = pieces[pieces.length - 1].part;
	const { cuts, secondsAt } = timelineOf(index);
	const isWhole = startS <= secondsAt(cuts.at[0]);
	// What is before the first picture stays, unless the user begins later.
	const beginS = isWhole ? 0 : startS;

	const joined = await joinPictures(pictures, pieces, turns);
	const duration = Math.round(endS * index.timescale) - Math.round(startS * index.timescale);
	const shown = { duration, from: joined.from };
	const edits = withPause(startS - beginS, shown, index.timescale);
	const tracks: OutTrack[] = [{ ...joined.track, edits }];
	for (const sound of sounds) {
		await turns.given();
		const rest = { startS: beginS, endS: Infinity };
		const kept = isWhole
			? wholeSound(sound, index.timescale)
			: cutSound(sound, rest, index.timescale);
		if (kept) tracks.push(kept);
	}
	return await planFile(tracks, index, turns);
}

/** Where the matrix that turns the pictures lies, counted from the end of `tkhd`. */
const MATRIX = [-44, -8];

function assertAlike(tracks: MediaTrack[]): void {
	const [first, ...others] = tracks.map(({ formats, header }) => ({
		...pictureFormatOf(formats),
		turn: header.subarray(...MATRIX).toString('latin1'),
	}));
	others.forEach((other, number) => {
		const piece = `piece ${number + 2}`;
		if (other.codec !== first.codec)
			throw new CannotJoin(`${piece} is encoded as ${other.codec}, the first as ${first.codec}`);
		if (other.size !== first.size)
			throw new CannotJoin(`${piece} is ${other.size}, the first is ${first.size}`);
		if (other.turn !== first.turn)
			throw new CannotJoin(`${piece} is turned otherwise than the first`);
		if (other.settings !== first.settings)
			throw new CannotJoin(`${piece} is encoded with other settings than the first`);
	});
}
