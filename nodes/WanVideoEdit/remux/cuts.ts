import { CannotCut } from './cannot';
import type { MediaIndex, MediaTrack, Samples } from './mediaIndex';
import type { Part } from './parts';

/**
 * Places where a part may begin, or the one before it end: key frames. Each picture may be one, so each of their
 * numbers has a list of its own. Times in units of the track.
 */
export interface Cuts {
	count: number;
	/** The key frame, and when it is shown. */
	keys: Uint32Array;
	at: Float64Array;
	/**
	 * When the last picture ends that a part has to have which ends here. It is later than the cut when pictures
	 * that are decoded after the key frame are shown before it: then they and the key frame stand in that part, too.
	 */
	heldUntil: Float64Array;
}

/** The pictures of a video in the order of decoding, and where it can be cut. Times in units of the track. */
export interface Timeline {
	cuts: Cuts;
	/** When the video ends. */
	end: number;
	/** When each picture is shown. */
	times: Float64Array;
	/** The picture behind the last one that has to be decoded to show all before a time. */
	behind(time: number): number;
	/** When the last of the pictures before one, in the order of decoding, is shown. */
	latestBefore: Float64Array;
	/** When the first of a picture and those after it, in the order of decoding, is shown. */
	earliestFrom: Float64Array;
	/** Seconds of the movie at a time of the track. */
	secondsAt(time: number): number;
}

/** A video with more pictures than this is not cut: two hours at 25 per second, or one hour at 50. */
const MOST_PICTURES = 200_000;

/**
 * Finds the key frames where a video can be cut: those that are shown after all pictures that are decoded before.
 *
 * @throws {CannotCut} when it has none that is shown, or too many pictures
 */
export function timelineOf({ pictures }: Pick<MediaIndex, 'pictures'>): Timeline {
	const { samples, shown, timescale } = pictures;
	const { count, decodeTimes, keys } = samples;
	if (count > MOST_PICTURES) throw new CannotCut(tooMany(count));
	const times = timesOf(pictures);
	const latestBefore = new Float64Array(count + 1).fill(-Infinity);
	const earliestFrom = new Float64Array(count + 1).fill(Infinity);
	let mediaEnd = 0;
	for (let one = 0; one < count; one++) {
		latestBefore[one + 1] = Math.max(latestBefore[one], times[one]);
		mediaEnd = Math.max(mediaEnd, times[one] + durationAt(decodeTimes, one));
	}
	for (let one = count - 1; one >= 0; one--)
		earliestFrom[one] = Math.min(earliestFrom[one + 1], times[one]);

	const end = Math.min(shown.to, mediaEnd);
	const behind = (time: number) => firstAtLeast(earliestFrom, time);
	let most = 0;
	for (let key = 0; key < count; key++) most += keys[key];
	const cuts: Cuts = {
		count: 0,
		keys: new Uint32Array(most),
		at: new Float64Array(most),
		heldUntil: new Float64Array(most),
	};
	for (let key = 0; key < count; key++) {
		const time = times[key];
		if (!keys[key] || time >= end || latestBefore[key] >= time) continue;
		// The last key frame before the shown stretch begins is where that is decoded from.
		if (time <= shown.from) cuts.count = 0;
		const isOpen = earliestFrom[key + 1] < time;
		const last = isOpen ? latestBefore[behind(time)] : -Infinity;
		cuts.keys[cuts.count] = key;
		cuts.at[cuts.count] = Math.max(time, shown.from);
		cuts.heldUntil[cuts.count++] = isOpen ? last + durationAt(decodeTimes, key) : time;
	}
	if (cuts.count === 0) throw new CannotCut('it has no key frame');
	const secondsAt = (time: number) => shown.atS + (time - shown.from) / timescale;
	return { cuts, end, times, behind, latestBefore, earliestFrom, secondsAt };
}

const tooMany = (count: number) =>
	`it has ${count} pictures, and a video of up to ${MOST_PICTURES} can be cut`;

/** When each sample is shown, in units of the track. */
export function timesOf({ samples }: Pick<MediaTrack, 'samples'>): Float64Array {
	const times = new Float64Array(samples.count);
	for (let one = 0; one < times.length; one++)
		times[one] = samples.decodeTimes[one] + samples.shifts[one];
	return times;
}

/** The time of a track, in its units, that is shown so many seconds after the movie begins. */
export const tickAt = ({ shown, timescale }: MediaTrack, seconds: number): number =>
	Math.round(shown.from + (seconds - shown.atS) * timescale);

export const durationAt = (decodeTimes: Float64Array, sample: number): number =>
	decodeTimes[sample + 1] - decodeTimes[sample];

/** The first place in a rising list with at least a value, or its last one. */
export function firstAtLeast(list: Float64Array, value: number): number {
	let from = 0;
	for (let to = list.length - 1; from < to; ) {
		const middle = (from + to) >> 1;
		if (list[middle] < value) from = middle + 1;
		else to = middle;
	}
	return from;
}

/** The part from a cut, by its number, to a time of the track. */
export function partOf(
	{ cuts, times, behind, secondsAt }: Timeline,
	{ pictures }: Pick<MediaIndex, 'pictures'>,
	cut: number,
	end: number,
): Part {
	const part = { from: cuts.keys[cut], to: behind(end) };
	let pictureBytes = 0;
	for (let picture = part.from; picture < part.to; picture++)
		if (times[picture] >= times[part.from]) pictureBytes += pictures.samples.bytes[picture];
	return { startS: secondsAt(cuts.at[cut]), endS: secondsAt(end), ...part, pictureBytes };
}

/**
 * The pictures of a part in the order of decoding. Those that are shown before its key frame, but decoded after
 * it, belong to the part before: they cannot be decoded without it.
 */
export function picturesIn(
	{ from, to }: Pick<Part, 'from' | 'to'>,
	{ decodeTimes, shifts }: Samples,
): Uint32Array {
	const begin = decodeTimes[from] + shifts[from];
	const pictures = new Uint32Array(to - from);
	let count = 0;
	for (let picture = from; picture < to; picture++)
		if (decodeTimes[picture] + shifts[picture] >= begin) pictures[count++] = picture;
	return pictures.subarray(0, count);
}

/** Seconds as a user reads them: 8.3 s. */
export const inSeconds = (seconds: number): string => `${Number(seconds.toFixed(1))} s`;
