/** A file that is to be written: its index, and which bytes of which sources follow it. */
export interface FilePlan {
	/** All up to the first sample. */
	header: Buffer;
	/** In the order of the file, three numbers each: the source, and from where to where in it. */
	ranges: Float64Array;
	/** The size of the file in bytes. */
	bytes: number;
	/** It is a MOV file, as its sound or its pictures cannot be in an MP4 file. */
	isQuickTime: boolean;
}

/** Opens a source at its beginning. */
export type OpenSource = () => AsyncIterable<Uint8Array>;

/** Most times that sources are opened: once each is the rule. */
const MOST_OPENINGS = 500;

/**
 * Gives the bytes of a planned file as they come. Each source is read from front to back; where the plan goes
 * back in one, it is opened once more. Whoever stops early, or fails, closes all of them.
 *
 * @throws {Error} when a source is shorter than the plan says, or the plan goes back too often
 */
export async function* contentOf(
	{ header, ranges }: FilePlan,
	sources: OpenSource[],
): AsyncGenerator<Uint8Array, void> {
	const lastRange = new Map<number, number>();
	for (let at = 0; at < ranges.length; at += 3) lastRange.set(ranges[at], at);
	const open = new Map<number, Source>();
	let openings = 0;
	try {
		yield header;
		for (let at = 0; at < ranges.length; at += 3) {
			const [number, from, to] = ranges.subarray(at, at + 3);
			let source = open.get(number);
			if (source === undefined || source.at > from) {
				await source?.close();
				if (++openings > MOST_OPENINGS + sources.length)
					throw new Error('The samples of the video lie in too wild an order to be copied');
				source = new Source(sources[number]());
				open.set(number, source);
			}
			yield* source.read(from, to);
			if (lastRange.get(number) !== at) continue;
			open.delete(number);
			await source.close();
		}
	} finally {
		await Promise.all([...open.values()].map(async (source) => await source.close()));
	}
}

/** A source that goes by. */
class Source {
	/** Where the next byte lies. */
	at = 0;
	private readonly pieces: AsyncIterator<Uint8Array>;
	/** What has come and was not read yet. */
	private left: Uint8Array = new Uint8Array(0);

	constructor(content: AsyncIterable<Uint8Array>) {
		this.pieces = content[Symbol.asyncIterator]();
	}

	async *read(from: number, to: number): AsyncGenerator<Uint8Array, void> {
		while (this.at < to) {
			if (this.left.length === 0) {
				const { done, value } = await this.pieces.next();
				if (done) throw new Error('The video ends before its last picture');
				this.left = value;
			}
			const skipped = Math.min(Math.max(0, from - this.at), this.left.length);
			const taken = Math.min(this.left.length, to - this.at);
			const part = this.left.subarray(skipped, taken);
			this.left = this.left.subarray(taken);
			this.at += taken;
			if (part.length > 0) yield part;
		}
	}

	async close(): Promise<void> {
		await this.pieces.return?.();
	}
}
