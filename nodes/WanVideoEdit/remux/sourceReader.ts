import { MEGABYTE } from '../shared/files';

/** Opens a source at its beginning. */
export type OpenSource = () => AsyncIterable<Uint8Array>;

/** Most times that a source is opened: once is the rule. */
const MOST_OPENINGS = 500;
/** How much of what has gone by is kept: pieces of a video may overlap by a few pictures. */
const KEPT_BYTES = 2 * MEGABYTE;

/** A source that goes by, from front to back. Where a read goes far back, it is opened once more. */
export class SourceReader {
	private content?: AsyncIterator<Uint8Array>;
	private openings = 0;
	/** What came last, one behind the other. */
	private kept: Array<{ from: number; bytes: Uint8Array }> = [];
	/** Where what has not come yet begins. */
	private at = 0;

	constructor(private readonly open: OpenSource) {}

	/**
	 * Gives the bytes from `from` up to, but not including, `to`, as they come.
	 *
	 * @throws {Error} when the source ends before, or was opened too often
	 */
	async *read(from: number, to: number): AsyncGenerator<Uint8Array, void> {
		for (let next = from; next < to; ) {
			const bytes = (await this.chunkWith(next)).subarray(0, to - next);
			next += bytes.length;
			yield bytes;
		}
	}

	async close(): Promise<void> {
		const { content } = this;
		this.content = undefined;
		this.kept = [];
		this.at = 0;
		await content?.return?.();
	}

	/** What has come from a place on, at least one byte of it. */
	private async chunkWith(place: number): Promise<Uint8Array> {
		if (place < (this.kept[0]?.from ?? this.at)) await this.close();
		while (this.at <= place) await this.readOn();
		const { from, bytes } = this.kept.findLast((chunk) => chunk.from <= place)!;
		return bytes.subarray(place - from);
	}

	private async readOn(): Promise<void> {
		if (this.content === undefined) {
			if (++this.openings > MOST_OPENINGS)
				throw new Error('The samples of the video lie in too wild an order to be copied');
			this.content = this.open()[Symbol.asyncIterator]();
		}
		const { done, value } = await this.content.next();
		if (done) throw new Error('The video ends before its last picture');
		if (value.length > 0) this.kept.push({ from: this.at, bytes: value });
		this.at += value.length;
		while (this.at - this.kept[0].from - this.kept[0].bytes.length > KEPT_BYTES) this.kept.shift();
	}
}
