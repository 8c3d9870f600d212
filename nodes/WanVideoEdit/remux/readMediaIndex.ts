import { sleep } from 'n8n-workflow';

import { BoxReader, type Box } from '../video/boxReader';
import { mainOf, picturesOf } from '../video/facts';
import { fileOfRanges, fileOfStream, type FileBytes, type ReadNext } from '../video/fileBytes';
import { readMovie, type Movie } from '../video/movie';
import { boxesIn, boxIn } from './boxes';
import { CannotCut } from './cannot';
import type { MediaIndex } from './mediaIndex';
import { readMediaTrack } from './readMediaTrack';

/** The largest index that is read, in bytes. It is held in memory while it is read, and no longer. */
const LARGEST_INDEX_BYTES = 16 * 1024 ** 2;
/** Most samples of all tracks: more than two hours of pictures and sound. They take 13 MB of memory. */
const MOST_SAMPLES = 500_000;

/** How much of `mvhd` is copied: all behind the duration. */
const MOVIE_HEADER_BYTES = 80;

const TOO_LARGE = 'its index is larger than that of a video of two hours';
const DAMAGED = 'the file is cut off or damaged';

/**
 * Reads the index of a file from front to back; behind the index nothing is read. Counts in the file are not
 * believed: what is kept is never more than the file's index is large.
 *
 * @param fileBytes the length of the file, if it is known
 * @throws {CannotCut} and whatever `next` throws
 */
export async function readMediaIndex(next: ReadNext, fileBytes = Infinity): Promise<MediaIndex> {
	const file = fileOfStream(next);
	const reader = new BoxReader(file);
	let isQuickTime = true;
	for await (const box of reader.within({ from: 0, to: Infinity })) {
		if (box.name === 'ftyp') isQuickTime = (await reader.fields(box, 4)).name() === 'qt  ';
		else if (box.name === 'moof') throw new CannotCut(FRAGMENTS);
		else if (box.name === 'moov') {
			const moov = await contentOf(file, box);
			return await readIndex(moov, isQuickTime, fileBytes);
		}
	}
	throw new CannotCut(reader.trouble === 'cut' ? DAMAGED : 'the file has no index of its pictures');
}

const FRAGMENTS = 'it is a recording in fragments; export it as an ordinary MP4 file first';

async function contentOf(file: FileBytes, { from, to }: Box): Promise<Buffer> {
	if (to !== Infinity && to - from > LARGEST_INDEX_BYTES) throw new CannotCut(TOO_LARGE);
	const bytes = Math.min(to - from, LARGEST_INDEX_BYTES + 1);
	const content = await file.read(from, bytes);
	if (content === undefined || (to !== Infinity && content.length < bytes))
		throw new CannotCut(DAMAGED);
	if (content.length > LARGEST_INDEX_BYTES) throw new CannotCut(TOO_LARGE);
	return content;
}

async function readIndex(
	moov: Buffer,
	isQuickTime: boolean,
	fileBytes: number,
): Promise<MediaIndex> {
	const movie = await movieOf(moov);
	const traks: Buffer[] = [];
	for (const [name, content] of boxesIn(moov)) if (name === 'trak') traks.push(content);
	const pictures = picturesOf(movie);
	if (pictures.length === 0) throw new CannotCut('it has no picture track');

	let samplesLeft = MOST_SAMPLES;
	const read = async (kind: 'pictures' | 'sound', track: Movie['tracks'][number]) => {
		// The tables of one track take some milliseconds, in which n8n can do nothing else.
		await sleep(0);
		if (track.isElsewhere) throw new CannotCut('its pictures or its sound are in another file');
		const trak = traks[movie.tracks.indexOf(track)];
		const limits = { samples: samplesLeft, fileBytes };
		const one = readMediaTrack(trak, { kind, movieTimescale: movie.timescale, limits });
		samplesLeft -= one.samples.count;
		return one;
	};
	const main = await read('pictures', mainOf(pictures, movie));
	if (main.samples.count === 0) throw new CannotCut('its picture track is empty');
	const sounds = [];
	for (const track of movie.tracks) {
		// A track without a sample may have no format either.
		const isEmpty = track.table.samples === 0;
		if (track.kind === 'soun' && !isEmpty) sounds.push(await read('sound', track));
	}
	const header = Buffer.from(boxIn(moov, 'mvhd')!.subarray(-MOVIE_HEADER_BYTES));
	return { timescale: movie.timescale, header, isQuickTime, pictures: main, sounds };
}

async function movieOf(moov: Buffer): Promise<Movie> {
	const file = fileOfRanges(
		moov.length,
		async (from, to) => await Promise.resolve(moov.subarray(from, to)),
	);
	const reader = new BoxReader(file);
	const movie = await readMovie(reader, { name: 'moov', at: 0, from: 0, to: moov.length });
	if (movie.isCompressed)
		throw new CannotCut('its index is compressed; export it as an ordinary MP4 file first');
	if (movie.isFragmented) throw new CannotCut(FRAGMENTS);
	const hasHeader = (boxIn(moov, 'mvhd')?.length ?? 0) >= MOVIE_HEADER_BYTES;
	if (reader.trouble || !hasHeader || !(movie.timescale > 0)) throw new CannotCut(DAMAGED);
	return movie;
}
