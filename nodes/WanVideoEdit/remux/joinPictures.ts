import type { MediaTrack, Samples } from './mediaIndex';
import { withEnd, type OutTrack } from './outTrack';
import { placePieces } from './placePieces';
import type { Piece } from './parts';

/** A finer clock than this is kept, and a coarser one is made at least ten times as fine. */
const FINE_TIMESCALE = 1000;
const FINER_TIMESCALE = 10_000;

/**
 * Puts the pictures of edited pieces one after the other.
 *
 * @param source the pictures of the source
 * @returns a track that shows them, and from when on, in its units
 * @throws {CannotJoin}
 */
export function joinPictures(
	source: MediaTrack,
	pieces: Piece[],
): { track: Omit<OutTrack, 'edits'>; from: number } {
	const factor =
		source.timescale < FINE_TIMESCALE ? Math.ceil(FINER_TIMESCALE / source.timescale) : 1;
	const timescale = source.timescale * factor;
	const pictures = placePieces(source, pieces);
	for (const picture of pictures) picture.at = Math.round(picture.at * factor);
	const order = Uint32Array.from(pictures, (_, number) => number).sort(
		(one, other) => pictures[one].at - pictures[other].at,
	);
	// Later times that two pictures share by rounding.
	let last = -Infinity;
	for (const number of order) last = pictures[number].at = Math.max(last + 1, pictures[number].at);
	const { shown } = source;
	const tickAt = (seconds: number) =>
		Math.round(shown.from + (seconds - shown.atS) * source.timescale) * factor;
	const from = tickAt(pieces[0].part.startS);
	const end = tickAt(pieces[pieces.length - 1].part.endS);

	// As encoders do it: a picture is decoded when the one is shown that stands so many places before it.
	const begin = pictures[order[0]].at;
	const shownAfter = (place: number) => pictures[order[place]].at - begin;
	let places = 0;
	order.forEach((number, rank) => (places = Math.max(places, number - rank)));
	const delay = shownAfter(places);
	const count = pictures.length;
	const decodeTimes = withEnd(
		Float64Array.from(order, (_, place) =>
			place < places ? shownAfter(place) : shownAfter(place - places) + delay,
		),
		0,
	);
	decodeTimes[count] = decodeTimes[count - 1] + Math.max(1, end - last);

	const samplesOf = ({ source: piece }: { source: number }) =>
		pieces[piece - 1].index.pictures.samples;
	const pick = (list: 'offsets' | 'bytes' | 'keys') =>
		pictures.map((picture) => samplesOf(picture)[list][picture.sample]);
	const samples: Samples = {
		count,
		offsets: Float64Array.from(pick('offsets')),
		bytes: Uint32Array.from(pick('bytes')),
		decodeTimes,
		shifts: Int32Array.from(pictures, ({ at }, number) => at - begin + delay - decodeTimes[number]),
		keys: Uint8Array.from(pick('keys')),
	};
	const sources = Uint16Array.from(pictures, (picture) => picture.source);
	const track = { ...pieces[0].index.pictures, timescale, samples, sources };
	// Pictures that are only there for others to be decoded lie before.
	return { track, from: Math.max(0, from - begin) + delay };
}
