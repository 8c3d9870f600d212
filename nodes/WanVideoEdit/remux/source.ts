/** Opens a source at its beginning. */
export type OpenSource = () => AsyncIterable<Uint8Array>;

/** Most times that a source is opened: once is the rule. */
const MOST_OPENINGS = 500;
/** So much of what went by is kept at most. */
const KEPT_BYTES = 8 * 1024 ** 2;

/**
 * A source that is read from front to back, for one file or for several, one after the other. Where one of them goes
 * back, to what is no longer in memory, it is opened once more.
 *
 * Only what came last is in memory, and what is asked for. Chunks that stay there for a while make the garbage collector
 * look through all of the memory again and again: copying takes twice as long.
 */
export class Source {
	private chunks?: AsyncIterator<Uint8Array>;
	private openings = 0;
	/** What is in memory, from `from` to `to`. */
	private kept: Uint8Array[] = [];
	private from = 0;
	private to = 0;
	private wantedFrom = Infinity;

	constructor(private readonly open: OpenSource) {}

	/** What lies behind a place stays in memory, as the next file needs it, too: a few pictures. */
	keepFrom(place: number): void {
		this.wantedFrom = place;
	}

	/** The first bytes of a range, if they are in memory: what costs nothing needs no promise. */
	held(from: number, to: number): Uint8Array | undefined {
		if (from < this.from || from >= this.to) return undefined;
		let number = this.kept.length - 1;
		let begin = this.to - this.kept[number].length;
		while (begin > from) begin -= this.kept[--number].length;
		return this.kept[number].subarray(from - begin, to - begin);
	}

	/**
	 * Reads on, or once more from the beginning, to the first bytes of a range.
	 *
	 * @throws {Error} when the source ends before, or was opened too often; and whatever reading it throws
	 */
	async reach(from: number, to: number): Promise<Uint8Array> {
		if (from < this.from) await this.close();
		while (from >= this.to) await this.take();
		return this.held(from, to)!;
	}

	async close(): Promise<void> {
		const { chunks } = this;
		this.chunks = undefined;
		this.kept = [];
		this.from = this.to = 0;
		await chunks?.return?.();
	}

	private async take(): Promise<void> {
		if (this.chunks === undefined && ++this.openings > MOST_OPENINGS)
			throw new Error('The samples of the video lie in too wild an order to be copied');
		this.chunks ??= this.open()[Symbol.asyncIterator]();
		const { done, value } = await this.chunks.next();
		if (done) throw new Error('The video ends before its last picture');
		this.to += value.length;
		this.kept.push(value);
		while (this.kept.length > 1 && !this.isFirstWanted()) this.from += this.kept.shift()!.length;
	}

	private isFirstWanted(): boolean {
		const end = this.from + this.kept[0].length;
		return end > this.wantedFrom && this.to - end < KEPT_BYTES;
	}
}
