import type { MediaTrack } from './mediaIndex';
import { CannotCut } from './cannot';
import { contradiction } from './readTables';
import { endOf } from './readShown';

/** Longer than any recording: a time that is later is none. */
const LONGEST_S = 7 * 24 * 3600;

/**
 * Puts the tracks of a recording to its beginning: their first samples are decoded at 0, and what is shown of them
 * begins as much later as it does in the recording. That may have been going on for hours when it was written down:
 * then the first track begins at once.
 *
 * @param tracks with times as the fragments state them, and all samples
 * @throws {CannotCut} when a track begins or ends impossibly late, or nothing of it is shown
 */
export function sinceBeginning(tracks: MediaTrack[]): void {
	const lateS = tracks.map(({ samples, shown, timescale }) => {
		const late = samples.decodeTimes[0] - shown.from;
		return Math.max(0, late) / timescale;
	});
	const beginS = Math.min(...lateS);
	tracks.forEach(({ samples, shown, timescale }, number) => {
		const begin = samples.decodeTimes[0];
		for (let one = 0; one <= samples.count; one++) samples.decodeTimes[one] -= begin;
		shown.from = Math.max(0, shown.from - begin);
		shown.to = endOf(samples);
		shown.atS += lateS[number] - beginS;
		shown.isStated ||= shown.atS > 0;
		if (!(shown.to > shown.from))
			throw new CannotCut('nothing of it is shown, by its list of edits');
		if (!(shown.to / timescale + shown.atS < LONGEST_S)) throw contradiction();
	});
}
