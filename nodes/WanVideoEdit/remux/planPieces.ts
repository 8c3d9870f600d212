import { LARGEST_SOURCE_BYTES, LONGEST_S, SHORTEST_S } from '../checks/videoLimits';
import { megabytes } from '../shared/files';
import { CannotCut } from './cannot';
import { inSeconds, partOf, timelineOf, type Timeline } from './cuts';
import type { MediaIndex } from './mediaIndex';
import { withEnd } from './outTrack';
import type { Part } from './parts';

/** Almost three hours in pieces of ten seconds. Each is an edit. */
const MOST_PIECES = 1000;
/** So much may be missing or too much by rounding, in seconds. */
export const NOTHING_S = 1e-6;

/**
 * Plans the fewest pieces of 2–10 s between key frames that cover a video, and among those the ones with long
 * pieces first.
 *
 * @param fromS where to begin: at the last key frame at or before it
 * @throws {CannotCut} when there are none, or they are too many
 */
export function planPieces(index: MediaIndex, fromS = 0): Part[] {
	const timeline = timelineOf(index);
	const { cuts, end } = timeline;
	const [shortest, longest] = [SHORTEST_S - NOTHING_S, LONGEST_S + NOTHING_S].map(
		(seconds) => seconds * index.pictures.timescale,
	);
	const first = firstCut(timeline, fromS, shortest);
	const places: Places = {
		at: withEnd(cuts.at.subarray(first, cuts.count), end),
		heldUntil: withEnd(cuts.heldUntil.subarray(first, cuts.count), end),
		bytes: bytesBefore(index, timeline, first),
	};
	const next = fewest(places, shortest, longest);
	if (next[0] === NONE) throw new CannotCut(whyNot(timeline, places, [shortest, longest]));

	const parts: Part[] = [];
	for (let place = 0; place < next.length - 1; place = next[place]) {
		if (parts.length === MOST_PIECES)
			throw new CannotCut(`it would be cut into more than ${MOST_PIECES} pieces`);
		parts.push(partOf(timeline, index, first + place, places.at[next[place]]));
	}
	return parts;
}

/** Where pieces may begin and end: the cuts, and the end of the video. */
type Places = Pick<Timeline['cuts'], 'at' | 'heldUntil'> & {
	/** The size of all pictures before each. */
	bytes: Float64Array;
};

/** The largest piece, with room for what is not counted: its index, and pictures that it shares with the next one. */
const MOST_BYTES = 0.97 * LARGEST_SOURCE_BYTES;

function bytesBefore(
	{ pictures: { samples } }: MediaIndex,
	{ cuts }: Timeline,
	first: number,
): Float64Array {
	const before = new Float64Array(cuts.count - first + 1);
	let bytes = 0;
	let place = 0;
	for (let picture = 0; picture < samples.count; picture++) {
		if (cuts.keys[first + place] === picture && place < before.length - 1) before[place++] = bytes;
		bytes += samples.bytes[picture];
	}
	before[place] = bytes;
	return before;
}

/** The last cut at or before a time, unless too little would be left of the video behind it. */
export function firstCut(
	{ cuts: { at, count }, end, secondsAt }: Timeline,
	fromS: number,
	shortest: number,
): number {
	const lengthS = secondsAt(end);
	const length = `it is only ${inSeconds(lengthS)} long`;
	if (fromS >= lengthS - NOTHING_S)
		throw new CannotCut(`${length}, and Start (Seconds) is ${fromS}`);
	if (end - at[0] < shortest)
		throw new CannotCut(`${length}, and a part has to have ${SHORTEST_S} s`);
	let first = 0;
	const mayBegin = (cut: number) =>
		secondsAt(at[cut]) <= fromS + NOTHING_S && end - at[cut] >= shortest;
	while (first + 1 < count && mayBegin(first + 1)) first++;
	return first;
}

const NONE = -1;

/**
 * For each place, where the piece that begins there ends in the plan with the fewest pieces; -1 if there is none.
 * From back to front, with the places where a piece may end in a sliding window, the best one first.
 */
function fewest({ at, heldUntil, bytes }: Places, shortest: number, longest: number): Int32Array {
	const last = at.length - 1;
	const next = new Int32Array(last + 1).fill(NONE);
	const pieces = new Uint32Array(last + 1);
	const window = new Int32Array(last + 1);
	let [begin, behind] = [0, 0];
	let entering = last;
	for (let place = last - 1; place >= 0; place--) {
		for (; at[entering] - at[place] >= shortest; entering--) {
			if (next[entering] === NONE && entering < last) continue;
			while (behind > begin && pieces[window[behind - 1]] > pieces[entering]) behind--;
			window[behind++] = entering;
		}
		const isTooMuch = (end: number) =>
			heldUntil[end] - at[place] > longest || bytes[end] - bytes[place] > MOST_BYTES;
		while (begin < behind && isTooMuch(window[begin])) begin++;
		if (begin === behind) continue;
		next[place] = window[begin];
		pieces[place] = pieces[window[begin]] + 1;
	}
	return next;
}

function whyNot(
	{ secondsAt }: Timeline,
	{ at, heldUntil, bytes }: Places,
	[shortest, longest]: number[],
): string {
	const between = (from: number, to: number) =>
		`between ${inSeconds(secondsAt(at[from]))} and ${inSeconds(secondsAt(at[to]))}`;
	for (let place = 0; place + 1 < at.length; place++) {
		if (heldUntil[place + 1] - at[place] > longest)
			return `it has no key frame ${between(place, place + 1)}, where a cut could be`;
	}
	for (let place = 0, end = 0; place + 1 < at.length; place++) {
		while (end + 1 < at.length && at[end] - at[place] < shortest) end++;
		if (at[end] - at[place] >= shortest && bytes[end] - bytes[place] > MOST_BYTES)
			return `its pictures ${between(place, end)} have more than ${megabytes(LARGEST_SOURCE_BYTES)}, which the model takes`;
	}
	const lengths = `${SHORTEST_S}–${LONGEST_S} s`;
	return `its key frames allow no pieces of ${lengths}: they lie too far apart or too close together ${between(0, at.length - 1)}`;
}
