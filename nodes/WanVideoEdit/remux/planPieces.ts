import { LONGEST_S, SHORTEST_S } from '../checks/videoLimits';
import { CannotCut } from './cannot';
import { cutsOf, inSeconds, partOf, type Cut, type Cuts } from './cuts';
import type { MediaIndex } from './mediaIndex';
import type { Part } from './parts';

/** So much may be missing or too much by rounding, in seconds. */
const NOTHING_S = 1e-6;

/**
 * Plans the fewest pieces of 2–10 s between key frames that cover a video, and among those the ones with long
 * pieces first.
 *
 * @param fromS where to begin: at the last key frame at or before it
 * @throws {CannotCut} when there are none
 */
export function planPieces(index: MediaIndex, fromS = 0): Part[] {
	const cuts = cutsOf(index);
	const { list, end } = cuts;
	const [shortest, longest] = [SHORTEST_S - NOTHING_S, LONGEST_S + NOTHING_S].map(
		(seconds) => seconds * index.pictures.timescale,
	);
	const first = firstCut(cuts, fromS, shortest);
	const places: Cut[] = [...list.slice(first), { key: NaN, at: end, heldUntil: end }];
	const next = fewest(places, shortest, longest);
	if (next[0] === NONE) throw new CannotCut(whyNot(cuts, places, longest));

	const parts: Part[] = [];
	for (let place = 0; place < places.length - 1; place = next[place])
		parts.push(partOf(cuts, index, places[place], places[next[place]].at));
	return parts;
}

/** The last cut at or before a time, unless too little would be left of the video behind it. */
export function firstCut({ list, end, secondsAt }: Cuts, fromS: number, shortest: number): number {
	const lengthS = secondsAt(end);
	if (fromS >= lengthS - NOTHING_S)
		throw new CannotCut(`it is only ${inSeconds(lengthS)} long, and Start (Seconds) is ${fromS}`);
	if (end - list[0].at < shortest)
		throw new CannotCut(
			`it is only ${inSeconds(lengthS)} long, and a part has to have ${SHORTEST_S} s`,
		);
	let first = 0;
	while (
		first + 1 < list.length &&
		secondsAt(list[first + 1].at) <= fromS + NOTHING_S &&
		end - list[first + 1].at >= shortest
	)
		first++;
	return first;
}

const NONE = -1;

/**
 * For each place, where the piece that begins there ends in the plan with the fewest pieces; -1 if there is none.
 * From back to front, with the places where a piece may end in a sliding window, the best one first.
 */
function fewest(places: Cut[], shortest: number, longest: number): Int32Array {
	const last = places.length - 1;
	const next = new Int32Array(last + 1).fill(NONE);
	const pieces = new Float64Array(last + 1).fill(Infinity);
	pieces[last] = 0;
	const window: number[] = [];
	let begin = 0;
	let entering = last;
	for (let place = last - 1; place >= 0; place--) {
		const { at } = places[place];
		for (; places[entering].at - at >= shortest; entering--) {
			while (window.length > begin && pieces[window[window.length - 1]] > pieces[entering])
				window.pop();
			if (pieces[entering] < Infinity) window.push(entering);
		}
		while (begin < window.length && places[window[begin]].heldUntil - at > longest) begin++;
		if (begin === window.length) continue;
		next[place] = window[begin];
		pieces[place] = pieces[window[begin]] + 1;
	}
	return next;
}

function whyNot({ secondsAt }: Cuts, places: Cut[], longest: number): string {
	const between = (from: Cut, to: Cut) =>
		`between ${inSeconds(secondsAt(from.at))} and ${inSeconds(secondsAt(to.at))}`;
	for (let place = 0; place + 1 < places.length; place++) {
		const [from, to] = [places[place], places[place + 1]];
		if (to.heldUntil - from.at > longest)
			return `it has no key frame ${between(from, to)}, where a cut could be`;
	}
	const lengths = `${SHORTEST_S}–${LONGEST_S} s`;
	return `its key frames allow no pieces of ${lengths}: they lie too far apart or too close together ${between(places[0], places[places.length - 1])}`;
}
