import { picturesIn, timesOf } from './cuts';
import type { FilePlan } from './filePlan';
import type { MediaIndex, MediaTrack } from './mediaIndex';
import { pickSamples, type OutTrack } from './outTrack';
import type { Part } from './parts';
import { cutSound } from './cutSound';
import { planFile } from './planFile';

/**
 * Plans a file with a part of a video alone: the pictures, and the sound at will, as they are. What has to be
 * decoded but is not to be shown is left out by edit lists. The same part gives the same bytes.
 */
export function cutPart(
	index: MediaIndex,
	part: Part,
	{ hasSound }: { hasSound: boolean },
): FilePlan {
	// In units of the pictures the edit list can end with a picture, to the tick.
	const { timescale } = index.pictures;
	const tracks = [cutPictures(index.pictures, part)];
	for (const sound of hasSound ? index.sounds : []) {
		const cut = cutSound(sound, part, timescale);
		if (cut) tracks.push(cut);
	}
	return planFile(tracks, { ...index, timescale });
}

function cutPictures(track: MediaTrack, part: Part): OutTrack {
	const { shown, timescale } = track;
	const samples = pickSamples(track.samples, picturesIn(part, timesOf(track)));
	const tickAt = (seconds: number) => shown.from + Math.round((seconds - shown.atS) * timescale);
	const begin = track.samples.decodeTimes[part.from];
	// A picture is never shown before it is decoded.
	const later = Math.max(0, -samples.shifts.reduce((least, shift) => Math.min(least, shift), 0));
	if (later > 0) samples.shifts = samples.shifts.map((shift) => shift + later);
	const [from, to] = [part.startS, part.endS].map((seconds) => tickAt(seconds) - begin + later);
	// What lasts longer than it is decoded, at a variable rate, does so in the last picture.
	const { count, decodeTimes } = samples;
	decodeTimes[count] = Math.max(decodeTimes[count], to - from);
	return { ...track, samples, edits: [{ duration: to - from, from }] };
}
