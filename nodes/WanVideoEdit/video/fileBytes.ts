/** Gives the bytes from `from` up to, but not including, `to`; `undefined` when they are not to be had. */
export type ReadRange = (from: number, to: number) => Promise<Uint8Array | undefined>;

/** Gives the next bytes of a file that can only be read from its beginning, `undefined` at its end. */
export type ReadNext = () => Promise<Uint8Array | undefined>;

/** A file that is read from front to back, with gaps. */
export interface FileBytes {
	/**
	 * Reads some bytes. `at` never lies before that of the read before.
	 *
	 * @returns fewer where the file ends; `undefined` when they are not to be had
	 */
	read(at: number, bytes: number): Promise<Buffer | undefined>;
	/** The length of the file in bytes. Nothing is read after this: a stream ends with it. */
	length(): Promise<number>;
}

const NOTHING = Buffer.alloc(0);

const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array) =>
	Buffer.from(buffer, byteOffset, byteLength);

/** A file of `length` bytes of which any part can be asked for. */
export const fileOfRanges = (length: number, read: ReadRange): FileBytes => ({
	async read(at, bytes) {
		const to = Math.min(at + bytes, length);
		const part = at < to ? await read(at, to) : NOTHING;
		return part && asBuffer(part);
	},
	length: async () => await Promise.resolve(length),
});

/** A file that goes by. Of it stays what the read before began with, and not what was skipped. */
export function fileOfStream(next: ReadNext): FileBytes {
	/** What was read last and what came with it, from `from` to `to`. */
	let pieces: Buffer[] = [];
	let from = 0;
	let to = 0;
	let ended = false;

	const take = async () => {
		const piece = await next();
		if (piece === undefined) ended = true;
		else {
			pieces.push(asBuffer(piece));
			to += piece.byteLength;
		}
	};
	const drop = (at: number) => {
		while (pieces.length > 0 && from + pieces[0].length <= at) from += pieces.shift()!.length;
	};
	return {
		async read(at, bytes) {
			for (drop(at); to < at + bytes && !ended; drop(at)) await take();
			if (at >= to) return NOTHING;
			if (pieces.length > 1 && from + pieces[0].length < at + bytes)
				pieces = [Buffer.concat(pieces)];
			return pieces[0].subarray(at - from, at - from + bytes);
		},
		async length() {
			while (!ended) {
				drop(to);
				await take();
			}
			return to;
		},
	};
}
