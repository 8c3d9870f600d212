import type { Turns } from '../shared/turns';
import type { OutTrack } from './outTrack';

/** Samples of one track that lie side by side, in the source and in the file. */
export interface Chunks {
	/** The first sample of each chunk, and the one behind the last. */
	firsts: Uint32Array;
	/** Where each lies behind the index. */
	places: Float64Array;
}

/** How long a chunk is, at most: pictures and sound of the same time are to lie close together. */
const CHUNK_S = 0.5;

/** Divides a track. */
export function chunksOf({ samples, sources, timescale }: OutTrack): Chunks {
	const { count, offsets, bytes, decodeTimes } = samples;
	const firsts = new Uint32Array(count + 1);
	let chunks = 0;
	let begin = 0;
	for (let sample = 0; sample < count; sample++) {
		const before = sample - 1;
		const isNext =
			sample > 0 &&
			offsets[before] + bytes[before] === offsets[sample] &&
			sources?.[before] === sources?.[sample] &&
			decodeTimes[sample + 1] - begin <= CHUNK_S * timescale;
		if (isNext) continue;
		firsts[chunks++] = sample;
		begin = decodeTimes[sample];
	}
	firsts[chunks] = count;
	return { firsts: firsts.slice(0, chunks + 1), places: new Float64Array(chunks) };
}

/** With a hundred tracks these take some milliseconds. */
const CHUNKS_IN_A_STEP = 2000;

/**
 * Places the chunks of all tracks. Those of one source keep its order, so that it is read from front to back;
 * others go by their times.
 *
 * @returns the bytes to be copied, as in a `FilePlan`, and how many there are
 */
export async function placeChunks(
	tracks: OutTrack[],
	chunks: Chunks[],
	turns: Turns,
): Promise<{ ranges: Float64Array; bytes: number }> {
	const next = tracks.map(() => 0);
	const count = chunks.reduce((sum, { places }) => sum + places.length, 0);
	const ranges = new Float64Array(3 * count);
	let end = -3;
	let bytes = 0;
	const firstOf = (track: number) => chunks[track].firsts[next[track]];
	const sourceOf = (track: number) => tracks[track].sources?.[firstOf(track)] ?? 0;
	const offsetOf = (track: number) => tracks[track].samples.offsets[firstOf(track)];
	const timeOf = (track: number) =>
		tracks[track].samples.decodeTimes[firstOf(track)] / tracks[track].timescale;
	const isBefore = (one: number, other: number) =>
		sourceOf(one) === sourceOf(other)
			? offsetOf(one) < offsetOf(other)
			: timeOf(one) < timeOf(other);

	for (let done = 0; done < count; done++) {
		if (done % CHUNKS_IN_A_STEP === 0) await turns.given();
		let track = -1;
		// The sound first, which is of one source; then the pictures.
		for (let other = tracks.length - 1; other >= 0; other--) {
			if (next[other] === chunks[other].places.length) continue;
			if (track < 0 || isBefore(other, track)) track = other;
		}
		const from = offsetOf(track);
		const source = sourceOf(track);
		const last = chunks[track].firsts[next[track] + 1] - 1;
		const { samples } = tracks[track];
		const to = samples.offsets[last] + samples.bytes[last];
		chunks[track].places[next[track]++] = bytes;
		bytes += to - from;
		if (end >= 0 && ranges[end] === source && ranges[end + 2] === from) ranges[end + 2] = to;
		else {
			end += 3;
			ranges[end] = source;
			ranges[end + 1] = from;
			ranges[end + 2] = to;
		}
	}
	return { ranges: ranges.slice(0, end + 3), bytes };
}
