import type { Movie } from './movie';
import { durationOf, endOfSamples } from './sampleTable';
import type { Size, Track } from './track';

/** What is in a video. Where the file contradicts itself, it has several values. */
export interface VideoFacts {
	/**
	 * How long it may be taken for, in seconds, as players show it first: by its edit list, its pictures, its
	 * sound, its headers.
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
 * @param movie with pictures
 * @param isLonger whether there are fragments that could not be read
 * @param fileBytes the length of the file
 */
export function factsOf(movie: Movie, isLonger: boolean, fileBytes: number): VideoFacts {
	const pictures = picturesOf(movie);
	const sounds = movie.tracks.filter(({ kind }) => kind === SOUND);
	const main = mainOf(pictures, movie);
	const measured = [main, ...sounds].flatMap((track) => secondsOf(track, movie));
	const isInFragments = movie.tracks.some(({ fragments }) => fragments);
	const stated = (isInFragments ? movie.fragmentsDuration : movie.duration) / movie.timescale;
	const seconds = positive(isInFragments ? measured : [...measured, stated]);
	// What the header says about all fragments is believed only if not all of them could be read.
	const isStated = isLonger && stated > Math.max(0, ...seconds) && stated < Infinity;
	return {
		seconds: isStated ? [stated] : seconds,
		isLonger: isLonger && !isStated,
		sizes: sizesOf(main),
		isWhole: pictures.every((track) => isWithin(track, fileBytes)),
	};
}

/** The track that players show: the largest of the long ones. Others are a thumbnail, or another view. */
export function mainOf(pictures: Track[], movie: Movie): Track {
	const longest = Math.max(...pictures.map((track) => lengthOf(track, movie)));
	const [main] = pictures
		.filter((track) => lengthOf(track, movie) >= longest / 2)
		.sort((one, other) => areaOf(other) - areaOf(one));
	return main;
}

const lengthOf = (track: Track, movie: Movie) => Math.max(0, ...secondsOf(track, movie));

const areaOf = (track: Track) =>
	Math.max(0, ...sizesOf(track).map(([width, height]) => width * height));

function secondsOf(track: Track, movie: Movie): number[] {
	const { timescale, fragments, editBegins, table } = track;
	const indexed = durationOf(table);
	if (!fragments) {
		const edited = track.editedDurations.map((duration) => duration / movie.timescale);
		return positive([...edited, indexed / timescale, track.duration / timescale]);
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
