/** The first chunk of a PNG file (https://www.w3.org/TR/png-3/). */
export interface Png {
	width: number;
	height: number;
	/** Of a sample: 1, 2, 4, 8 or 16. */
	bits: number;
	/** Type of colour: 3 is a palette, 4 and 6 have an alpha channel. */
	colour: number;
	/** Samples of a pixel. */
	channels: number;
	isInterlaced: boolean;
}

/** A line of pixels. */
export interface Line {
	columns: number;
	/** The n-th sample of the line. */
	samples: (n: number) => number;
}

/** An interlaced picture comes as seven: each has the columns and rows from one on, so many apart. */
const ADAM7 = [
	{ x: 0, y: 0, dx: 8, dy: 8 },
	{ x: 4, y: 0, dx: 8, dy: 8 },
	{ x: 0, y: 4, dx: 4, dy: 8 },
	{ x: 2, y: 0, dx: 4, dy: 4 },
	{ x: 0, y: 2, dx: 2, dy: 4 },
	{ x: 1, y: 0, dx: 2, dy: 2 },
	{ x: 0, y: 1, dx: 1, dy: 2 },
];
const WHOLE = [{ x: 0, y: 0, dx: 1, dy: 1 }];

/**
 * Reads the lines of a picture while it is decompressed.
 *
 * @throws whatever reading `inflated` throws
 */
export async function* linesOf(
	png: Png,
	inflated: AsyncIterable<Uint8Array>,
): AsyncGenerator<Line, void> {
	const pixelBytes = Math.ceil((png.bits * png.channels) / 8);
	const { take, end } = inPieces(inflated);
	try {
		for (const { x, y, dx, dy } of png.isInterlaced ? ADAM7 : WHOLE) {
			const columns = Math.ceil((png.width - x) / dx);
			const rows = columns > 0 ? Math.ceil((png.height - y) / dy) : 0;
			let above: Buffer = Buffer.alloc(Math.ceil((columns * png.bits * png.channels) / 8));
			for (let row = 0; row < rows; row++) {
				const filtered = await take(1 + above.length);
				if (filtered === undefined) return;
				const line = filtered.subarray(1);
				unfilter(filtered[0], line, above, pixelBytes);
				yield { columns, samples: samplesOf(line, png.bits) };
				above = line;
			}
		}
	} finally {
		await end();
	}
}

/** Gives so many bytes at a time, as copies, or `undefined` when there are fewer. */
function inPieces(chunks: AsyncIterable<Uint8Array>) {
	const iterator = chunks[Symbol.asyncIterator]();
	let rest = Buffer.alloc(0);
	return {
		async take(bytes: number): Promise<Buffer | undefined> {
			while (rest.length < bytes) {
				const { value, done } = await iterator.next();
				if (done) return undefined;
				rest = Buffer.concat([rest, value]);
			}
			const piece = Buffer.from(rest.subarray(0, bytes));
			rest = rest.subarray(bytes);
			return piece;
		},
		end: async () => await iterator.return?.(),
	};
}

/** Each byte is told as the difference to what the bytes before and above it let expect. */
function unfilter(filter: number, line: Buffer, above: Buffer, pixelBytes: number): void {
	if (filter === 0) return;
	for (let at = 0; at < line.length; at++) {
		const left = at < pixelBytes ? 0 : line[at - pixelBytes];
		const up = above[at];
		if (filter === 1) line[at] += left;
		else if (filter === 2) line[at] += up;
		else if (filter === 3) line[at] += (left + up) >> 1;
		else line[at] += nearest(left, up, at < pixelBytes ? 0 : above[at - pixelBytes]);
	}
}

/** The filter "Paeth". */
function nearest(left: number, up: number, corner: number): number {
	// How far each is from `left + up - corner`.
	const toLeft = Math.abs(up - corner);
	const toUp = Math.abs(left - corner);
	const toCorner = Math.abs(left + up - 2 * corner);
	if (toLeft <= toUp && toLeft <= toCorner) return left;
	return toUp <= toCorner ? up : corner;
}

function samplesOf(line: Buffer, bits: number): (n: number) => number {
	if (bits === 8) return (n) => line[n];
	if (bits === 16) return (n) => (line[2 * n] << 8) | line[2 * n + 1];
	const mask = 2 ** bits - 1;
	return (n) => (line[(n * bits) >> 3] >> (8 - bits - ((n * bits) & 7))) & mask;
}
