import type { MediaIndex } from './mediaIndex';

/** A part of a video that can be cut out. */
export interface Part {
	/** In the time of the movie, in seconds. */
	startS: number;
	endS: number;
	/** Its pictures, in the order of decoding: the first one, which is a key frame, and the one behind the last. */
	from: number;
	to: number;
	/** The size in bytes of its pictures. */
	pictureBytes: number;
}

/** An edited piece, and the part of the source that it was. */
export interface Piece {
	part: Part;
	index: MediaIndex;
}
