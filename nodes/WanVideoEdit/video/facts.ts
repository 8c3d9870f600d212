import type { Movie } from './movie';
import { durationOf, endOfSamples } from './sampleTable';
import type { Size, Track } from './track';

/** What is in a video. Where the file contradicts itself, it has several values. */
export interface VideoFacts {
	/**
	 * How long it may be taken for, in seconds, the pictures first: by its pictures, its edit list, its sound,
	 * its headers.
	 */
	seconds: number[];
	/** Whether it is longer than that: the rest of it could not be read. */
	isLonger: boolean;
	/** How large its pictures may be taken for: as displayed, and as stored. */
	sizes: Size[];
	/** Whether the file goes on to its last picture. */
	isWhole: boolean;
}

const PICTURES = 'vide';
const SOUND = 'soun';
/** Kinds of tracks that certainly have no pictures (registered with the MP4 Registration Authority). */
const OTHERS = [SOUND, 'text', 'sbtl', 'subt', 'clcp', 'tmcd', 'meta', 'hint'];

export const picturesOf = ({ tracks }: Movie): Track[] =>
	tracks.filter(({ kind }) => kind === PICTURES);

/** Whether there certainly is no picture in a file. */
export const hasNoPicture = ({ tracks }: Movie): boolean =>
	tracks.length > 0 && tracks.every(({ kind }) => OTHERS.includes(kind));

/**
 * @param isLonger whether there are fragments that could not be read
 * @param fileBytes the length of the file
 */
export function factsOf(movie: Movie, isLonger: boolean, fileBytes: number): VideoFacts {
	const pictures = picturesOf(movie);
	const sounds = movie.tracks.filter(({ kind }) => kind === SOUND);
	const measured = [...pictures, ...sounds].flatMap((track) => secondsOf(track, movie));
	const isInFragments = movie.tracks.some(({ fragments }) => fragments);
	const stated = (isInFragments ? movie.fragmentsDuration : movie.duration) / movie.timescale;
	const seconds = positive(isInFragments ? measured : [...measured, stated]);
	// What the header says about all fragments is believed only if not all of them could be read.
	const isStated = isLonger && stated > Math.max(0, ...seconds) && stated < Infinity;
	return {
		seconds: isStated ? [stated] : seconds,
		isLonger: isLonger && !isStated,
		sizes: pictures.flatMap(sizesOf),
		isWhole: pictures.every((track) => isWithin(track, fileBytes)),
	};
}

function secondsOf(track: Track, movie: Movie): number[] {
	const { timescale, fragments, editBegins, table } = track;
	const indexed = durationOf(table);
	if (!fragments) {
		const edited = track.editedDurations.map((duration) => duration / movie.timescale);
		return positive([indexed / timescale, track.duration / timescale, ...edited]);
	}
	// What the headers say is about the index alone.
	const hasIndex = table.samples > 0;
	const inIndex = hasIndex ? (indexed >= 0 ? indexed : track.duration) : 0;
	const all = inIndex + fragments.duration;
	const span = fragments.end - (hasIndex ? 0 : fragments.begin);
	return positive([all, span, all - editBegins].map((duration) => duration / timescale));
}

const positive = (values: number[]) => values.filter((value) => value > 0 && value < Infinity);

const sizesOf = ({ displayedSizes, storedSizes }: Track): Size[] =>
	[...displayedSizes, ...storedSizes]
		.map(([width, height]): Size => [Math.round(width), Math.round(height)])
		.filter((sides) => positive(sides).length === 2);

function isWithin({ isElsewhere, table, fragments }: Track, fileBytes: number): boolean {
	const indexed = table.samples > 0 && !isElsewhere ? endOfSamples(table) : 0;
	// What is not known is not missed.
	return !(indexed > fileBytes) && !((fragments?.endInFile ?? 0) > fileBytes);
}
