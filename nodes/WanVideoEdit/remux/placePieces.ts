import { CannotJoin } from './cannot';
import { inSeconds, picturesIn, timesOf } from './cuts';
import type { Piece } from './parts';
import type { MediaTrack } from './mediaIndex';
import { usedPictures, type UsedPictures } from './usedPictures';

/** A picture of the joined video. */
export interface PlacedPicture {
	/** The number of its piece, from 1, and its own in that. */
	source: number;
	sample: number;
	/** When it is shown, in units of the source, not always whole ones. */
	at: number;
}

/** By more than this a piece is not stretched or shortened. */
const MOST_STRETCH_S = 0.5;
/** Pictures whose times differ by less than this from those of the source have them, rounded by the service. */
const ROUNDING_S = 0.001;

/**
 * Says when each picture of the joined video is shown. Each piece begins where its part does, and lasts as long.
 *
 * @param source the pictures of the source
 * @returns the pictures in the order of decoding
 * @throws {CannotJoin} when a piece is much longer or shorter than its part
 */
export function placePieces(source: MediaTrack, pieces: Piece[]): PlacedPicture[] {
	const sourceTimes = timesOf(source);
	const { shown, timescale } = source;
	const tickAt = (seconds: number) => Math.round(shown.from + (seconds - shown.atS) * timescale);
	const placed: PlacedPicture[] = [];
	let shared = 0;
	pieces.forEach((piece, number) => {
		const { part } = piece;
		const [start, end] = [tickAt(part.startS), tickAt(part.endS)];
		const partTimes = Float64Array.from(picturesIn(part, sourceTimes), (one) => sourceTimes[one]);
		const goesOn = partTimes.some((time) => time >= end);
		const used = usedPictures(piece, { isFirst: number === 0, goesOn, next: pieces[number + 1] });
		const own = piece.index.pictures.timescale;
		const behind = Float64Array.from(used.samples, (sample) => used.times[sample] - used.from);
		const ticks = behind.map((time) => start + (time / own) * timescale);
		const shownCount = partTimes.filter((time) => time < end).length;
		const isAll = ticks.length === partTimes.length || ticks.length === shownCount;
		const rounding = ROUNDING_S * timescale;
		const known = isAll ? knownTimes(ticks, partTimes.sort(), rounding) : undefined;
		const ratio = known ? 1 : ratioOf(used, { own, lengthS: part.endS - part.startS, number });
		used.samples.forEach((sample, place) => {
			// What the next piece begins with was there already, at the end of the piece before.
			if (place < shared) return;
			const at = known?.[place] ?? start + (ticks[place] - start) * ratio;
			placed.push({ source: number + 1, sample, at });
		});
		({ shared } = used);
	});
	return placed;
}

/** The times of the source's pictures for those of a piece, if all of them are the same but for rounding. */
function knownTimes(
	ticks: Float64Array,
	partTimes: Float64Array,
	rounding: number,
): Float64Array | undefined {
	const order = Uint32Array.from(ticks, (_, place) => place);
	order.sort((one, other) => ticks[one] - ticks[other]);
	const known = new Float64Array(ticks.length);
	for (const [rank, place] of order.entries()) {
		if (!(Math.abs(partTimes[rank] - ticks[place]) <= rounding)) return undefined;
		known[place] = partTimes[rank];
	}
	return known;
}

/** How much a piece is stretched. One that is not a picture too long or too short is not. */
function ratioOf(
	{ from, shownLast }: UsedPictures,
	{ own, lengthS, number }: { own: number; lengthS: number; number: number },
): number {
	const isS = (shownLast.end - from) / own;
	const differenceS = Math.abs(isS - lengthS);
	if (!(differenceS <= MOST_STRETCH_S)) {
		const should = `${inSeconds(isS)} long instead of ${inSeconds(lengthS)}`;
		throw new CannotJoin(`piece ${number + 1} is ${should}`);
	}
	return differenceS < shownLast.lasts / own ? 1 : lengthS / isS;
}
