import type { SourceReader } from './sourceReader';

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

/**
 * Gives the bytes of a planned file as they come.
 *
 * @param sources by their numbers in the plan. Each is closed behind its last range, unless another plan goes on with
 *   it; in any case by whoever gave them, for what ended early
 * @throws {Error} when a source is shorter than the plan says, or its samples lie in too wild an order
 */
export async function* contentOf(
	{ header, ranges }: FilePlan,
	sources: SourceReader[],
	{ goesOn = false } = {},
): AsyncGenerator<Uint8Array, void> {
	const lastRanges = new Map<number, number>();
	for (let at = 0; at < ranges.length; at += 3) lastRanges.set(ranges[at], at);
	yield header;
	for (let at = 0; at < ranges.length; at += 3) {
		const [source, from, to] = ranges.subarray(at, at + 3);
		yield* sources[source].read(from, to);
		if (!goesOn && lastRanges.get(source) === at) await sources[source].close();
	}
}
