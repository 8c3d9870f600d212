import { boxesIn, boxIn } from './boxes';
import { CannotCut } from './cannot';
import type { GrowingSamples } from './growingSamples';
import { contradiction } from './readTables';
import type { Work } from './work';

/** What samples have in common, if a fragment does not say otherwise. */
interface Defaults {
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

/** Flags of the boxes `tfhd` and `trun`: which fields they have (ISO 14496-12 §8.8.7–8.8.8). */
const TFHD = {
	base: 0x1,
	format: 0x2,
	ticks: 0x8,
	bytes: 0x10,
	flags: 0x20,
	baseIsFragment: 0x20000,
};
const TRUN = {
	place: 0x1,
	firstFlags: 0x4,
	ticks: 0x100,
	bytes: 0x200,
	flags: 0x400,
	shift: 0x800,
};

const WORK_PER_BOX = 128;
/** So many samples are read in one go. */
const SAMPLES = 1024;
const WORK_PER_SAMPLE = 16;

/** Reads what the fragments of each track have in common, by the track's ID (ISO 14496-12 §8.8.3). */
export function readDefaults(moov: Buffer): Map<number, Defaults> {
	const defaults = new Map<number, Defaults>();
	for (const [name, trex] of boxesIn(boxIn(moov, 'mvex') ?? Buffer.alloc(0))) {
		if (name !== 'trex' || trex.length < 24) continue;
		const [id, format, ticks, bytes, flags] = [4, 8, 12, 16, 20].map((at) => trex.readUInt32BE(at));
		defaults.set(id, { format, ticks, bytes, flags });
	}
	return defaults;
}

/**
 * Reads the index of a fragment, and adds its samples to those of its tracks. No count in it makes it add more than
 * their budget.
 *
 * @param moof content of the box
 * @param at where the box begins in the file
 * @param tracks by their IDs
 * @throws {CannotCut}
 */
export async function readFragment(
	moof: Buffer,
	at: number,
	{ tracks, work }: { tracks: Map<number, RecordedTrack>; work: Work },
): Promise<void> {
	let end = at;
	for (const [name, traf] of allBoxesIn(moof)) {
		await work.take(WORK_PER_BOX);
		if (name !== 'traf') continue;
		let run: Run | undefined;
		let begin: number | undefined;
		for (const [part, content] of allBoxesIn(traf)) {
			await work.take(WORK_PER_BOX);
			const fields = new Words(content);
			if (part === 'tfhd') run = readRunHeader(fields, { at, end }, tracks);
			else if (part === 'tfdt')
				begin =
					fields.next() >>> 24 === 1 ? fields.next() * 2 ** 32 + fields.next() : fields.next();
			else if (part === 'trun') {
				if (run === undefined) throw contradiction();
				begin = await readRun(fields, { run, begin, work });
			}
		}
		end = run?.end ?? end;
	}
}

/** Samples of one track in a fragment, as far as they have been read. */
interface Run {
	track: RecordedTrack;
	defaults: Defaults;
	/** Where the places in it are counted from, and where the last sample ends so far, in bytes. */
	base: number;
	end: number;
}

const NOTHING: Defaults = { format: 1, ticks: NaN, bytes: NaN, flags: 0 };

function readRunHeader(
	fields: Words,
	fragment: { at: number; end: number },
	tracks: Map<number, RecordedTrack>,
): Run {
	const flags = fields.next();
	const track = tracks.get(fields.next()) ?? {};
	let base = flags & TFHD.baseIsFragment ? fragment.at : fragment.end;
	if (flags & TFHD.base) base = fields.next() * 2 ** 32 + fields.next();
	const { format, ticks, bytes, flags: sampleFlags } = track.defaults ?? NOTHING;
	const field = (flag: number, value: number) => (flags & flag ? fields.next() : value);
	const defaults = {
		format: field(TFHD.format, format),
		ticks: field(TFHD.ticks, ticks),
		bytes: field(TFHD.bytes, bytes),
		flags: field(TFHD.flags, sampleFlags),
	};
	return { track, defaults, base, end: base };
}

/**
 * @param begin when its first sample is decoded, if it is said
 * @returns the same for the next one, unless it was needed
 */
async function readRun(
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
		if (sample % SAMPLES === 0) await work.take(SAMPLES * WORK_PER_SAMPLE);
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
class Words {
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

/** The same as `boxesIn`, but all of them: nothing between or behind them is passed over. */
function* allBoxesIn(bytes: Buffer): Generator<[name: string, content: Buffer], void> {
	let end = bytes.byteOffset;
	for (const one of boxesIn(bytes, Infinity)) {
		end = one[1].byteOffset + one[1].length;
		yield one;
	}
	if (bytes.byteOffset + bytes.length - end >= 8) throw contradiction();
}
