import type { MediaTrack } from './mediaIndex';
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

	let first = 0;
	while (first + 1 < count && decodeTimes[first + 1] <= from) first++;
	let behind = first + 1;
	while (behind < count && decodeTimes[behind] < to) behind++;
	first = Math.max(0, first - PACKETS_BEFORE);
	const picked = Uint32Array.from({ length: behind - first }, (_, number) => first + number);
	const duration = Math.round(((to - from) * movieTimescale) / timescale);
	const pauseS = Math.max(0, shown.atS - startS);
	const edit = { duration, from: from - decodeTimes[first] };
	return {
		...track,
		samples: pickSamples(samples, picked),
		edits: withPause(pauseS, edit, movieTimescale),
	};
}

/** Puts a pause before what is shown. */
export function withPause(pauseS: number, edit: Edit, movieTimescale: number): Edit[] {
	const pause = Math.round(pauseS * movieTimescale);
	return pause > 0 ? [{ duration: pause, from: -1 }, edit] : [edit];
}
