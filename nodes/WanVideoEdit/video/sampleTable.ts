import { PIECE_BYTES, type Box, type BoxReader, type Visitors } from './boxReader';

/** What the index says about the samples of a track (pictures, or pieces of sound). */
export interface SampleTable {
	/** How many there are, by their sizes. */
	samples: number;
	/** How many there are, and how long all of them last, by their durations. */
	timed: number;
	duration: number;
	/** Size in bytes of all samples, if it is the same. */
	eachBytes: number;
	/** The sizes of the last ones, as far as known, with 4 bytes each. */
	lastSizes: Buffer;
	chunks: number;
	/** Where the last chunk begins in the file. */
	lastChunkAt: number;
	/** How many samples each of the last chunks has; of the last one, at most. */
	lastChunkSamples: number;
	/** From which chunk on, counted from 1, and how many samples are before it. */
	lastRunBegins: number;
	samplesBefore: number;
}

/** `NaN` is what is not known. */
export const emptyTable = (): SampleTable => ({
	samples: NaN,
	timed: NaN,
	duration: NaN,
	eachBytes: NaN,
	lastSizes: Buffer.alloc(0),
	chunks: NaN,
	lastChunkAt: NaN,
	lastChunkSamples: NaN,
	lastRunBegins: NaN,
	samplesBefore: NaN,
});

/** More samples than the last chunk has as a rule. */
const MOST_LAST_SAMPLES = 1024;

/** Reads the tables of samples as far as the few numbers need it (ISO 14496-12 §8.6–8.7). */
export const sampleTableVisitors = (reader: BoxReader, table: SampleTable): Visitors => ({
	stts: async (box) => {
		const { count, from } = await readCount(reader, box, 8);
		if (!(count * 8 <= PIECE_BYTES)) return;
		const fields = await reader.fields(box, count * 8, from);
		table.timed = table.duration = 0;
		for (let entry = 0; entry < count; entry++) {
			const samples = fields.u32();
			table.timed += samples;
			table.duration += samples * fields.u32();
		}
	},
	stsc: async (box) => {
		const { count, from } = await readCount(reader, box, 12);
		if (!(count > 0 && count * 12 <= PIECE_BYTES)) return;
		const fields = await reader.fields(box, count * 12, from);
		table.lastRunBegins = table.lastChunkSamples = table.samplesBefore = 0;
		for (let run = 0; run < count; run++) {
			const begins = fields.u32();
			table.samplesBefore += (begins - table.lastRunBegins) * table.lastChunkSamples;
			table.lastRunBegins = begins;
			table.lastChunkSamples = fields.u32();
			fields.skip(4);
		}
	},
	stsz: async (box) => {
		const fields = await reader.fields(box, 12);
		const eachBytes = fields.skip(4).u32();
		const samples = fields.u32();
		const from = box.from + 12;
		if (eachBytes > 0) Object.assign(table, { eachBytes, samples });
		else if (from + 4 * samples <= box.to) {
			table.samples = samples;
			const last = Math.min(samples, MOST_LAST_SAMPLES);
			const sizes = await reader.fields(box, 4 * last, from + 4 * (samples - last));
			table.lastSizes = sizes.copy();
		}
	},
	stz2: async (box) => {
		const fields = (await reader.fields(box, 12)).skip(7);
		const sampleBits = fields.u8();
		const samples = fields.u32();
		if (box.from + 12 + (sampleBits * samples) / 8 <= box.to) table.samples = samples;
	},
	stco: async (box) => await readChunks(reader, box, table, 4),
	co64: async (box) => await readChunks(reader, box, table, 8),
});

async function readChunks(reader: BoxReader, box: Box, table: SampleTable, bytes: 4 | 8) {
	const { count, from } = await readCount(reader, box, bytes);
	if (!(count > 0)) return;
	const fields = await reader.fields(box, bytes, from + bytes * (count - 1));
	table.chunks = count;
	table.lastChunkAt = bytes === 8 ? fields.u64() : fields.u32();
}

/** @returns no count when the box is too small for so many entries */
async function readCount(reader: BoxReader, box: Box, entryBytes: number) {
	const count = (await reader.fields(box, 8)).skip(4).u32();
	const from = box.from + 8;
	return { count: from + count * entryBytes <= box.to ? count : NaN, from };
}

/** How long the samples last, in units of the track, if the tables agree with each other on their number. */
export const durationOf = ({ samples, timed, duration }: SampleTable): number =>
	timed === samples ? duration : NaN;

/** Where the last sample ends in the file, or somewhat before that. */
export function endOfSamples(table: SampleTable): number {
	const { samples, eachBytes, lastSizes, chunks, lastChunkSamples } = table;
	const before = table.samplesBefore + (chunks - table.lastRunBegins) * lastChunkSamples;
	const left = Math.min(lastChunkSamples, samples - before);
	const inLastChunk = table.lastRunBegins <= chunks && left > 0 ? left : 1;
	let end = table.lastChunkAt + (eachBytes > 0 ? eachBytes * inLastChunk : 0);
	const from = Math.max(0, lastSizes.length - 4 * inLastChunk);
	for (let at = from; at < lastSizes.length; at += 4) end += lastSizes.readUInt32BE(at);
	return end;
}
