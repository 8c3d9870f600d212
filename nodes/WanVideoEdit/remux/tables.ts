import { fullBox, u32 } from './boxes';
import type { Samples } from './mediaIndex';

const MOST_IN_32_BITS = 0xffff_ffff;

/**
 * The tables of samples of a track, but for the places of its chunks (ISO 14496-12 §8.6–8.7).
 *
 * @param firsts the first sample of each chunk, and the one behind the last
 */
export function tablesOf(samples: Samples, firsts: Uint32Array): Buffer[] {
	const { count, bytes, decodeTimes, shifts, keys, packed } = samples;
	const inChunks = new Float64Array(firsts.length - 1);
	for (let chunk = 0; chunk < inChunks.length; chunk++) {
		const [first, behind] = [firsts[chunk], firsts[chunk + 1]];
		inChunks[chunk] = packed
			? (decodeTimes[behind] - decodeTimes[first]) / packed.ticks
			: behind - first;
	}
	const stsc = fullBox('stsc', 0, 0, ...runs(inChunks, true));
	if (packed) {
		const all = decodeTimes[count] / packed.ticks;
		return [
			fullBox('stts', 0, 0, u32(1, all, packed.ticks)),
			stsc,
			fullBox('stsz', 0, 0, u32(packed.statedBytes, all)),
		];
	}
	const durations = new Float64Array(count);
	let [least, most] = [0, 0];
	for (let sample = 0; sample < count; sample++) {
		durations[sample] = decodeTimes[sample + 1] - decodeTimes[sample];
		least = Math.min(least, shifts[sample]);
		most = Math.max(most, shifts[sample]);
	}
	const tables = [fullBox('stts', 0, 0, ...runs(durations))];
	const version = least < 0 ? 1 : 0;
	if (least < 0 || most > 0) tables.push(fullBox('ctts', version, 0, ...runs(shifts)));
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
	values: Float64Array | Int32Array,
	areChunks = false,
): [count: Buffer, table: Buffer] {
	const firsts = new Uint32Array(values.length + 1);
	let entries = 0;
	for (let number = 0; number < values.length; number++)
		if (number === 0 || values[number] !== values[number - 1]) firsts[entries++] = number;
	firsts[entries] = values.length;

	const entryBytes = areChunks ? 12 : 8;
	const table = Buffer.alloc(entryBytes * entries);
	for (let entry = 0; entry < entries; entry++) {
		const first = firsts[entry];
		const value = Math.min(values[first], MOST_IN_32_BITS) >>> 0;
		table.writeUInt32BE(areChunks ? first + 1 : firsts[entry + 1] - first, entryBytes * entry);
		table.writeUInt32BE(value, entryBytes * entry + 4);
		if (areChunks) table.writeUInt32BE(1, entryBytes * entry + 8);
	}
	return [u32(entries), table];
}
