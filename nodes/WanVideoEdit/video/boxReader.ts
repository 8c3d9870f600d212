import { Fields } from './fields';
import type { FileBytes } from './fileBytes';

/** A part of an MP4 or MOV file: a length, a name of four letters, and a content (ISO 14496-12 §4.2). */
export interface Box {
	name: string;
	/** Where the box begins in the file. */
	at: number;
	/** Where its content begins and ends; `Infinity` where the file does. */
	from: number;
	to: number;
}

/**
 * Why reading ended before its end. `cut`: the file ends within something that has to be read. `unreadable`:
 * the boxes contradict each other, or are none. `unavailable`: no more was to be had, or it became too much.
 */
export type Trouble = 'cut' | 'unreadable' | 'unavailable';

/** What to do with the boxes within another one, by their names. All others are skipped. */
export type Visitors = Record<string, (box: Box) => Promise<void>>;

/**
 * Most of what is read of a file, in bytes: a hundred times what a short video needs. All of it takes well
 * under 100 ms, in which n8n can do nothing else.
 */
const MOST_WORK = 2 * 1024 ** 2;
/** A read takes as long as so many more bytes. */
const WORK_PER_READ = 256;
/** No table is read whole, or in pieces larger than this. */
export const PIECE_BYTES = 64 * 1024;

const HEADER = 8;
const LONG_HEADER = 16;

/**
 * Walks through the boxes of a file from front to back, and reads only what it is asked for. Nothing that the
 * file says about itself makes it read or keep more than a limit: counts are not believed.
 */
export class BoxReader {
	/** After the first trouble nothing is read any more. */
	trouble?: Trouble;

	/** @param workLeft the most of it that is read, in bytes, each read counting as some more of them */
	constructor(
		private readonly file: FileBytes,
		private workLeft = MOST_WORK,
	) {}

	/** Calls visitors for the boxes within another one, in the order of the file. */
	async visit(parent: Pick<Box, 'from' | 'to'>, visitors: Visitors): Promise<void> {
		for await (const box of this.within(parent)) await visitors[box.name]?.(box);
	}

	/** The boxes within another one, or, from 0 to `Infinity`, those of the file. */
	async *within({ from, to }: Pick<Box, 'from' | 'to'>): AsyncGenerator<Box, void> {
		for (let at = from; at < to; ) {
			const box = await this.boxAt(at, to);
			if (box === undefined) return;
			yield box;
			at = box.to;
		}
	}

	/**
	 * Reads the content of a box, but not more than a piece of it.
	 *
	 * @param from where to begin, if not with the content
	 */
	async fields(box: Box, most: number, from = box.from): Promise<Fields> {
		const wanted = Math.max(0, Math.min(most, PIECE_BYTES, box.to - from));
		const part = await this.read(from, wanted);
		if (part.length < wanted && box.to !== Infinity) this.trouble ??= 'cut';
		return new Fields(part);
	}

	/** Reads what may hold other things than boxes, as the descriptions of formats do. */
	async tolerating(read: () => Promise<void>): Promise<void> {
		await read();
		if (this.trouble === 'unreadable') this.trouble = undefined;
	}

	private async boxAt(at: number, end: number): Promise<Box | undefined> {
		const header = await this.read(at, Math.min(LONG_HEADER, end - at));
		if (this.trouble) return undefined;
		if (header.length < HEADER) {
			// Some bytes too few for a box are no box. In a file that ends before its boxes do, more were meant.
			if (end !== Infinity && end - at >= HEADER) this.trouble = 'cut';
			return undefined;
		}
		const fields = new Fields(header);
		const stated = fields.u32();
		const name = fields.name();
		// QuickTime ends lists of boxes with a zero.
		if (stated === 0 && name === '\0\0\0\0' && end !== Infinity) return undefined;

		const isLong = stated === 1;
		const length = stated === 0 ? end - at : isLong ? fields.u64() : stated;
		const from = at + (isLong ? LONG_HEADER : HEADER);
		const to = at + length;
		if (to >= from && to <= end && /^[ -~\xa0-\xff]{4}$/.test(name)) return { name, at, from, to };
		this.trouble = 'unreadable';
		return undefined;
	}

	private async read(at: number, bytes: number): Promise<Buffer> {
		this.workLeft -= WORK_PER_READ + bytes;
		const part = this.trouble || this.workLeft < 0 ? undefined : await this.file.read(at, bytes);
		if (part === undefined) this.trouble ??= 'unavailable';
		return part ?? Buffer.alloc(0);
	}
}
