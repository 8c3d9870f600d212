import { box, bytesOf, type BoxTree } from './boxes.mts';

/** A table of so many bytes, whose count says that it is all there. */
function table(name: string, bytes: number, entryBytes: number): BoxTree {
	const content = Buffer.alloc(8 + bytes, 1);
	content.writeUInt32BE(0, 0);
	content.writeUInt32BE(Math.floor(bytes / entryBytes), 4);
	return box(name, content);
}

const many = (count: number, one: BoxTree) => Array<BoxTree>(count).fill(one);

const handler = box('hdlr', Buffer.from('\0\0\0\0\0\0\0\0vide\0\0\0\0\0\0\0\0\0\0\0\0', 'latin1'));

const track = (tables: BoxTree[]) =>
	box('trak', [box('mdia', [handler, box('minf', [box('stbl', tables)])])]);

/** The header of a track's fragment, and a table of so many samples in it. */
function run(count: number, bytes: number): BoxTree {
	const header = Buffer.alloc(8);
	header.writeUInt32BE(1, 4);
	const content = Buffer.alloc(8 + bytes);
	// With a length for each, or with none.
	content.writeUInt32BE(bytes > 0 ? 0x100 : 0, 0);
	content.writeUInt32BE(count, 4);
	return box('moof', [box('traf', [box('tfhd', header), box('trun', content)])]);
}

const fragmentedIndex = () => {
	const trackHeader = Buffer.alloc(84);
	trackHeader.writeUInt32BE(1, 12);
	const tracks = track([]);
	tracks.children!.unshift(box('tkhd', trackHeader));
	return box('moov', [tracks, box('mvex', [])]);
};

const MEGABYTE = 1024 ** 2;

/** Files that are made to take as much time or memory as possible. */
export const BOMBS: Record<string, () => BoxTree[]> = {
	'many boxes': () => many(200_000, box('free', Buffer.alloc(0))),
	'many tracks': () => [box('moov', many(200_000, box('trak', [])))],
	'many boxes in a track': () => [
		box('moov', [box('trak', many(200_000, box('tkhd', Buffer.alloc(0))))]),
	],
	'many formats': () => [
		box('moov', [
			track([
				box('stsd', [box('skip', Buffer.alloc(0)), ...many(30_000, box('avc1', Buffer.alloc(78)))]),
			]),
		]),
	],
	'durations of 10 MB': () => [box('moov', [track([table('stts', 10 * MEGABYTE, 8)])])],
	'all tables of 2 MB': () => [
		box('moov', [
			track(
				['stts', 'ctts', 'stsc', 'stsz', 'stco', 'co64'].map((name) =>
					table(name, 2 * MEGABYTE, 8),
				),
			),
		]),
	],
	'tables of 64 kB in a hundred tracks': () => [
		box('moov', many(100, track([table('stts', 64 * 1024 - 8, 8)]))),
	],
	'a fragment of 10 MB': () => [fragmentedIndex(), run((10 * MEGABYTE) / 4, 10 * MEGABYTE)],
	'a fragment of four billion samples': () => [fragmentedIndex(), run(2 ** 32 - 1, 0)],
	'many fragments': () => [fragmentedIndex(), ...many(30_000, run(1, 4))],
	'a thousand fragments of 16 kB': () => [fragmentedIndex(), ...many(1000, run(4096, 16 * 1024))],
	'many lists of fragments': () => [
		fragmentedIndex(),
		...many(200, box('sidx', Buffer.alloc(64 * 1024, 1))),
	],
	'edits of 10 MB': () => [
		box('moov', [box('trak', [box('edts', [table('elst', 10 * MEGABYTE, 12)])])]),
	],
};

/** Such a file; with a box around it, as every MP4 file begins. */
export const bomb = (name: string): Buffer =>
	bytesOf([box('ftyp', Buffer.from('isom\0\0\0\0', 'latin1')), ...BOMBS[name]()]);
