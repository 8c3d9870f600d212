import { CannotCut } from './cannot';
import type { GrowingSamples } from './growingSamples';
import { contradiction } from './readTables';
import type { Work } from './work';

/** What samples have in common, if a fragment does not say otherwise. */
export interface Defaults {
	format: number;
	ticks: number;
	bytes: number;
	flags: number;
}

/** A track of a recording; without samples it is one that is not read. */
export interface RecordedTrack {
	defaults?: Defaults;
	samples?: GrowingSamples;
}

/** Samples of one track in a fragment, as far as they have been read. */
export interface Run {
	track: RecordedTrack;
	defaults: Defaults;
	/** Where the places in it are counted from, and where the last sample ends so far, in bytes. */
	base: number;
	end: number;
}

/** Flags of the box `trun`: which fields it has (ISO 14496-12 §8.8.8). */
const TRUN = {
	place: 0x1,
	firstFlags: 0x4,
	ticks: 0x100,
	bytes: 0x200,
	flags: 0x400,
	shift: 0x800,
};

/** So many samples are read in one go. */
const SAMPLES = 1024;
const WORK_PER_SAMPLE = 16;

/**
 * Reads a run of samples that lie side by side, and adds them to those of their track.
 *
 * @param fields of the box `trun`
 * @param begin when its first sample is decoded, if it is said
 * @returns the same for the next one, unless it was needed
 * @throws {CannotCut}
 */
export async function readRun(
	fields: Words,
	{ run, begin, work }: { run: Run; begin?: number; work: Work },
): Promise<number | undefined> {
	const { defaults } = run;
	const { samples } = run.track;
	const flags = fields.next();
	const count = fields.next();
	if (flags & TRUN.place) run.end = run.base + (fields.next() | 0);
	let firstFlags = flags & TRUN.firstFlags ? fields.next() : defaults.flags;
	const perSample = [TRUN.ticks, TRUN.bytes, TRUN.flags, TRUN.shift].filter((bit) => flags & bit);
	if (count * perSample.length > fields.left) throw contradiction();
	if (count === 0) return begin;
	if (samples === undefined) {
		// Where it ends is where the next track may begin.
		run.end += flags & TRUN.bytes ? sumOf(fields, count, flags) : count * (defaults.bytes || 0);
		return undefined;
	}
	if (defaults.format !== 1)
		throw new CannotCut('the format of its pictures or its sound changes within it');
	if (begin !== undefined) samples.continueAt(begin);
	const { ticks, bytes } = defaults;
	if (perSample.length === 0 && samples.addPacked(run.end, { count, ticks, bytes })) {
		run.end += count * bytes;
		return undefined;
	}
	for (let sample = 0; sample < count; sample++) {
		if (sample % SAMPLES === 0)
			await work.take(Math.min(SAMPLES, count - sample) * WORK_PER_SAMPLE);
		const sampleTicks = flags & TRUN.ticks ? fields.next() : ticks;
		const sampleBytes = flags & TRUN.bytes ? fields.next() : bytes;
		const sampleFlags = flags & TRUN.flags ? fields.next() : firstFlags;
		// Version 0 has no sign by the standard, but writers give it one.
		const shift = flags & TRUN.shift ? fields.next() | 0 : 0;
		samples.add(run.end, sampleBytes, sampleTicks, shift, sampleFlags);
		firstFlags = defaults.flags;
		run.end += sampleBytes;
	}
	return undefined;
}

function sumOf(fields: Words, count: number, flags: number): number {
	let bytes = 0;
	for (let sample = 0; sample < count; sample++) {
		if (flags & TRUN.ticks) fields.next();
		bytes += fields.next();
		if (flags & TRUN.flags) fields.next();
		if (flags & TRUN.shift) fields.next();
	}
	return bytes;
}

/** The numbers of a box, with 32 bits each. */
export class Words {
	private at = 0;

	constructor(private readonly bytes: Buffer) {}

	/** How many are left. */
	get left(): number {
		return (this.bytes.length - this.at) / 4;
	}

	next(): number {
		if (this.at + 4 > this.bytes.length) throw contradiction();
		return this.bytes.readUInt32BE((this.at += 4) - 4);
	}
}
