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
	const stsc = runs(firsts.length - 1, inChunk, (first, _, value) => [first + 1, value, 1]);
	if (packed) {
		const all = decodeTimes[count] / packed.ticks;
		return [
			fullBox('stts', 0, 0, u32(1, all, packed.ticks)),
			fullBox('stsc', 0, 0, stsc),
			fullBox('stsz', 0, 0, u32(packed.statedBytes, all)),
		];
	}
	const durations = runs(
		count,
		(sample) => durationAt(decodeTimes, sample),
		(_, length, value) => [length, value],
	);
	const tables = [fullBox('stts', 0, 0, durations)];
	const isReordered = shifts.some((shift) => shift !== 0);
	const version = shifts.some((shift) => shift < 0) ? 1 : 0;
	if (isReordered)
		tables.push(
			fullBox(
				'ctts',
				version,
				0,
				runs(
					count,
					(sample) => shifts[sample],
					(_, length, shift) => [length, shift],
				),
			),
		);
	if (keys.includes(0)) tables.push(fullBox('stss', 0, 0, keyTable(samples)));
	const sizes = Buffer.alloc(4 * count);
	for (let sample = 0; sample < count; sample++) sizes.writeUInt32BE(bytes[sample], 4 * sample);
	return [...tables, fullBox('stsc', 0, 0, stsc), fullBox('stsz', 0, 0, u32(0, count), sizes)];
}

function keyTable({ count, keys }: Samples): Buffer {
	const table: number[] = [];
	for (let sample = 0; sample < count; sample++) if (keys[sample]) table.push(sample + 1);
	return countedTable(table.length, table);
}

/** Writes a table with an entry for each run of equal values, and their number in front. */
function runs(
	count: number,
	valueOf: (number: number) => number,
	entryOf: (first: number, length: number, value: number) => number[],
): Buffer {
	const table: number[] = [];
	let entries = 0;
	for (let first = 0; first < count; entries++) {
		const value = valueOf(first);
		let behind = first + 1;
		while (behind < count && valueOf(behind) === value) behind++;
		for (const number of entryOf(first, behind - first, value)) table.push(number);
		first = behind;
	}
	return countedTable(entries, table);
}

function countedTable(entries: number, table: number[]): Buffer {
	const bytes = Buffer.alloc(4 + 4 * table.length);
	bytes.writeUInt32BE(entries);
	for (let number = 0; number < table.length; number++) {
		const value =
			table[number] < 0 ? table[number] >>> 0 : Math.min(table[number], MOST_IN_32_BITS);
		bytes.writeUInt32BE(value, 4 + 4 * number);
	}
	return bytes;
}
