import { Turns } from '../shared/turns';
import { picturesIn, tickAt } from './cuts';
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
export async function cutPart(
	index: MediaIndex,
	part: Part,
	{ hasSound }: { hasSound: boolean },
): Promise<FilePlan> {
	const turns = new Turns();
	// In units of the pictures the edit list can end with a picture, to the tick.
	const { timescale } = index.pictures;
	const tracks = [cutPictures(index.pictures, part)];
	for (const sound of hasSound ? index.sounds : []) {
		await turns.given();
		const cut = cutSound(sound, part, timescale);
		if (cut) tracks.push(cut);
	}
	return await planFile(tracks, { ...index, timescale }, turns);
}

/** Where the pictures of a part begin in the file. */
export const beginOf = ({ pictures }: MediaIndex, part: Part): number =>
	pictures.samples.offsets[part.from];

function cutPictures(track: MediaTrack, part: Part): OutTrack {
	const samples = pickSamples(track.samples, picturesIn(part, track.samples));
	const begin = track.samples.decodeTimes[part.from];
	// A picture is never shown before it is decoded.
	let later = 0;
	for (let one = 0; one < samples.count; one++) later = Math.max(later, -samples.shifts[one]);
	for (let one = 0; one < samples.count; one++) samples.shifts[one] += later;
	const [from, to] = [part.startS, part.endS].map(
		(seconds) => tickAt(track, seconds) - begin + later,
	);
	// What lasts longer than it is decoded, at a variable rate, does so in the last picture.
	const { count, decodeTimes } = samples;
	decodeTimes[count] = Math.max(decodeTimes[count], to - from);
	return { ...track, samples, edits: [{ duration: to - from, from }] };
}
