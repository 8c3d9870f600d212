import type { Turns } from '../shared/turns';
import { CannotJoin } from './cannot';
import { inSeconds, picturesIn, tickAt } from './cuts';
import type { MediaTrack } from './mediaIndex';
import { orderOf } from './order';
import type { Part, Piece } from './parts';
import { usedPictures, type UsedPictures } from './usedPictures';

/** The pictures of the joined video in the order of decoding: there may be hundreds of thousands. */
export interface PlacedPictures {
	count: number;
	/** The number of the piece of each, from 0, and its own in that. */
	pieces: Uint16Array;
	samples: Uint32Array;
	/** When it is shown, in units of the source, not always whole ones. */
	at: Float64Array;
}

/** By more than this a piece is not stretched or shortened. */
const MOST_STRETCH_S = 0.5;
/** Pictures whose times differ by less than this from those of the source have them, rounded by the service. */
const ROUNDING_S = 0.001;

/**
 * Says when each picture of the joined video is shown. Each piece begins where its part does, and lasts as long.
 *
 * @param source the pictures of the source
 * @throws {CannotJoin} when a piece is much longer or shorter than its part
 */
export async function placePieces(
	source: MediaTrack,
	pieces: Piece[],
	turns: Turns,
): Promise<PlacedPictures> {
	const { timescale } = source;
	const most = pieces.reduce((sum, { index }) => sum + index.pictures.samples.count, 0);
	const placed: PlacedPictures = {
		count: 0,
		pieces: new Uint16Array(most),
		samples: new Uint32Array(most),
		at: new Float64Array(most),
	};
	let shared = 0;
	for (const [number, piece] of pieces.entries()) {
		await turns.given();
		const { part } = piece;
		const [start, end] = [tickAt(source, part.startS), tickAt(source, part.endS)];
		const partTimes = timesIn(source, part);
		const shownCount = partTimes.filter((time) => time < end).length;
		const goesOn = shownCount < partTimes.length;
		const used = usedPictures(piece, { isFirst: number === 0, goesOn, next: pieces[number + 1] });
		const own = piece.index.pictures.timescale;
		const ticks = new Float64Array(used.samples.length);
		for (let place = 0; place < ticks.length; place++) {
			const behind = used.times[used.samples[place]] - used.from;
			ticks[place] = start + (behind / own) * timescale;
		}
		const isAll = ticks.length === partTimes.length || ticks.length === shownCount;
		const rounding = ROUNDING_S * timescale;
		const known =
			isAll && knownTimes(ticks, await orderOf(ticks, turns), partTimes.sort(), rounding);
		const ratio = known ? 1 : ratioOf(used, { own, lengthS: part.endS - part.startS, number });
		// What a piece begins with may have been there already, at the end of the piece before.
		for (let place = shared; place < ticks.length; place++) {
			placed.pieces[placed.count] = number;
			placed.samples[placed.count] = used.samples[place];
			placed.at[placed.count++] = known ? known[place] : start + (ticks[place] - start) * ratio;
		}
		({ shared } = used);
	}
	return placed;
}

/** When the pictures of a part of the source are shown. */
function timesIn({ samples }: MediaTrack, part: Part): Float64Array {
	const { decodeTimes, shifts } = samples;
	const pictures = picturesIn(part, samples);
	const times = new Float64Array(pictures.length);
	for (let place = 0; place < times.length; place++)
		times[place] = decodeTimes[pictures[place]] + shifts[pictures[place]];
	return times;
}

/** The times of the source's pictures for those of a piece, if all of them are the same but for rounding. */
function knownTimes(
	ticks: Float64Array,
	order: Uint32Array,
	partTimes: Float64Array,
	rounding: number,
): Float64Array | undefined {
	const known = new Float64Array(ticks.length);
	for (let rank = 0; rank < order.length; rank++) {
		const place = order[rank];
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
