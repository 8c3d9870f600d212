import { firstAtLeast } from './cuts';
import type { MediaTrack, Samples } from './mediaIndex';
import { pickSamples, type Edit, type OutTrack } from './outTrack';

/** Packets before a cut that a decoder needs to start up. */
const PACKETS_BEFORE = 1;

/** A whole track of sound: each sample, its time and what is shown of it are the source's. */
export function wholeSound(track: MediaTrack, movieTimescale: number): OutTrack {
	const { from, to, atS, isStated } = track.shown;
	if (!isStated) return { ...track, edits: [] };
	const duration = ((to - from) * movieTimescale) / track.timescale;
	return {
		...track,
		edits: withPause(atS, { duration: Math.round(duration), from }, movieTimescale),
	};
}

/**
 * The sound of a part: the packets within it, trimmed by an edit list.
 *
 * @param part in the time of the movie, in seconds
 * @returns nothing when there is no sound in it
 */
export function cutSound(
	track: MediaTrack,
	{ startS, endS }: { startS: number; endS: number },
	movieTimescale: number,
): OutTrack | undefined {
	const { shown, samples, timescale } = track;
	const { count, decodeTimes } = samples;
	const timeAt = (seconds: number) => shown.from + (seconds - shown.atS) * timescale;
	const from = Math.round(Math.max(timeAt(startS), shown.from));
	const to = Math.round(Math.min(timeAt(endS), shown.to, decodeTimes[count]));
	if (!(to > from)) return undefined;

	// The last packet that begins at `from` or before; times are whole numbers.
	let first = Math.max(0, firstAtLeast(decodeTimes, from + 1) - 1);
	const behind = Math.max(first + 1, Math.min(count, firstAtLeast(decodeTimes, to)));
	if (!samples.packed) first = Math.max(0, first - PACKETS_BEFORE);
	const picked = new Uint32Array(behind - first);
	for (let place = 0; place < picked.length; place++) picked[place] = first + place;
	const kept = pickSamples(samples, picked);
	const begin = decodeTimes[first] + trimPacked(kept, from - decodeTimes[first], to - from);
	const duration = Math.round(((to - from) * movieTimescale) / timescale);
	const pauseS = Math.max(0, shown.atS - startS);
	const edits = withPause(pauseS, { duration, from: from - begin }, movieTimescale);
	return { ...track, samples: kept, edits };
}

/**
 * Cuts uncompressed sound to the tick: players do not heed an edit list that ends within it.
 *
 * @returns by how much it begins later
 */
function trimPacked(kept: Samples, before: number, lasting: number): number {
	const { count, offsets, bytes, decodeTimes, packed } = kept;
	if (packed === undefined || !Number.isInteger(packed.bytes)) return 0;
	const atBegin = Math.floor(before / packed.ticks);
	const begin = atBegin * packed.ticks;
	const atEnd = Math.floor((decodeTimes[count] - before - lasting) / packed.ticks);
	offsets[0] += atBegin * packed.bytes;
	bytes[0] -= atBegin * packed.bytes;
	bytes[count - 1] -= atEnd * packed.bytes;
	for (let one = 1; one <= count; one++) decodeTimes[one] -= begin;
	decodeTimes[count] -= atEnd * packed.ticks;
	return begin;
}

/** Puts a pause before what is shown. */
export function withPause(pauseS: number, edit: Edit, movieTimescale: number): Edit[] {
	const pause = Math.round(pauseS * movieTimescale);
	return pause > 0 ? [{ duration: pause, from: -1 }, edit] : [edit];
}
