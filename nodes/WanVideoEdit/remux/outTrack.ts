import type { MediaTrack, Samples } from './mediaIndex';

/** A stretch of a track that is shown: for how long, in units of the movie, and from where, in units of the track. */
export interface Edit {
	duration: number;
	/** -1 is a pause. */
	from: number;
}

/** A track of a file that is to be written. Its first sample is decoded at 0. */
export interface OutTrack extends Omit<MediaTrack, 'shown'> {
	/** The number of the source of each sample; all are of source 0 if it is missing. */
	sources?: Uint16Array;
	/** None shows all of it. */
	edits: Edit[];
}

/** Takes some samples out of a track; they begin at 0. */
export function pickSamples(all: Samples, picked: ArrayLike<number>): Samples {
	const count = picked.length;
	const begin = all.decodeTimes[picked[0]];
	const decodeTimes = Float64Array.from(picked, (sample) => all.decodeTimes[sample] - begin);
	const end = all.decodeTimes[picked[count - 1] + 1] - begin;
	return {
		count,
		offsets: Float64Array.from(picked, (sample) => all.offsets[sample]),
		bytes: Uint32Array.from(picked, (sample) => all.bytes[sample]),
		decodeTimes: withEnd(decodeTimes, end),
		shifts: Int32Array.from(picked, (sample) => all.shifts[sample]),
		keys: Uint8Array.from(picked, (sample) => all.keys[sample]),
		packed: all.packed,
	};
}

/** Decode times of samples with the end of the last one behind them. */
export function withEnd(times: Float64Array, end: number): Float64Array {
	const all = new Float64Array(times.length + 1);
	all.set(times);
	all[times.length] = end;
	return all;
}
