import { sleep } from 'n8n-workflow';

import { BoxReader, type Box } from '../video/boxReader';
import { mainOf, picturesOf } from '../video/facts';
import { fileOfStream, type FileBytes, type ReadNext } from '../video/fileBytes';
import type { Track } from '../video/track';
import { boxesIn } from './boxes';
import { CannotCut } from './cannot';
import type { SampleBudget } from './growingSamples';
import type { MediaIndex, MediaTrack } from './mediaIndex';
import { DAMAGED, headerIn, movieIn } from './movieIn';
import { readFragments } from './readFragments';
import { readMediaTrack } from './readMediaTrack';
import { EMPTY, readRecording, type AddFragments } from './readRecording';

/** The largest index that is read, in bytes. It is held in memory while it is read, and no longer. */
const LARGEST_INDEX_BYTES = 16 * 1024 ** 2;
/** Most samples of all tracks: more than two hours of pictures and sound. They take 13 MB of memory. */
const MOST_SAMPLES = 500_000;

const TOO_LARGE = 'its index is larger than that of a video of two hours';

/**
 * Reads the index of a file from front to back; behind the index nothing is read, unless fragments may follow. Then
 * the file is read to its end. Counts in it are not believed: what is kept is never more than a limit.
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
		else if (box.name === 'moof') throw new CannotCut('it is the rest of a recording in fragments');
		else if (box.name === 'moov') {
			const moov = await contentOf(file, box);
			if (moov === undefined) throw new CannotCut(DAMAGED);
			return await readIndex(moov, { isQuickTime, fileBytes }, async (tracks) => {
				// Its work is counted by itself.
				const fragments = new BoxReader(file, Infinity);
				const read = async (one: Box) => await contentOf(file, one);
				await readFragments(fragments, box.to, { moov, tracks, contentOf: read });
				return Math.min(fileBytes, await file.length());
			});
		}
	}
	throw new CannotCut(reader.trouble === 'cut' ? DAMAGED : 'the file has no index of its pictures');
}

/** @returns `undefined` when the file ends before */
async function contentOf(file: FileBytes, { from, to }: Box): Promise<Buffer | undefined> {
	if (to !== Infinity && to - from > LARGEST_INDEX_BYTES) throw new CannotCut(TOO_LARGE);
	const bytes = Math.min(to - from, LARGEST_INDEX_BYTES + 1);
	const content = await file.read(from, bytes);
	if (content === undefined || (to !== Infinity && content.length < bytes)) return undefined;
	if (content.length > LARGEST_INDEX_BYTES) throw new CannotCut(TOO_LARGE);
	return content;
}

async function readIndex(
	moov: Buffer,
	{ isQuickTime, fileBytes }: { isQuickTime: boolean; fileBytes: number },
	addFragments: AddFragments,
): Promise<MediaIndex> {
	const movie = await movieIn(moov);
	const traks: Buffer[] = [];
	for (const [name, content] of boxesIn(moov)) if (name === 'trak') traks.push(content);
	const pictures = picturesOf(movie);
	if (pictures.length === 0) throw new CannotCut('it has no picture track');

	const budget: SampleBudget = { samples: MOST_SAMPLES };
	const read = async (track: Track): Promise<MediaTrack> => {
		// The tables of one track take some milliseconds, in which n8n can do nothing else.
		await sleep(0);
		if (track.isElsewhere) throw new CannotCut('its pictures or its sound are in another file');
		const kind = track.kind === 'soun' ? 'sound' : 'pictures';
		const { timescale: movieTimescale, isFragmented: goesOn } = movie;
		const limits = { samples: budget.samples, fileBytes };
		const trak = traks[movie.tracks.indexOf(track)];
		const one = await readMediaTrack(trak, { kind, movieTimescale, limits, goesOn });
		budget.samples -= one.samples.count;
		return one;
	};
	const more = { header: headerIn(moov), isQuickTime };
	if (movie.isFragmented)
		return { ...more, ...(await readRecording(movie, { moov, budget, read, addFragments })) };

	const main = await read(mainOf(pictures, movie));
	if (main.samples.count === 0) throw new CannotCut(EMPTY);
	const sounds = [];
	for (const track of movie.tracks) {
		// A track without a sample may have no format either.
		const isEmpty = track.table.samples === 0;
		if (track.kind === 'soun' && !isEmpty) sounds.push(await read(track));
	}
	return { ...more, timescale: movie.timescale, pictures: main, sounds };
}
