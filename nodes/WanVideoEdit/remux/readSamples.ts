import { Turns } from '../shared/turns';
import { CannotCut } from './cannot';
import { soundFieldsOf, type Format } from './formats';
import type { Packed, Samples } from './mediaIndex';
import {
	contradiction,
	readChunks,
	readSizes,
	tableIn,
	type Chunks,
	type Table,
} from './readTables';

export interface Limits {
	/** The most samples that are read. */
	samples: number;
	/** The length of the file, in bytes. */
	fileBytes: number;
}

/** Samples that are shorter than half of this many ticks are counted together, up to so many ticks. */
export const PACKED_TICKS = 1024;
/** Numbers up to this one are exact, also when they are halved. */
export const LATEST_TIME = 2 ** 52;

export const tooMany = () =>
	new CannotCut('it has more pictures and sound than a video of two hours');

/**
 * Reads the tables of samples (ISO 14496-12 §8.6–8.7), with turns for n8n. No count in them makes it keep more than the
 * limit.
 *
 * @param stbl content of the box
 * @param sound the format, if it is of sound
 * @throws {CannotCut} when the tables contradict each other, or there are too many samples
 */
export async function readSamples(
	stbl: Buffer,
	sound: Format | undefined,
	limits: Limits,
): Promise<Samples> {
	const turns = new Turns();
	const times = tableIn(stbl, 'stts', 8);
	const sizes = readSizes(stbl);
	const ticks = times?.count === 1 ? times.at(0, 4) : 0;
	const packedBytes = sound && sizes.each ? bytesOf(sound, sizes.each) : 0;
	const isPacked = packedBytes > 0 && ticks > 0 && ticks * 2 <= PACKED_TICKS;
	if (isPacked && times!.at(0, 0) !== sizes.count) throw contradiction();
	const packed = isPacked ? { bytes: packedBytes, statedBytes: sizes.each, ticks } : undefined;
	const chunks = readChunks(stbl);
	const most = packed
		? chunks.count + Math.ceil((sizes.count * ticks) / PACKED_TICKS)
		: sizes.count;
	if (most > limits.samples) throw tooMany();

	const samples: Samples = {
		count: most,
		offsets: new Float64Array(most),
		bytes: new Uint32Array(most),
		decodeTimes: new Float64Array(most + 1),
		shifts: new Int32Array(most),
		keys: new Uint8Array(most),
		packed,
	};
	if (packed) placePacked(samples, packed, chunks, sizes.count);
	else {
		placeEach(samples, chunks, sizes.of);
		await turns.given();
		readTimes(samples, times);
		await turns.given();
		readShifts(samples, tableIn(stbl, 'ctts', 8));
	}
	await turns.given();
	readKeys(samples, tableIn(stbl, 'stss', 4));
	await turns.given();
	assertWithin(samples, limits.fileBytes);
	return samples;
}

/** @throws {CannotCut} when some of the samples lie behind the end of the file */
export function assertWithin({ count, offsets, bytes }: Samples, fileBytes: number): void {
	for (let sample = 0; sample < count; sample++)
		if (offsets[sample] + bytes[sample] > Math.min(fileBytes, LATEST_TIME))
			throw new CannotCut('the file is cut off: some of what its index lists is not in it');
}

/** The size of a sample of all channels: old QuickTime files state 1 for any size. */
function bytesOf(sound: Format, statedBytes: number): number {
	const fields = soundFieldsOf(sound);
	if (fields === undefined || statedBytes !== 1) return statedBytes;
	if (fields.packetSamples > 0 && fields.packetBytes > 0)
		return fields.packetBytes / fields.packetSamples;
	const isPlain = ['twos', 'sowt', 'raw '].includes(sound.name);
	return isPlain ? (fields.channels * fields.bits) / 8 : statedBytes;
}

function placeEach(samples: Samples, chunks: Chunks, bytesOf: (sample: number) => number): void {
	let sample = 0;
	chunks.each((offset, inChunk) => {
		let at = offset;
		for (let left = inChunk; left > 0 && sample < samples.count; left--) {
			samples.offsets[sample] = at;
			at += samples.bytes[sample] = bytesOf(sample);
			sample++;
		}
		return sample < samples.count;
	});
	if (sample < samples.count) throw contradiction();
}

function placePacked(samples: Samples, packed: Packed, chunks: Chunks, count: number): void {
	const most = Math.floor(PACKED_TICKS / packed.ticks);
	let place = 0;
	let left = count;
	chunks.each((offset, inChunk) => {
		let at = offset;
		for (let inside = Math.min(inChunk, left); inside > 0; ) {
			if (place === samples.count) throw tooMany();
			const some = Math.min(most, inside);
			const bytes = some * packed.bytes;
			if (!Number.isInteger(bytes) || bytes > 0xffff_ffff) throw contradiction();
			samples.offsets[place] = at;
			samples.bytes[place] = bytes;
			samples.keys[place] = 1;
			samples.decodeTimes[place + 1] = samples.decodeTimes[place] + some * packed.ticks;
			place++;
			at += bytes;
			inside -= some;
			left -= some;
		}
		return left > 0;
	});
	if (left > 0) throw contradiction();
	samples.count = place;
}

function readTimes({ count, decodeTimes }: Samples, times: Table | undefined): void {
	let sample = 0;
	for (let run = 0; run < (times?.count ?? 0); run++) {
		const ticks = times!.at(run, 4);
		const more = times!.at(run, 0);
		if (more > count - sample) throw contradiction();
		for (let left = more; left > 0; left--, sample++)
			decodeTimes[sample + 1] = decodeTimes[sample] + ticks;
	}
	if (sample < count || decodeTimes[count] > LATEST_TIME) throw contradiction();
}

function readShifts({ count, shifts }: Samples, table: Table | undefined): void {
	if (table === undefined) return;
	let sample = 0;
	for (let run = 0; run < table.count; run++) {
		const more = table.at(run, 0);
		if (more > count - sample) throw contradiction();
		// Version 0 has no sign by the standard, but QuickTime gives it one.
		shifts.fill(table.at(run, 4) | 0, sample, sample + more);
		sample += more;
	}
	if (sample < count) throw contradiction();
}

function readKeys({ count, keys }: Samples, table: Table | undefined): void {
	if (table === undefined) keys.fill(1);
	for (let entry = 0; entry < (table?.count ?? 0); entry++) {
		const sample = table!.at(entry, 0);
		if (!(sample >= 1 && sample <= count)) throw contradiction();
		keys[sample - 1] = 1;
	}
}
