import { BoxReader, PIECE_BYTES, type Box } from './boxReader';
import { picturesOf } from './facts';
import { fileOfRanges } from './fileBytes';
import type { Movie } from './movie';

/** The box at the end of a file that says how long the list before it is, with itself. */
const LIST_END_BYTES = 16;

/**
 * Reads the list of fragments that some files end with (ISO 14496-12 §8.8.9–8.8.11).
 *
 * @param end the last bytes of the file
 * @returns when the last fragment of each track begins, in seconds from the beginning of the track
 */
export async function readFragmentList(end: Buffer, movie: Movie): Promise<number[]> {
	if (end.length < LIST_END_BYTES) return [];
	const from = end.length - end.readUInt32BE(end.length - 4);
	if (from < 0 || !end.subarray(-LIST_END_BYTES).includes('mfro')) return [];

	const begins: number[] = [];
	const file = fileOfRanges(
		end.length,
		async (begin, to) => await Promise.resolve(end.subarray(begin, to)),
	);
	const reader = new BoxReader(file);
	await reader.visit(
		{ from, to: end.length },
		{
			mfra: async (mfra) =>
				await reader.visit(mfra, {
					tfra: async (box) => {
						const fields = await reader.fields(box, 16);
						const isWide = fields.u8() === 1;
						const id = fields.skip(3).u32();
						const lengths = fields.u32();
						const count = fields.u32();
						// Time and place, and three numbers of one to four bytes each.
						const numbers = [lengths >> 4, lengths >> 2, lengths].map((bits) => (bits & 3) + 1);
						const entryBytes = numbers.reduce((sum, bytes) => sum + bytes, isWide ? 16 : 8);
						const last = box.from + 16 + entryBytes * (count - 1);
						if (!(count > 0 && last + entryBytes <= box.to)) return;
						const time = (await reader.fields(box, 8, last)).time(isWide);
						const track = movie.tracks.find((one) => one.id === id);
						if (!track) return;
						const begin = track.table.samples > 0 ? 0 : (track.fragments?.begin ?? NaN);
						begins.push((time - begin) / track.timescale);
					},
				}),
		},
	);
	return begins.filter((begin) => begin < Infinity);
}

/**
 * Reads the list that some files have before their fragments (ISO 14496-12 §8.16.3).
 *
 * @returns how long the fragments in it last, in seconds; nothing when it is not about pictures
 */
export async function readSegmentIndex(
	reader: BoxReader,
	sidx: Box,
	movie: Movie,
): Promise<number[]> {
	const fields = await reader.fields(sidx, PIECE_BYTES);
	const isWide = fields.u8() === 1;
	const id = fields.skip(3).u32();
	const timescale = fields.u32();
	const count = fields.skip(isWide ? 18 : 10).u16();
	let duration = 0;
	for (let entry = 0; entry < count && fields.left >= 12; entry++) {
		duration += fields.skip(4).u32();
		fields.skip(4);
	}
	const isOfPictures = picturesOf(movie).some((track) => track.id === id);
	return isOfPictures && duration / timescale < Infinity ? [duration / timescale] : [];
}
