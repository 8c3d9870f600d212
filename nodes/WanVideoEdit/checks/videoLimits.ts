import { MEGABYTE, megabytes } from '../shared/files';
import type { VideoFacts } from '../video/facts';
import type { VideoReading } from '../video/readVideo';
import type { Size } from '../video/track';
import { MODEL, unfitPixels } from './pixels';

/** What came of probing a video. `unknown`: the file may well be in order. */
export type ProbeResult = VideoReading;

/** The largest source, in bytes: 100 MB (model page). */
export const LARGEST_SOURCE_BYTES = 100 * MEGABYTE;

/** The largest video that is cut, or edited in pieces: so much is fetched, stored and read several times. */
export const LARGEST_LONG_SOURCE_BYTES = 500 * MEGABYTE;

export const SHORTEST_S = 2;
export const LONGEST_S = 10;
/** A file cut at "10 s" is often some frames longer. */
export const TOLERANCE_S = 0.1;
/** The longest video that is not refused. */
export const LONGEST_TAKEN_S = LONGEST_S + TOLERANCE_S;
const LARGEST_PX = 4096;

/** Says why the model would refuse a file of this size (model page), or `undefined`. */
export const tooLarge = (bytes: number, what = 'The video'): string | undefined =>
	bytes > LARGEST_SOURCE_BYTES
		? `${what} is ${megabytes(bytes)}; ${MODEL} takes up to ${megabytes(LARGEST_SOURCE_BYTES)}`
		: undefined;

/** The same of a file whose length nobody has looked at: the way on, if it is only too long. */
export function tooLargeUncut(bytes: number): string | undefined {
	const reason = tooLarge(bytes);
	return reason === undefined || bytes > LARGEST_LONG_SOURCE_BYTES
		? reason
		: `${reason}. If it is longer than ${LONGEST_S} s, the option Long Videos takes up to ${megabytes(LARGEST_LONG_SOURCE_BYTES)}`;
}

/** Says that the node does not cut a file of this size, or `undefined`. */
export const tooLargeToCut = (bytes: number): string | undefined =>
	bytes > LARGEST_LONG_SOURCE_BYTES ? `The video is ${megabytes(bytes)}; ${CUTS_UP_TO}` : undefined;

const CUTS_UP_TO = `the node cuts files of up to ${megabytes(LARGEST_LONG_SOURCE_BYTES)}`;

/** The same of a file that turns out to be too large while it arrives. */
export const MUCH_TOO_LARGE_TO_CUT = `The video is more than ${megabytes(LARGEST_LONG_SOURCE_BYTES)}; ${CUTS_UP_TO}`;

/** The file is of another kind. */
export const notAVideo = (kind: string): string =>
	`The video is ${kind}; ${MODEL} takes MP4 and MOV files`;

/**
 * Says why the model would refuse a video (model page), with the found value, or `undefined`. Where the file
 * contradicts itself, nobody knows what the service goes by: only what all values break is refused.
 *
 * @param isCut whether only parts of it are edited, so that it may be longer
 */
export function unfit(probed: ProbeResult, isCut = false): string | undefined {
	if (probed === 'unknown') return undefined;
	if (probed === 'noPicture') return `The video has no picture track; ${MODEL} needs one`;
	if (probed === 'damaged') return 'The video cannot be read: the file is cut off or damaged';
	if (!probed.isWhole) return 'The video is cut off: the file ends before its last picture';
	return (isCut ? undefined : unfitLength(probed)) ?? unfitSize(probed);
}

function unfitLength({ seconds, isLonger }: VideoFacts): string | undefined {
	// A short beginning says nothing about the whole.
	const mayBeTaken = (length: number) => (isLonger ? !isTooLong(length) : isTaken(length));
	if (seconds.length === 0 || seconds.some(mayBeTaken)) return undefined;
	const length = `${isLonger ? 'more than ' : ''}${shown(seconds[0])} long`;
	return `The video is ${length}; ${MODEL} takes ${SHORTEST_S}–${LONGEST_S} s`;
}

/**
 * Says in what a video that is taken contradicts itself: the service may go by another of its lengths. `undefined`
 * when it does not.
 */
export function doubtAbout(probed: ProbeResult): string | undefined {
	if (typeof probed === 'string' || probed.isLonger) return undefined;
	if (probed.seconds.every(isTaken)) return undefined;
	const lengths = [...new Set([...probed.seconds].sort((a, b) => a - b).map(shown))];
	return `The video is ${lengths.join(' or ')} long, as its pictures, its sound and its edits differ: export it anew, so that all of it lasts ${SHORTEST_S}–${LONGEST_S} s.`;
}

/** How long a video may be taken for, in seconds; `undefined` when that is not known. */
export const lengthsOf = (probed: ProbeResult): number[] | undefined =>
	typeof probed === 'string' || probed.isLonger ? undefined : probed.seconds;

/** Whether the model takes a video that is so long (model page). */
export const isTaken = (seconds: number): boolean => !isTooShort(seconds) && !isTooLong(seconds);

/** Whether nothing is wrong with a video but that it is too long. */
export const isLong = (probed: ProbeResult): boolean =>
	typeof probed === 'object' &&
	probed.isWhole &&
	probed.seconds.length > 0 &&
	probed.seconds.every(isTooLong) &&
	unfitSize(probed) === undefined;

const isTooShort = (seconds: number) => SHORTEST_S - TOLERANCE_S - seconds > 0;
const isTooLong = (seconds: number) => seconds - LONGEST_S - TOLERANCE_S > 0;

function unfitSize({ sizes }: VideoFacts): string | undefined {
	const reasons = sizes.map(reasonAgainst);
	return reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
}

const reasonAgainst = (size: Size) => unfitPixels('video', size, LARGEST_PX);

/** Says that Duration (Seconds) is longer than the video, which the service refuses (model page), or `undefined`. */
export function durationTooLong(probed: ProbeResult, durationS = 0): string | undefined {
	if (typeof probed === 'string' || probed.isLonger || probed.seconds.length === 0)
		return undefined;
	const longest = Math.max(...probed.seconds);
	if (durationS <= longest + TOLERANCE_S) return undefined;
	return `Duration (Seconds) is ${durationS}, but the video is only ${shown(longest)} long`;
}

const shown = (seconds: number) => `${Number(seconds.toFixed(1))} s`;
