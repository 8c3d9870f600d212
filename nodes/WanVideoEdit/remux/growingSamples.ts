import { CannotCut } from './cannot';
import type { Packed, Samples } from './mediaIndex';
import { contradiction } from './readTables';
import { LATEST_TIME, PACKED_TICKS, tooMany } from './readSamples';

/** How many more samples all tracks of a file may have. */
export interface SampleBudget {
	samples: number;
}

/** What several samples in a row have in common. */
export interface SampleRun {
	count: number;
	bytes: number;
	ticks: number;
}

/** Room for the first samples; it doubles as often as needed. */
const FIRST_ROOM = 1024;
const MOST_TICKS = 0xffff_ffff;
/** Flags of a sample that is no key frame, or depends on others (ISO 14496-12 §8.8.3.1). */
const NO_KEY = 0x0101_0000;

/**
 * Samples of a track, to which fragments add more. Their times are those of the file, until the recording is put to
 * its beginning: the first one may be decoded late.
 */
export class GrowingSamples {
	private readonly all: Samples;

	/**
	 * @param indexed those that the index has
	 * @param isSound uncompressed sound may have a sample per tick, and all sound can be decoded from any sample on
	 * @param budget shared by all tracks; those of the index are counted already
	 */
	constructor(
		indexed: Samples,
		private readonly isSound: boolean,
		private readonly budget: SampleBudget,
	) {
		this.all = { ...indexed };
	}

	/**
	 * Says when the next sample is decoded. The one before it lasts until then.
	 *
	 * @throws {CannotCut} when that is before others, or long after
	 */
	continueAt(time: number): void {
		const { count, decodeTimes, packed } = this.all;
		if (!(time <= LATEST_TIME)) throw contradiction();
		if (count > 0 && time < decodeTimes[count - 1])
			throw new CannotCut('its fragments are not in the order of their times');
		if (count > 0 && time - decodeTimes[count - 1] > MOST_TICKS) throw contradiction();
		// Samples that are all alike cannot last longer or shorter here and there.
		if (count > 0 && packed && time !== decodeTimes[count])
			throw new CannotCut('its uncompressed sound has gaps');
		if (count === 0) this.grow(1);
		this.all.decodeTimes[count] = time;
	}

	/**
	 * Adds one sample.
	 *
	 * @throws {CannotCut} when there are too many, or its numbers cannot be
	 */
	add(offset: number, bytes: number, ticks: number, shift: number, flags: number): void {
		const { packed } = this.all;
		if (packed && (bytes * packed.ticks !== ticks * packed.bytes || ticks % packed.ticks !== 0))
			throw contradiction();
		this.place(offset, bytes, ticks);
		const last = this.all.count - 1;
		this.all.shifts[last] = shift;
		this.all.keys[last] = this.isSound || (flags & NO_KEY) === 0 ? 1 : 0;
	}

	/**
	 * Adds samples that lie side by side and are all alike, if they are those of uncompressed sound.
	 *
	 * @returns whether they are
	 */
	addPacked(offset: number, { count, bytes, ticks }: SampleRun): boolean {
		const packed = this.packedLike(bytes, ticks);
		if (packed === undefined) return false;
		const most = Math.floor(PACKED_TICKS / ticks);
		for (let done = 0; done < count; ) {
			const some = Math.min(most, count - done);
			this.place(offset + done * bytes, some * bytes, some * ticks);
			this.all.keys[this.all.count - 1] = 1;
			done += some;
		}
		return true;
	}

	/** All of them, with no more room than they need. */
	get samples(): Samples {
		const { count, offsets, bytes, decodeTimes, shifts, keys, packed } = this.all;
		// Writers may not know how long the last one lasts.
		if (count > 1 && decodeTimes[count] === decodeTimes[count - 1])
			decodeTimes[count] += decodeTimes[count - 1] - decodeTimes[count - 2];
		return {
			count,
			offsets: offsets.slice(0, count),
			bytes: bytes.slice(0, count),
			decodeTimes: decodeTimes.slice(0, count + 1),
			shifts: shifts.slice(0, count),
			keys: keys.slice(0, count),
			packed,
		};
	}

	private packedLike(bytes: number, ticks: number): Packed | undefined {
		const { packed, count } = this.all;
		const isLike = packed?.bytes === bytes && packed.ticks === ticks;
		if (packed || count > 0) return isLike ? packed : undefined;
		if (!this.isSound || bytes === 0 || ticks !== 1) return undefined;
		return (this.all.packed = { bytes, statedBytes: bytes, ticks });
	}

	private place(offset: number, bytes: number, ticks: number): void {
		if (--this.budget.samples < 0) throw tooMany();
		const { all } = this;
		const one = all.count;
		if (one === all.offsets.length || one + 1 >= all.decodeTimes.length) this.grow(one + 1);
		if (!(offset >= 0 && offset <= LATEST_TIME && bytes <= 0xffff_ffff)) throw contradiction();
		const end = all.decodeTimes[one] + ticks;
		if (!(end <= LATEST_TIME)) throw contradiction();
		all.offsets[one] = offset;
		all.bytes[one] = bytes;
		all.decodeTimes[one + 1] = end;
		all.count++;
	}

	private grow(least: number): void {
		const { all } = this;
		const room = Math.max(FIRST_ROOM, 2 * all.offsets.length, least);
		const copied = <T extends { set(from: T): void }>(to: T, from: T): T => {
			to.set(from);
			return to;
		};
		all.offsets = copied(new Float64Array(room), all.offsets);
		all.bytes = copied(new Uint32Array(room), all.bytes);
		all.decodeTimes = copied(new Float64Array(room + 1), all.decodeTimes);
		all.shifts = copied(new Int32Array(room), all.shifts);
		all.keys = copied(new Uint8Array(room), all.keys);
	}
}
