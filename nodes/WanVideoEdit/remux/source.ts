/** Opens a source at its beginning. */
export type OpenSource = () => AsyncIterable<Uint8Array>;

/** Most times that a source is opened: once is the rule. */
const MOST_OPENINGS = 500;
/** So much of what went by is kept: neighbouring parts share some pictures, and tracks are not in perfect order. */
const KEPT_BYTES = 4 * 1024 ** 2;

/**
 * A source that is read from front to back, for one file or for several, one after the other. Where one of them
 * goes back farther than what is kept, it is opened once more.
 */
export class Source {
	private pieces?: AsyncIterator<Uint8Array>;
	private openings = 0;
	/** What came last, from `from` to `to`. */
	private kept: Uint8Array[] = [];
	private from = 0;
	private to = 0;

	constructor(private readonly open: OpenSource) {}

	/**
	 * Gives the bytes of a range as they come.
	 *
	 * @throws {Error} when the source ends before, or was opened too often; and whatever reading it throws
	 */
	async *read(from: number, to: number): AsyncGenerator<Uint8Array, void> {
		if (from < this.from) await this.close();
		for (let at = from; at < to; ) {
			if (at >= this.to) {
				await this.take();
				continue;
			}
			let piece = this.kept.length - 1;
			let begin = this.to - this.kept[piece].length;
			while (begin > at) begin -= this.kept[--piece].length;
			const part = this.kept[piece].subarray(at - begin, to - begin);
			at += part.length;
			yield part;
		}
	}

	async close(): Promise<void> {
		const { pieces } = this;
		this.pieces = undefined;
		this.kept = [];
		this.from = this.to = 0;
		await pieces?.return?.();
	}

	private async take(): Promise<void> {
		if (this.pieces === undefined && ++this.openings > MOST_OPENINGS)
			throw new Error('The samples of the video lie in too wild an order to be copied');
		this.pieces ??= this.open()[Symbol.asyncIterator]();
		const { done, value } = await this.pieces.next();
		if (done) throw new Error('The video ends before its last picture');
		this.kept.push(value);
		this.to += value.length;
		while (this.kept.length > 1 && this.to - this.from - this.kept[0].length > KEPT_BYTES)
			this.from += this.kept.shift()!.length;
	}
}
