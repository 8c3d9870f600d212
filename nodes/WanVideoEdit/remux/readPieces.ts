import { CannotCut, CannotJoin } from './cannot';
import type { MediaIndex } from './mediaIndex';
import type { Part, Piece } from './parts';
import { readMediaIndex } from './readMediaIndex';

/** A piece of up to ten seconds has some hundred pictures. */
const MOST_IN_A_PIECE = 20_000;
/** Twice as many as a source may have: the service may give back more pictures per second. */
const MOST_IN_ALL = 400_000;
/** The format of the pictures and the headers of a track have some hundred bytes. */
const LARGEST_HEADERS = 64 * 1024;

/** An edited piece, and how its file is opened at its beginning. */
interface OpenPiece {
	part: Part;
	open: () => AsyncGenerator<Buffer, undefined>;
}

/**
 * Reads the indexes of edited pieces, one after the other. Whatever is in them, they take less than 32 MB of memory.
 *
 * @throws {CannotJoin} when one cannot be read, or is larger than that of some seconds of video; and whatever reading
 *   the files throws
 */
export async function readPieces(pieces: OpenPiece[]): Promise<Piece[]> {
	const read: Piece[] = [];
	let left = MOST_IN_ALL;
	for (const [number, { part, open }] of pieces.entries()) {
		const index = await indexOf(open, number + 1);
		const { count } = index.pictures.samples;
		left -= count;
		if (count > MOST_IN_A_PIECE || left < 0 || headersOf(index) > LARGEST_HEADERS)
			throw new CannotJoin(`piece ${number + 1} has a larger index than a video of ten seconds`);
		// The joined video has the sound of the source.
		read.push({ part, index: { ...index, sounds: [] } });
	}
	return read;
}

const headersOf = ({ pictures: { formats, header, handler } }: MediaIndex) =>
	formats.length + header.length + handler.length;

async function indexOf(open: OpenPiece['open'], piece: number): Promise<MediaIndex> {
	const content = open();
	try {
		return await readMediaIndex(async () => (await content.next()).value);
	} catch (error) {
		throw error instanceof CannotCut ? new CannotJoin(`piece ${piece}: ${error.message}`) : error;
	} finally {
		await content.return(undefined);
	}
}
