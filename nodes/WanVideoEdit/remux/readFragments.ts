import type { Box, BoxReader } from '../video/boxReader';
import { CannotCut } from './cannot';
import { DAMAGED } from './movieIn';
import { readFragment } from './readFragment';
import type { RecordedTrack } from './readRun';
import { Work } from './work';

/** Enough for 100,000 fragments of two tracks: an hour with a fragment for each picture. */
const MOST_WORK = 256 * 1024 ** 2;
const WORK_PER_BOX = 512;
/** A byte of a fragment's index is read, moved, and read again. */
const WORK_PER_BYTE = 4;

/** The largest index of a fragment, in bytes: all pictures and sound of two hours. */
const LARGEST_FRAGMENT_INDEX = 4 * 1024 ** 2;

/**
 * Reads the fragments of a file to its end, and adds their samples to those of its tracks. One that is cut off within
 * its index has no samples yet, and does not count.
 *
 * @param from where the index of the file ends
 * @param moov the index of the file: it may be repeated, but not changed
 * @param tracks by their IDs
 * @param contentOf reads the content of a box, if the file does not end before
 * @throws {CannotCut}
 */
export async function readFragments(
	reader: BoxReader,
	from: number,
	{
		moov,
		tracks,
		contentOf,
	}: {
		moov: Buffer;
		tracks: Map<number, RecordedTrack>;
		contentOf: (box: Box) => Promise<Buffer | undefined>;
	},
): Promise<void> {
	const work = new Work(MOST_WORK, 'it has too many fragments, or too large ones');
	for await (const box of reader.within({ from, to: Infinity })) {
		await work.take(WORK_PER_BOX);
		if (box.name !== 'moof' && box.name !== 'moov') continue;
		const length = box.to - box.from;
		const most = box.name === 'moof' ? LARGEST_FRAGMENT_INDEX : moov.length;
		if (length > most) throw new CannotCut(box.name === 'moof' ? TOO_LARGE : SEVERAL);
		await work.take(WORK_PER_BYTE * length);
		const content = await contentOf(box);
		if (content === undefined) return;
		if (box.name === 'moof') await readFragment(content, box.at, { tracks, work });
		else if (!content.equals(moov)) throw new CannotCut(SEVERAL);
	}
	if (reader.trouble) throw new CannotCut(DAMAGED);
}

const TOO_LARGE = 'the index of a fragment of it is larger than that of a video of two hours';
const SEVERAL = 'it is several recordings one after the other';
