import type { Box, BoxReader } from './boxReader';
import type { Fields } from './fields';
import { emptyTable, sampleTableVisitors, type SampleTable } from './sampleTable';

/** Width and height in pixels. */
export type Size = [width: number, height: number];

/** What the fragments of a file say about a track; times in units of the track. */
export interface FragmentTimes {
	/** Where the first one begins, and the last one ends. */
	begin: number;
	end: number;
	/** How long all samples in them last. */
	duration: number;
	/** Where the last sample ends in the file. */
	endInFile: number;
}

/** What the index of a file says about a track. */
export interface Track {
	id: number;
	/** What it is: `vide`, `soun` … Empty when not known. */
	kind: string;
	/** Units of time per second. */
	timescale: number;
	/** In units of the track. */
	duration: number;
	/** Where the first edit begins, in units of the track. */
	editBegins: number;
	/** Lengths with all edits, by the header and by the list of edits, in units of the whole movie. */
	editedDurations: number[];
	/** As displayed, by its header, and as stored, by the format of its pictures. */
	displayedSizes: Size[];
	storedSizes: Size[];
	/** Whether the pictures are in another file. */
	isElsewhere: boolean;
	table: SampleTable;
	fragments?: FragmentTimes;
}

/** Reads the part of the index about one track (ISO 14496-12 §8.3). */
export async function readTrack(reader: BoxReader, trak: Box): Promise<Track> {
	const track: Track = {
		id: NaN,
		kind: '',
		timescale: NaN,
		duration: NaN,
		editBegins: 0,
		editedDurations: [],
		displayedSizes: [],
		storedSizes: [],
		isElsewhere: false,
		table: emptyTable(),
	};
	await reader.visit(trak, {
		tkhd: async (box) => readHeader(track, await reader.fields(box, 96)),
		edts: async (edts) =>
			await reader.visit(edts, {
				elst: async (box) => readEdits(track, await reader.fields(box, MOST_EDIT_BYTES)),
			}),
		mdia: async (mdia) =>
			await reader.visit(mdia, {
				mdhd: async (box) => {
					Object.assign(track, readTimes(await reader.fields(box, 32)));
				},
				hdlr: async (box) => {
					track.kind = (await reader.fields(box, 12)).skip(8).name();
				},
				minf: async (minf) => await readMedia(reader, minf, track),
			}),
	});
	return track;
}

/** Reads units per second and length from the header of a movie or of a track's media. */
export function readTimes(fields: Fields): { timescale: number; duration: number } {
	const isWide = fields.u8() === 1;
	fields.skip(isWide ? 3 + 16 : 3 + 8);
	return { timescale: fields.u32(), duration: fields.time(isWide) };
}

function readHeader(track: Track, fields: Fields) {
	const isWide = fields.u8() === 1;
	track.id = fields.skip(isWide ? 3 + 16 : 3 + 8).u32();
	track.editedDurations.push(fields.skip(4).time(isWide));

	// A matrix that turns, mirrors and scales.
	const fixed = () => Math.abs(fields.i32()) / FIXED_ONE;
	const [a, b, c, d] = [fields.skip(16) && fixed(), fixed(), fields.skip(4) && fixed(), fixed()];
	const [width, height] = [fields.skip(16) && fixed(), fixed()];
	track.displayedSizes.push([a * width + c * height, b * width + d * height]);
}

/** More edits than anybody makes by hand. */
const MOST_EDIT_BYTES = 8 + 1000 * 12;
const EMPTY_EDIT = -1;
const FIXED_ONE = 0x10000;

function readEdits(track: Track, fields: Fields) {
	const isWide = fields.u8() === 1;
	const count = fields.skip(3).u32();
	const entryBytes = isWide ? 20 : 12;
	if (!(count * entryBytes <= fields.left)) return;
	let all = 0;
	let shown = 0;
	for (let edit = 0; edit < count; edit++) {
		const duration = fields.time(isWide);
		const begins = isWide ? fields.i64() : fields.i32();
		fields.skip(4);
		all += duration;
		if (begins === EMPTY_EDIT) continue;
		if (shown === 0) track.editBegins = begins;
		shown += duration;
	}
	track.editedDurations.push(all, shown);
}

async function readMedia(reader: BoxReader, minf: Box, track: Track): Promise<void> {
	await reader.visit(minf, {
		dinf: async (dinf) =>
			await reader.visit(dinf, {
				dref: async (box) => {
					const isHere = (await reader.fields(box, 20)).skip(16).u32() & 1;
					track.isElsewhere = isHere === 0;
				},
			}),
		stbl: async (stbl) =>
			await reader.visit(stbl, {
				...sampleTableVisitors(reader, track.table),
				stsd: async (box) =>
					await reader.tolerating(async () => await readFormats(reader, box, track)),
			}),
	});
}

/** What comes before the boxes of a picture format (ISO 14496-12 §12.1.3). */
const PICTURE_FORMAT_BYTES = 78;

async function readFormats(reader: BoxReader, stsd: Box, track: Track): Promise<void> {
	for await (const format of reader.within({ from: stsd.from + 8, to: stsd.to })) {
		const fields = (await reader.fields(format, 28)).skip(24);
		const [width, height] = [fields.u16(), fields.u16()];
		track.storedSizes.push([width, height]);
		// What is no picture has other fields here, and no such boxes behind them.
		if (track.kind !== 'vide') continue;
		await reader.visit(
			{ from: format.from + PICTURE_FORMAT_BYTES, to: format.to },
			{
				pasp: async (box) => {
					const shape = await reader.fields(box, 8);
					track.storedSizes.push([(width * shape.u32()) / shape.u32(), height]);
				},
				clap: async (box) => {
					const crop = await reader.fields(box, 16);
					track.storedSizes.push([crop.u32() / crop.u32(), crop.u32() / crop.u32()]);
				},
			},
		);
	}
}
