import { boxesIn, boxIn } from './boxes';
import { readRun, Words, type Defaults, type RecordedTrack, type Run } from './readRun';
import { contradiction } from './readTables';
import type { Work } from './work';

/** Flags of the box `tfhd`: which fields it has (ISO 14496-12 §8.8.7). */
const TFHD = {
	base: 0x1,
	format: 0x2,
	ticks: 0x8,
	bytes: 0x10,
	flags: 0x20,
	baseIsFragment: 0x20000,
};
const WORK_PER_BOX = 128;

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

/** The same as `boxesIn`, but all of them: nothing between or behind them is passed over. */
function* allBoxesIn(bytes: Buffer): Generator<[name: string, content: Buffer], void> {
	let end = bytes.byteOffset;
	for (const one of boxesIn(bytes, Infinity)) {
		end = one[1].byteOffset + one[1].length;
		yield one;
	}
	if (bytes.byteOffset + bytes.length - end >= 8) throw contradiction();
}
