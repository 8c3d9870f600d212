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
	const count = chunks.reduce((sum, { places }) => sum + places.length, 0);
	const ranges = new Float64Array(3 * count);
	let end = -3;
	let bytes = 0;
	const heads = tracks.map((track, number) => new Head(track, chunks[number]));
	for (let done = 0; done < count; done++) {
		if (done % CHUNKS_IN_A_STEP === 0) await turns.given();
		const head = nextOf(heads);
		const { source, from, to } = head;
		head.place(bytes);
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

/** The next chunk of all tracks. */
function nextOf(heads: Head[]): Head {
	// The sound first, which is of one source; then the pictures.
	let next = heads[heads.length - 1];
	for (let number = heads.length - 2; number >= 0; number--)
		if (!heads[number].isDone && (next.isDone || heads[number].isBefore(next)))
			next = heads[number];
	return next;
}

/** The first chunk of a track that has no place yet. */
class Head {
	private chunk = -1;
	isDone = false;
	source = 0;
	/** Where it lies in its source. */
	from = 0;
	to = 0;
	private timeS = 0;

	constructor(
		private readonly track: OutTrack,
		private readonly chunks: Chunks,
	) {
		this.goOn();
	}

	isBefore(other: Head): boolean {
		return this.source === other.source ? this.from < other.from : this.timeS < other.timeS;
	}

	place(at: number): void {
		this.chunks.places[this.chunk] = at;
		this.goOn();
	}

	private goOn(): void {
		const { firsts, places } = this.chunks;
		const { samples, sources, timescale } = this.track;
		this.chunk++;
		this.isDone = this.chunk === places.length;
		if (this.isDone) return;
		const first = firsts[this.chunk];
		const last = firsts[this.chunk + 1] - 1;
		this.source = sources?.[first] ?? 0;
		this.from = samples.offsets[first];
		this.to = samples.offsets[last] + samples.bytes[last];
		this.timeS = samples.decodeTimes[first] / timescale;
	}
}
