import { PIECE_BYTES, type Box, type BoxReader } from './boxReader';
import type { Movie } from './movie';
import { durationOf } from './sampleTable';
import type { FragmentTimes, Track } from './track';

/** What a fragment says about one track, as far as it has been read. */
interface Run {
	track?: Track;
	/** What its samples have in common. */
	duration: number;
	bytes: number;
	/** Where the places in it are counted from, and where the last sample ends so far, in bytes. */
	base: number;
	end: number;
}

/** Flags of the boxes `tfhd` and `trun`: which fields they have (ISO 14496-12 §8.8.7–8.8.8). */
const TFHD = { base: 0x1, format: 0x2, duration: 0x8, bytes: 0x10, baseIsFragment: 0x20000 };
const TRUN = {
	place: 0x1,
	firstFlags: 0x4,
	duration: 0x100,
	bytes: 0x200,
	flags: 0x400,
	shift: 0x800,
};

/** More samples than a fragment has, even of uncompressed sound. */
const MOST_SAMPLES = 2 ** 24;

/** Reads the index of a fragment, and adds what it says to the tracks of the movie. */
export async function readFragment(reader: BoxReader, moof: Box, movie: Movie): Promise<void> {
	let end = moof.at;
	await reader.visit(moof, {
		traf: async (traf) => {
			const run: Run = { duration: NaN, bytes: NaN, base: end, end };
			await reader.visit(traf, {
				tfhd: async (box) => await readRunHeader(reader, box, { run, moof, movie }),
				tfdt: async (box) => {
					const fields = await reader.fields(box, 12);
					const isWide = fields.u8() === 1;
					const begin = fields.skip(3).time(isWide);
					if (run.track && begin >= 0) timesOf(run.track, begin).end = begin;
				},
				trun: async (box) => await readRun(reader, box, run),
			});
			end = run.end;
		},
	});
}

async function readRunHeader(
	reader: BoxReader,
	box: Box,
	{ run, moof, movie }: { run: Run; moof: Box; movie: Movie },
): Promise<void> {
	const fields = await reader.fields(box, 40);
	const flags = fields.u32();
	const id = fields.u32();
	const defaults = movie.defaults.get(id);
	run.track = movie.tracks.find((track) => track.id === id);
	if (flags & TFHD.base) run.base = run.end = fields.u64();
	else if (flags & TFHD.baseIsFragment) run.base = run.end = moof.at;
	if (flags & TFHD.format) fields.skip(4);
	run.duration = flags & TFHD.duration ? fields.u32() : (defaults?.duration ?? NaN);
	run.bytes = flags & TFHD.bytes ? fields.u32() : (defaults?.bytes ?? NaN);
}

/** @param begin where the first fragment of the track begins, unless the index has samples before it */
function timesOf(track: Track, begin?: number): FragmentTimes {
	if (track.fragments) return track.fragments;
	const indexed = track.table.samples > 0 ? durationOf(track.table) : 0;
	const first = begin ?? indexed;
	return (track.fragments = { begin: first, end: first, duration: 0, endInFile: 0 });
}

async function readRun(reader: BoxReader, box: Box, run: Run): Promise<void> {
	if (run.track === undefined) return;
	const fields = await reader.fields(box, 16);
	const flags = fields.u32();
	const samples = fields.u32();
	if (flags & TRUN.place) run.end = run.base + fields.i32();
	const tableFrom = box.from + 8 + 4 * bitsIn(flags, [TRUN.place, TRUN.firstFlags]);
	const entryBytes = 4 * bitsIn(flags, [TRUN.duration, TRUN.bytes, TRUN.flags, TRUN.shift]);
	// A count that cannot be.
	if (!(samples <= MOST_SAMPLES && tableFrom + samples * entryBytes <= box.to)) {
		reader.trouble ??= 'unreadable';
		return;
	}
	let duration = flags & TRUN.duration ? 0 : samples * run.duration;
	let bytes = flags & TRUN.bytes ? 0 : samples * run.bytes;
	if (flags & (TRUN.duration | TRUN.bytes)) {
		const inPiece = Math.floor(PIECE_BYTES / entryBytes);
		const rest = 4 * bitsIn(flags, [TRUN.flags, TRUN.shift]);
		for (let sample = 0; sample < samples && !reader.trouble; sample += inPiece) {
			const some = Math.min(inPiece, samples - sample);
			const piece = await reader.fields(box, some * entryBytes, tableFrom + sample * entryBytes);
			for (let entry = 0; entry < some; entry++) {
				if (flags & TRUN.duration) duration += piece.u32();
				if (flags & TRUN.bytes) bytes += piece.u32();
				piece.skip(rest);
			}
		}
	}
	if (reader.trouble) return;
	const times = timesOf(run.track);
	times.duration += duration;
	times.end += duration;
	run.end += bytes;
	times.endInFile = Math.max(times.endInFile, run.end);
}

const bitsIn = (flags: number, bits: number[]) => bits.filter((bit) => flags & bit).length;
