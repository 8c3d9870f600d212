import { allNamed, box, boxesOf, bytesOf, moveChunks, type BoxTree } from './boxes.mts';

/** Makes another file with the same video of one whose index is at its end. */
export type Change = (file: Buffer) => Buffer;

const ZERO = Buffer.alloc(8);

const inTree =
	(change: (boxes: BoxTree[]) => BoxTree[]): Change =>
	(file) =>
		bytesOf(change(boxesOf(Buffer.from(file))));

/** Calls `change` for each box of a name. */
const each = (name: string, change: (found: BoxTree) => void): Change =>
	inTree((boxes) => {
		allNamed(boxes, name).forEach(change);
		return boxes;
	});

function reversed(boxes: BoxTree[]): BoxTree[] {
	return boxes
		.map((one) => ({ ...one, children: one.children && reversed(one.children) }))
		.reverse();
}

/** From the version of 32 bits to that of 64, for boxes that begin with times. */
const withWideTimes = (times: number[]) => (found: BoxTree) => {
	const { content } = found;
	const parts = [Buffer.from([1]), content.subarray(1, 4)];
	let at = 4;
	for (; at < content.length && at < 4 + 4 * 5; at += 4) {
		if (times.includes(at)) parts.push(Buffer.alloc(4));
		parts.push(content.subarray(at, at + 4));
	}
	found.content = Buffer.concat([...parts, content.subarray(at)]);
};

const numbers = (...values: number[]) => {
	const content = Buffer.alloc(4 * values.length);
	values.forEach((value, place) => content.writeUInt32BE(value, 4 * place));
	return content;
};

const onlyEdit = (entries: Array<[duration: number, begin: number]>) => (found: BoxTree) => {
	const values = entries.flatMap(([duration, begin]) => [duration, begin >>> 0, 0x10000]);
	found.content = numbers(0, entries.length, ...values);
};

/**
 * Parts the only chunk into several, one behind the other.
 *
 * @param chunks how many samples they have
 * @param runs from which chunk on the index says how many there are; the last chunk may have fewer
 */
const inChunks = (chunks: number[], runs: Array<[chunk: number, samples: number]>): Change =>
	inTree((boxes) => {
		const [[stsc], [stco], [stsz]] = ['stsc', 'stco', 'stsz'].map((name) => allNamed(boxes, name));
		let at = stco.content.readUInt32BE(8);
		let sample = 0;
		const places = chunks.map((samples) => {
			const place = at;
			for (const end = sample + samples; sample < end; sample++) {
				at += stsz.content.readUInt32BE(12 + 4 * sample);
			}
			return place;
		});
		stco.content = numbers(0, places.length, ...places);
		stsc.content = numbers(0, runs.length, ...runs.flatMap((run) => [...run, 1]));
		return boxes;
	});

/** @param rows of the matrix: a, b, c, d */
const turned = (...rows: number[]) =>
	each('tkhd', ({ content }) => {
		rows.forEach((value, place) => {
			content.writeInt32BE(value * 0x10000, [40, 44, 52, 56][place]);
		});
	});

const withFirst = (first: Buffer): Change =>
	inTree((boxes) => boxesOf(Buffer.concat([first, bytesOf(moveChunks(boxes, first.length))])));

