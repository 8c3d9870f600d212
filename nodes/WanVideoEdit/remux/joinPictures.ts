import type { Turns } from '../shared/turns';
import { tickAt } from './cuts';
import type { MediaTrack } from './mediaIndex';
import { orderOf } from './order';
import { emptySamples, type OutTrack } from './outTrack';
import type { Piece } from './parts';
import { placePieces } from './placePieces';

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
export async function joinPictures(
	source: MediaTrack,
	pieces: Piece[],
	turns: Turns,
): Promise<{ track: Omit<OutTrack, 'edits'>; from: number }> {
	const factor =
		source.timescale < FINE_TIMESCALE ? Math.ceil(FINER_TIMESCALE / source.timescale) : 1;
	const timescale = source.timescale * factor;
	const placed = await placePieces(source, pieces, turns);
	const { count } = placed;
	const at = placed.at.subarray(0, count);
	for (let number = 0; number < count; number++) at[number] = Math.round(at[number] * factor);
	const order = await orderOf(at, turns);
	// Later times that two pictures share by rounding.
	let last = -Infinity;
	for (const number of order) last = at[number] = Math.max(last + 1, at[number]);
	const from = tickAt(source, pieces[0].part.startS) * factor;
	const end = tickAt(source, pieces[pieces.length - 1].part.endS) * factor;

	// As encoders do it: a picture is decoded when the one is shown that stands so many places before it.
	const begin = at[order[0]];
	const shownAfter = (place: number) => at[order[place]] - begin;
	let places = 0;
	for (let rank = 0; rank < count; rank++) places = Math.max(places, order[rank] - rank);
	const delay = shownAfter(places);

	await turns.given();
	const samples = emptySamples(count);
	const sources = new Uint16Array(count);
	const { decodeTimes } = samples;
	for (let place = 0; place < count; place++) {
		decodeTimes[place] = place < places ? shownAfter(place) : shownAfter(place - places) + delay;
		samples.shifts[place] = at[place] - begin + delay - decodeTimes[place];
		const own = pieces[placed.pieces[place]].index.pictures.samples;
		const sample = placed.samples[place];
		samples.offsets[place] = own.offsets[sample];
		samples.bytes[place] = own.bytes[sample];
		samples.keys[place] = own.keys[sample];
		// The source is 0.
		sources[place] = placed.pieces[place] + 1;
	}
	decodeTimes[count] = decodeTimes[count - 1] + Math.max(1, end - last);
	const track = { ...pieces[0].index.pictures, timescale, samples, sources };
	// Pictures that are only there for others to be decoded lie before.
	return { track, from: Math.max(0, from - begin) + delay };
}
