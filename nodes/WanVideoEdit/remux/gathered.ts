/** Each write of a file takes as long as copying so many bytes. */
const CHUNK_BYTES = 256 * 1024;
/** What is as large as this is not copied. */
const LARGE_BYTES = 64 * 1024;

/** Puts small pieces of a file together, so that they are not written one by one. */
export class Gathered {
	private chunk = Buffer.alloc(0);
	private filled = 0;

	/** Takes the next piece, and gives what is ready to be written. */
	*add(piece: Uint8Array): Generator<Uint8Array, void> {
		const isLarge = piece.length >= LARGE_BYTES;
		if (isLarge || this.filled + piece.length > CHUNK_BYTES) yield* this.rest();
		if (isLarge) {
			yield piece;
			return;
		}
		// What was given before may not be written yet.
		if (this.filled === 0) this.chunk = Buffer.allocUnsafe(CHUNK_BYTES);
		this.chunk.set(piece, this.filled);
		this.filled += piece.length;
	}

	/** Gives what was not given yet. */
	*rest(): Generator<Uint8Array, void> {
		const { chunk, filled } = this;
		this.filled = 0;
		if (filled > 0) yield chunk.subarray(0, filled);
	}
}