/** What is legal, and rarely seen. The movie has 1000 units per second. */
export const CHANGES: Record<string, Change> = {
	'boxes in reverse order': inTree((boxes) =>
		boxes.map((one) =>
			one.name === 'moov' ? { ...one, children: reversed(one.children ?? []) } : one,
		),
	),
	'times of 64 bits': (file) => {
		const times = each('mvhd', withWideTimes([4, 8, 16]))(file);
		return each('mdhd', withWideTimes([4, 8, 16]))(each('tkhd', withWideTimes([4, 8, 20]))(times));
	},
	'a long header of the pictures': (file) => {
		const at = file.indexOf('mdat', 0, 'latin1') - 4;
		const changed = Buffer.from(file);
		// In place of the empty box before it.
		changed.writeUInt32BE(1, at - 8);
		changed.write('mdat', at - 4, 'latin1');
		changed.writeBigUInt64BE(BigInt(file.readUInt32BE(at) + 8), at);
		return changed;
	},
	'a long header of the index': (file) => {
		const at = file.lastIndexOf('moov', undefined, 'latin1') - 4;
		const header = Buffer.from('\0\0\0\x01moov\0\0\0\0\0\0\0\0', 'latin1');
		header.writeBigUInt64BE(BigInt(file.length - at + 8), 8);
		return Buffer.concat([file.subarray(0, at), header, file.subarray(at + 8)]);
	},
	'an index that goes on to the end': (file) => {
		const at = file.lastIndexOf('moov', undefined, 'latin1') - 4;
		const changed = Buffer.from(file);
		changed.writeUInt32BE(0, at);
		return changed;
	},
	'places of 64 bits': each('stco', (found) => {
		const { content } = found;
		const places = [];
		for (let at = 8; at < content.length; at += 4) {
			places.push(Buffer.alloc(4), content.subarray(at, at + 4));
		}
		found.name = 'co64';
		found.content = Buffer.concat([content.subarray(0, 8), ...places]);
	}),
	'a shorter last chunk': inChunks([28, 2], [[1, 28]]),
	'a shorter last chunk of several kinds': inChunks(
		[1, 27, 2],
		[
			[1, 1],
			[2, 27],
		],
	),
	'an unknown first box': withFirst(Buffer.from('\0\0\0\x0cabcdxyz1', 'latin1')),
	'a first box of somebody': withFirst(bytesOf([box('uuid', Buffer.alloc(32, 7))])),
	'no first box': (file) => {
		const bytes = file.readUInt32BE(0);
		return bytesOf(moveChunks(boxesOf(Buffer.from(file.subarray(bytes))), -bytes));
	},
	'a zero at the end of lists': inTree((boxes) => {
		for (const name of ['moov', 'trak', 'stbl']) {
			for (const list of allNamed(boxes, name)) {
				list.content = Buffer.concat([bytesOf(list.children ?? []), ZERO.subarray(4)]);
				list.children = undefined;
				if (name === 'moov') break;
			}
		}
		return boxes;
	}),
	'gaps between boxes': inTree((boxes) =>
		boxes.map((one) =>
			one.name === 'moov'
				? { ...one, children: one.children?.flatMap((child) => [box('free', ZERO), child]) }
				: one,
		),
	),
	'turned by 90': turned(0, 1, -1, 0),
	'turned by 180': turned(-1, 0, 0, -1),
	'turned by 270': turned(0, -1, 1, 0),
	mirrored: turned(-1, 0, 0, 1),
	'an edit of its middle': each('elst', onlyEdit([[2200, 4096]])),
	'an empty edit first': each(
		'elst',
		onlyEdit([
			[500, -1],
			[3000, 2048],
		]),
	),
	'two edits': each(
		'elst',
		onlyEdit([
			[1200, 0],
			[1500, 10240],
		]),
	),
	'an unknown length of the pictures': each('mdhd', ({ content }) => {
		content.writeUInt32BE(0xffffffff, 16);
	}),
	'no lengths in the headers': (file) =>
		each('mvhd', ({ content }) => content.writeUInt32BE(0, 16))(
			each('tkhd', ({ content }) => content.writeUInt32BE(0, 20))(file),
		),
	'a crop': each('stsd', (found) => {
		const added = bytesOf([box('clap', numbers(300, 1, 200, 1, 0, 1, 0, 1))]);
		const content = Buffer.concat([found.content, added]);
		content.writeUInt32BE(content.length - 8, 8);
		found.content = content;
	}),
};

/** The same for an index with fragments behind it. */
export const HYBRID_CHANGES: Record<string, Change> = {
	'hybrid without a list of its fragments': inTree((boxes) =>
		boxes.filter(({ name }) => name !== 'mfra'),
	),
	'hybrid without times of its fragments': each('tfdt', (found) => {
		found.name = 'free';
	}),
};
