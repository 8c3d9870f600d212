import { Turns } from '../shared/turns';
import { Gathered } from './gathered';
import { Source, type OpenSource } from './source';

/** A file that is to be written: its index, and which bytes of which sources follow it. */
export interface FilePlan {
	/** All up to the first sample. By it the file is known as MP4, or as MOV where an MP4 file cannot hold what is in it. */
	header: Buffer;
	/** In the order of the file, three numbers each: the source, and from where to where in it. */
	ranges: Float64Array;
	/** The size of the file in bytes. */
	bytes: number;
}

/** So many ranges take some milliseconds when they are small. */
const RANGES_IN_A_STEP = 1000;

/**
 * Gives the bytes of a planned file as they come, small ones put together. Each source is read from front to back.
 *
 * @param sources a `Source` stays open for another file, and is the caller's to close; others are closed at the end
 *   of what is needed of them, and when the caller stops or it fails
 * @throws {Error} when a source is shorter than the plan says, or the plan goes back in it too often
 */
export async function* contentOf(
	{ header, ranges }: FilePlan,
	sources: Array<OpenSource | Source>,
): AsyncGenerator<Uint8Array, void> {
	const lastRange = new Map<number, number>();
	for (let at = 0; at < ranges.length; at += 3) lastRange.set(ranges[at], at);
	const all = sources.map((one) => (one instanceof Source ? one : new Source(one)));
	const closes = (number: number) => all[number] !== sources[number];
	const gathered = new Gathered();
	const turns = new Turns();
	try {
		yield header;
		for (let at = 0; at < ranges.length; at += 3) {
			if (at % (3 * RANGES_IN_A_STEP) === 0) await turns.given();
			const number = ranges[at];
			const to = ranges[at + 2];
			for (let from = ranges[at + 1]; from < to; ) {
				const part = all[number].held(from, to) ?? (await all[number].reach(from, to));
				from += part.length;
				yield* gathered.add(part);
			}
			if (lastRange.get(number) === at && closes(number)) await all[number].close();
		}
		yield* gathered.rest();
	} finally {
		await Promise.all(all.map(async (one, number) => closes(number) && (await one.close())));
	}
}
