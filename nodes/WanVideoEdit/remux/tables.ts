import { fullBox, u32 } from './boxes';
import { durationAt } from './cuts';
import type { Samples } from './mediaIndex';

const MOST_IN_32_BITS = 0xffff_ffff;

/**
 * The tables of samples of a track, but for the places of its chunks (ISO 14496-12 §8.6–8.7).
 *
 * @param firsts the first sample of each chunk, and the one behind the last
 */
export function tablesOf(samples: Samples, firsts: Uint32Array): Buffer[] {
	const { count, bytes, decodeTimes, shifts, keys, packed } = samples;
	const inChunk = (chunk: number) =>
		packed
			? (decodeTimes[firsts[chunk + 1]] - decodeTimes[firsts[chunk]]) / packed.ticks
			: firsts[chunk + 1] - firsts[chunk];
	const stsc = fullBox('stsc', 0, 0, ...runs(firsts.length - 1, inChunk, true));
	if (packed) {
		const all = decodeTimes[count] / packed.ticks;
		return [
			fullBox('stts', 0, 0, u32(1, all, packed.ticks)),
			stsc,
			fullBox('stsz', 0, 0, u32(packed.statedBytes, all)),
		];
	}
	const durations = runs(count, (sample) => durationAt(decodeTimes, sample));
	const tables = [fullBox('stts', 0, 0, ...durations)];
	const isReordered = shifts.some((shift) => shift !== 0);
	const version = shifts.some((shift) => shift < 0) ? 1 : 0;
	if (isReordered)
		tables.push(fullBox('ctts', version, 0, ...runs(count, (sample) => shifts[sample])));
	if (keys.includes(0)) tables.push(fullBox('stss', 0, 0, ...keyTable(samples)));
	const sizes = Buffer.alloc(4 * count);
	for (let sample = 0; sample < count; sample++) sizes.writeUInt32BE(bytes[sample], 4 * sample);
	return [...tables, stsc, fullBox('stsz', 0, 0, u32(0, count), sizes)];
}

function keyTable({ count, keys }: Samples): [count: Buffer, table: Buffer] {
	const table = Buffer.alloc(4 * count);
	let entries = 0;
	for (let sample = 0; sample < count; sample++)
		if (keys[sample]) table.writeUInt32BE(sample + 1, 4 * entries++);
	return [u32(entries), table.subarray(0, 4 * entries)];
}

/**
 * A table with an entry for each run of equal values, and the number of entries before it. An entry has the run's
 * length and its value; or, of chunks, the number of the first one, the value, and the number of the format.
 */
function runs(
	count: number,
	valueOf: (number: number) => number,
	areChunks = false,
): [count: Buffer, table: Buffer] {
	const firsts = new Uint32Array(count + 1);
	let entries = 0;
	let before = NaN;
	for (let number = 0; number < count; number++) {
		const value = valueOf(number);
		if (value !== before) firsts[entries++] = number;
		before = value;
	}
	firsts[entries] = count;

	const entryBytes = areChunks ? 12 : 8;
	const table = Buffer.alloc(entryBytes * entries);
	for (let entry = 0; entry < entries; entry++) {
		const first = firsts[entry];
		const value = Math.min(valueOf(first), MOST_IN_32_BITS) >>> 0;
		table.writeUInt32BE(areChunks ? first + 1 : firsts[entry + 1] - first, entryBytes * entry);
		table.writeUInt32BE(value, entryBytes * entry + 4);
		if (areChunks) table.writeUInt32BE(1, entryBytes * entry + 8);
	}
	return [u32(entries), table];
}
