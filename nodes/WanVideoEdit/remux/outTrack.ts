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
export function pickSamples(all: Samples, picked: Uint32Array): Samples {
	const count = picked.length;
	const begin = all.decodeTimes[picked[0]];
	const samples = { ...emptySamples(count), packed: all.packed };
	// Half a million may be picked: this takes a twentieth of the time that `from` takes.
	for (let place = 0; place < count; place++) {
		const sample = picked[place];
		samples.offsets[place] = all.offsets[sample];
		samples.bytes[place] = all.bytes[sample];
		samples.decodeTimes[place] = all.decodeTimes[sample] - begin;
		samples.shifts[place] = all.shifts[sample];
		samples.keys[place] = all.keys[sample];
	}
	samples.decodeTimes[count] = all.decodeTimes[picked[count - 1] + 1] - begin;
	return samples;
}

/** Room for so many samples. */
export const emptySamples = (count: number): Samples => ({
	count,
	offsets: new Float64Array(count),
	bytes: new Uint32Array(count),
	decodeTimes: new Float64Array(count + 1),
	shifts: new Int32Array(count),
	keys: new Uint8Array(count),
});

/** Decode times of samples with the end of the last one behind them. */
export function withEnd(times: Float64Array, end: number): Float64Array {
	const all = new Float64Array(times.length + 1);
	all.set(times);
	all[times.length] = end;
	return all;
}
