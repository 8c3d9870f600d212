import { CannotJoin } from './cannot';
import { durationAt, timesOf } from './cuts';
import type { Piece } from './parts';

/** The pictures of an edited piece that go into the joined video; times in units of the piece. */
export interface UsedPictures {
	/** In the order of decoding. */
	samples: Uint32Array;
	/** When each picture of the piece is shown, and when the first one is. */
	times: Float64Array;
	from: number;
	/** When the last shown one ends, and how long it lasts. */
	shownLast: { end: number; lasts: number };
	/** How many pictures at its end are those that the next piece begins with. */
	shared: number;
}

/**
 * Says which pictures of a piece are used: all, but for those behind its end that nothing needs.
 *
 * @param isFirst whether pictures may go before the first shown one, only to be decoded
 * @param goesOn whether the part had pictures that are shown behind its end, as others need them for decoding. A
 *   service that only copies gives them back, and may forget that they are not to be shown.
 */
export function usedPictures(
	{ part, index }: Piece,
	{ isFirst, goesOn, next }: { isFirst: boolean; goesOn: boolean; next?: Piece },
): UsedPictures {
	const { samples, shown, timescale } = index.pictures;
	const { count, decodeTimes, bytes, keys } = samples;
	if (!keys[0]) throw new CannotJoin('an edited piece does not begin with a key frame');
	const times = timesOf(index.pictures);
	const begin = isFirst ? shown.from : -Infinity;
	let from = Infinity;
	for (let one = 0; one < count; one++) if (times[one] >= begin) from = Math.min(from, times[one]);

	const lasts = durationAt(decodeTimes, count - 1);
	const partEnd = from + (part.endS - part.startS) * timescale - lasts / 2;
	const limit = Math.min(goesOn ? partEnd : Infinity, shown.isStated ? shown.to : Infinity);
	const all = new Uint32Array(count);
	for (let one = 0; one < count; one++) all[one] = one;
	const within = all.filter((one) => times[one] < limit);
	const behind = all.filter((one) => !(times[one] < limit));
	if (within.length === 0) throw new CannotJoin('an edited piece shows no picture');

	const nextBytes = next?.index.pictures.samples.bytes;
	const isShared =
		goesOn &&
		nextBytes !== undefined &&
		behind.every((one, place) => bytes[one] === nextBytes[place]);
	// What is decoded last, nothing else needs.
	const isNeeded = behind.length > 0 && behind[0] < within[within.length - 1];
	const isHidden = isNeeded && next === undefined;
	const used = isShared || isNeeded ? all : within;
	const visible = isShared || isHidden ? within : used;
	let last = visible[0];
	for (let place = 1; place < visible.length; place++)
		if (times[visible[place]] > times[last]) last = visible[place];
	const lastsLast = durationAt(decodeTimes, last);
	return {
		samples: used,
		times,
		from,
		shownLast: { end: times[last] + lastsLast, lasts: lastsLast },
		shared: isShared ? behind.length : 0,
	};
}
