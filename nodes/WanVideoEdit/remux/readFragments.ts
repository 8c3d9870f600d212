import { sleep } from 'n8n-workflow';

import type { Box, BoxReader } from '../video/boxReader';
import { CannotCut } from './cannot';
import { DAMAGED } from './movieIn';
import { readFragment, type RecordedTrack } from './readFragment';

/** So much of fragments is read before n8n does something else, in bytes; each fragment counts as some more. */
const WORK_PER_TURN = 128 * 1024;
const WORK_PER_FRAGMENT = 1024;

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
	let work = 0;
	for await (const box of reader.within({ from, to: Infinity })) {
		if ((work += WORK_PER_FRAGMENT) > WORK_PER_TURN) {
			await sleep(0);
			work = 0;
		}
		if (box.name === 'moof') {
			const moof = await contentOf(box);
			if (moof === undefined) return;
			readFragment(moof, box.at, tracks);
			work += moof.length;
		} else if (box.name === 'moov' && (await contentOf(box))?.equals(moov) === false)
			throw new CannotCut('it is several recordings one after the other');
	}
	if (reader.trouble === 'unavailable') throw new CannotCut('it has too many fragments');
	if (reader.trouble === 'unreadable') throw new CannotCut(DAMAGED);
}
