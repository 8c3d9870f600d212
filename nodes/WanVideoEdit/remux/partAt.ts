import { LONGEST_S, SHORTEST_S, TOLERANCE_S } from '../checks/videoLimits';
import { CannotCut } from './cannot';
import { inSeconds, partOf, timelineOf, type Timeline } from './cuts';
import type { MediaIndex } from './mediaIndex';
import type { Part } from './parts';
import { firstCut, NOTHING_S } from './planPieces';

/** So much a part may be shorter to end where no later picture has to be decoded for it. */
const SPARED_S = 0.2;

/**
 * The part of a video for a user's Start and Duration. It begins at a key frame, and ends with any picture.
 *
 * @param durationS counted from `startS`; without it the part is as long as may be
 * @throws {CannotCut} when the key frame lies too far before `startS`, or the video ends before the part
 */
export function partAt(index: MediaIndex, startS: number, durationS?: number): Part {
	const timeline = timelineOf(index);
	const { cuts, end, secondsAt } = timeline;
	const { timescale } = index.pictures;
	const shortest = (SHORTEST_S - NOTHING_S) * timescale;
	const cut = firstCut(timeline, startS, shortest);
	const begin = cuts.at[cut];
	const keyS = secondsAt(begin);
	const ofVideo = secondsAt(end);
	if (durationS !== undefined && startS + durationS > ofVideo + TOLERANCE_S) {
		throw new CannotCut(
			`it is only ${inSeconds(ofVideo)} long, and Start (Seconds) and Duration (Seconds) together are ${inSeconds(startS + durationS)}`,
		);
	}
	const wantedS = Math.min(
		ofVideo,
		durationS === undefined ? keyS + LONGEST_S : startS + durationS,
	);
	const last = begin + LONGEST_S * timescale;
	if (startS >= keyS + LONGEST_S) throw new CannotCut(tooFar(startS, keyS));
	if (wantedS > keyS + LONGEST_S + NOTHING_S) throw new CannotCut(tooFar(startS, keyS, durationS));
	if (wantedS >= ofVideo) return partOf(timeline, index, cut, end);

	const wanted = Math.round(begin + (wantedS - keyS) * timescale);
	const spare = durationS === undefined ? SPARED_S * timescale : 0;
	const ending = pictureEnd(timeline, { wanted, last, spare, earliest: begin + shortest });
	return partOf(timeline, index, cut, ending);
}

function tooFar(startS: number, keyS: number, durationS?: number): string {
	const key = inSeconds(keyS);
	const lastS = Math.floor((keyS + LONGEST_S - startS) * 10) / 10;
	const way =
		durationS !== undefined && lastS >= SHORTEST_S
			? `Duration (Seconds) can be up to ${lastS} there, or Start (Seconds) ${key} or less`
			: `Start (Seconds) has to be nearer behind it`;
	return `the last key frame before ${inSeconds(startS)} is at ${key}, and a part begins at a key frame and has up to ${LONGEST_S} s: ${way}`;
}

/** When a picture ends, near a time: no picture is shown only for a while. */
function pictureEnd(
	{ times, end, latestBefore, earliestFrom, behind }: Timeline,
	{ wanted, last, spare, earliest }: Record<'wanted' | 'last' | 'spare' | 'earliest', number>,
): number {
	let before = -Infinity;
	let after = end;
	let spared = -Infinity;
	const reorder = behind(wanted + spare + 1);
	for (let picture = 0; picture < times.length; picture++) {
		const time = times[picture];
		if (time <= wanted) before = Math.max(before, time);
		else after = Math.min(after, time);
		const isClean = latestBefore[picture] < earliestFrom[picture];
		if (isClean && picture <= reorder && earliestFrom[picture] <= wanted)
			spared = Math.max(spared, earliestFrom[picture]);
	}
	if (spared >= Math.max(wanted - spare, earliest)) return spared;
	return before === wanted || (after > last && before >= earliest) ? before : Math.min(after, last);
}
