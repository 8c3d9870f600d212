import { BoxReader } from './boxReader';
import { factsOf, hasNoPicture, picturesOf, type VideoFacts } from './facts';
import {
	fileOfRanges,
	fileOfStream,
	type FileBytes,
	type ReadNext,
	type ReadRange,
} from './fileBytes';
import { readFragment } from './fragment';
import { readFragmentList, readSegmentIndex } from './fragmentList';
import { readMovie, type Movie } from './movie';

/**
 * What came of reading a video. `damaged`: the file is whole, and what it needs is not in it. `unknown`: it
 * may well be in order.
 */
export type VideoReading = VideoFacts | 'noPicture' | 'damaged' | 'unknown';

/** Boxes that only an MP4 or MOV file has. A file without them may be another. */
const KNOWN_BOXES = ['ftyp', 'styp', 'mdat', 'moof', 'moov'];

/** Gives the last bytes of a file, if they are to be had. */
export type ReadEnd = () => Promise<Buffer | undefined>;

/**
 * Reads a file of which any part can be asked for, from front to back and with gaps.
 *
 * @param bytes the length of the file
 * @param readEnd is asked, once at most, when not all fragments could be read
 * @throws whatever `read` and `readEnd` throw
 */
export const readVideoByRanges = async (
	bytes: number,
	read: ReadRange,
	readEnd?: ReadEnd,
): Promise<VideoReading> => await readVideo(fileOfRanges(bytes, read), readEnd);

/**
 * Reads a file from its beginning, with flat memory.
 *
 * @throws whatever `next` throws
 */
export const readVideoByStream = async (next: ReadNext): Promise<VideoReading> =>
	await readVideo(fileOfStream(next));

async function readVideo(file: FileBytes, readEnd?: ReadEnd): Promise<VideoReading> {
	const reader = new BoxReader(file);
	let movie: Movie | undefined;
	let isKnown = false;
	/** Times of the file, in seconds, that lists of its fragments name. */
	const listed: number[] = [];
	for await (const box of reader.within({ from: 0, to: Infinity })) {
		isKnown ||= KNOWN_BOXES.includes(box.name);
		if (box.name === 'moov' && movie === undefined) {
			movie = await readMovie(reader, box);
			if (reader.trouble) return reader.trouble === 'cut' ? 'damaged' : 'unknown';
			if (!movie.isFragmented) break;
		} else if (box.name === 'moof' && movie) await readFragment(reader, box, movie);
		else if (box.name === 'sidx' && movie)
			listed.push(...(await readSegmentIndex(reader, box, movie)));
	}
	// Without an index nobody can play what is there.
	if (movie === undefined) return reader.trouble || !isKnown ? 'unknown' : 'damaged';
	if (movie.isCompressed) return 'unknown';
	if (hasNoPicture(movie)) return 'noPicture';
	const pictures = picturesOf(movie);
	if (pictures.length === 0) return 'unknown';

	const isComplete = !reader.trouble || reader.trouble === 'cut';
	const isEmpty = pictures.every(({ table, fragments }) => table.samples === 0 && !fragments);
	if (isEmpty) return isComplete ? 'damaged' : 'unknown';
	const facts = factsOf(movie, movie.isFragmented && !isComplete, await file.length());
	const end = facts.isLonger ? await readEnd?.() : undefined;
	if (end) listed.push(...(await readFragmentList(end, movie)));
	const last = facts.isLonger ? Math.max(...listed) : 0;
	// Where the last fragment begins, there is still more of it, and behind a list may be another one.
	return last > Math.max(0, ...facts.seconds) ? { ...facts, seconds: [last] } : facts;
}
