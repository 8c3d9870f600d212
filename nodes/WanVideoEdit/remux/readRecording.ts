import { sleep } from 'n8n-workflow';

import { mainOf } from '../video/facts';
import type { Movie } from '../video/movie';
import type { Track } from '../video/track';
import { CannotCut } from './cannot';
import { GrowingSamples, type SampleBudget } from './growingSamples';
import type { MediaIndex, MediaTrack } from './mediaIndex';
import { readDefaults } from './readFragment';
import type { RecordedTrack } from './readRun';
import { assertWithin } from './readSamples';
import { sinceBeginning } from './sinceBeginning';

/**
 * Adds the samples of all fragments to those of their tracks, by the IDs of these.
 *
 * @returns the length of the file, in bytes
 */
export type AddFragments = (tracks: Map<number, RecordedTrack>) => Promise<number>;

export const EMPTY = 'its picture track is empty';

/**
 * Reads a recording in fragments, which may have some samples in its index, too (ISO 14496-12 §8.8).
 *
 * @param moov the content of its index
 * @param read reads a track as far as the index tells of it
 * @throws {CannotCut}
 */
export async function readRecording(
	movie: Movie,
	{
		moov,
		budget,
		read,
		addFragments,
	}: {
		moov: Buffer;
		budget: SampleBudget;
		read: (track: Track) => Promise<MediaTrack>;
		addFragments: AddFragments;
	},
): Promise<Pick<MediaIndex, 'timescale' | 'pictures' | 'sounds'>> {
	const byId = new Map<number, RecordedTrack>();
	for (const [id, defaults] of readDefaults(moov)) byId.set(id, { defaults });
	const recorded = new Map<Track, { media: MediaTrack; growing: GrowingSamples }>();
	for (const track of movie.tracks) {
		if (track.kind !== 'vide' && track.kind !== 'soun') continue;
		const media = await read(track);
		const growing = new GrowingSamples(media.samples, media.kind === 'sound', budget);
		recorded.set(track, { media, growing });
		const one = byId.get(track.id) ?? {};
		if (one.samples === undefined) byId.set(track.id, { ...one, samples: growing });
	}
	const fileBytes = await addFragments(byId);
	for (const [track, { media, growing }] of recorded) {
		await sleep(0);
		const { samples } = growing;
		media.samples = samples;
		assertWithin(samples, fileBytes);
		const [begin, end] = [samples.decodeTimes[0], samples.decodeTimes[samples.count]];
		// The probe chooses the pictures that players show by how long they are.
		if (samples.count === 0) recorded.delete(track);
		else track.fragments = { begin, end, duration: end - begin, endInFile: 0 };
	}
	const found = [...recorded.keys()];
	const pictures = found.filter(({ kind }) => kind === 'vide');
	if (pictures.length === 0) throw new CannotCut(EMPTY);
	const used = [mainOf(pictures, movie), ...found.filter(({ kind }) => kind === 'soun')];
	const [main, ...sounds] = used.map((track) => recorded.get(track)!.media);
	sinceBeginning([main, ...sounds]);
	// One unit of the movie may be as long as a packet of sound here: a finer clock is to the point.
	const timescales = [movie.timescale, ...[main, ...sounds].map(({ timescale }) => timescale)];
	return { timescale: Math.max(...timescales), pictures: main, sounds };
}
