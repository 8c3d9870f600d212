import type { Failure } from '../tasks/failureTexts.mts';
import type { VideoFacts } from './inspectVideo.mts';

/** Largest source, in bytes: 100 MB (model page). */
export const MAX_SOURCE_BYTES = 100 * 1024 * 1024;

const SHORTEST_S = 2;
const LONGEST_S = 10;
/** A file cut at "10 s" is often some frames longer, in seconds. */
const TOLERANCE_S = 0.1;
const SMALLEST_PX = 240;
const LARGEST_PX = 4096;
const WIDEST_RATIO = 8;

/** First limit of the model page that a source breaks, given the `duration` asked for in seconds. */
export function refusalOf(facts: VideoFacts, duration: number): Failure | undefined {
	const { width, height } = facts;
	const seconds = Math.round(facts.seconds * 100) / 100;
	if (facts.seconds < SHORTEST_S - TOLERANCE_S || facts.seconds > LONGEST_S + TOLERANCE_S)
		return { kind: 'length', values: { seconds } };
	if (Math.min(width, height) < SMALLEST_PX || Math.max(width, height) > LARGEST_PX)
		return { kind: 'pixels', values: { width, height } };
	const ratio = width / height;
	if (ratio > WIDEST_RATIO || ratio < 1 / WIDEST_RATIO)
		return { kind: 'aspect', values: { ratio: Number(ratio.toFixed(3)), width, height } };
	if (duration > facts.seconds + TOLERANCE_S)
		return { kind: 'durationTooLong', values: { duration, seconds } };
	return undefined;
}
