import { BoxReader } from '../video/boxReader';
import { fileOfRanges } from '../video/fileBytes';
import { readMovie, type Movie } from '../video/movie';
import { boxIn } from './boxes';
import { CannotCut } from './cannot';

/** How much of `mvhd` is copied: all behind the duration. */
const MOVIE_HEADER_BYTES = 80;

export const DAMAGED = 'the file is cut off or damaged';

/**
 * Reads the short facts of an index.
 *
 * @param moov content of the box
 * @throws {CannotCut} when it is compressed or damaged
 */
export async function movieIn(moov: Buffer): Promise<Movie> {
	const file = fileOfRanges(
		moov.length,
		async (from, to) => await Promise.resolve(moov.subarray(from, to)),
	);
	const reader = new BoxReader(file);
	const movie = await readMovie(reader, { name: 'moov', at: 0, from: 0, to: moov.length });
	if (movie.isCompressed)
		throw new CannotCut('its index is compressed; export it as an ordinary MP4 file first');
	const hasHeader = (boxIn(moov, 'mvhd')?.length ?? 0) >= MOVIE_HEADER_BYTES;
	if (reader.trouble || !hasHeader || !(movie.timescale > 0)) throw new CannotCut(DAMAGED);
	return movie;
}

/** What is copied of the header of a sound index. */
export const headerIn = (moov: Buffer): Buffer =>
	Buffer.from(boxIn(moov, 'mvhd')!.subarray(-MOVIE_HEADER_BYTES));
