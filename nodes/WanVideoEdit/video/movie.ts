import type { Box, BoxReader } from './boxReader';
import { readTimes, readTrack, type Track } from './track';

/** What the samples of a track in fragments have in common, if they do not say otherwise. */
export interface FragmentDefaults {
	duration: number;
	bytes: number;
}

/** What the index of a file says. Times in units of the movie. */
export interface Movie {
	timescale: number;
	duration: number;
	tracks: Track[];
	/** Whether fragments may follow, each with an index of its own. */
	isFragmented: boolean;
	/** How long all of the fragments last, if the file says so. */
	fragmentsDuration: number;
	/** By the track's ID. */
	defaults: Map<number, FragmentDefaults>;
	/** Whether the index is compressed (QuickTime). */
	isCompressed: boolean;
}

/** More tracks than a file of a person has. */
const MOST_TRACKS = 100;

/** Reads the index of a file (ISO 14496-12 §8.2). */
export async function readMovie(reader: BoxReader, moov: Box): Promise<Movie> {
	const movie: Movie = {
		timescale: NaN,
		duration: NaN,
		tracks: [],
		isFragmented: false,
		fragmentsDuration: NaN,
		defaults: new Map(),
		isCompressed: false,
	};
	await reader.visit(moov, {
		mvhd: async (box) => {
			Object.assign(movie, readTimes(await reader.fields(box, 32)));
		},
		trak: async (box) => {
			if (movie.tracks.length === MOST_TRACKS) reader.trouble ??= 'unavailable';
			else movie.tracks.push(await readTrack(reader, box));
		},
		mvex: async (mvex) => {
			movie.isFragmented = true;
			await readFragmentDefaults(reader, mvex, movie);
		},
		cmov: async () => {
			movie.isCompressed = true;
			await Promise.resolve();
		},
	});
	return movie;
}

async function readFragmentDefaults(reader: BoxReader, mvex: Box, movie: Movie): Promise<void> {
	await reader.visit(mvex, {
		mehd: async (box) => {
			const fields = await reader.fields(box, 12);
			const isWide = fields.u8() === 1;
			movie.fragmentsDuration = fields.skip(3).time(isWide);
		},
		trex: async (box) => {
			const fields = (await reader.fields(box, 20)).skip(4);
			const id = fields.u32();
			fields.skip(4);
			movie.defaults.set(id, { duration: fields.u32(), bytes: fields.u32() });
		},
	});
}
