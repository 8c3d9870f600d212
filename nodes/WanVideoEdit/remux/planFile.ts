import type { Turns } from '../shared/turns';
import { box, boxInPieces, fullBox, isWide, u16, u32, u64 } from './boxes';
import { chunksOf, placeChunks, type Chunks } from './chunks';
import type { FilePlan } from './filePlan';
import { formatsInMp4 } from './formats';
import type { MediaIndex } from './mediaIndex';
import type { OutTrack } from './outTrack';
import { tablesOf } from './tables';

/** In front of 4 GB or more, the length of `mdat` needs 64 bits, and so do places behind it. */
const MOST_IN_32_BITS = 0xffff_ffff;
const LONG_HEADER = 16;

/**
 * Plans a file with its index in front, so that players can begin before they have all of it.
 *
 * @param movie units of time per second of the whole, and what is copied of the source
 */
export async function planFile(
	tracks: OutTrack[],
	movie: Pick<MediaIndex, 'timescale' | 'header' | 'isQuickTime'>,
	turns: Turns,
): Promise<FilePlan> {
	const inMp4 = tracks.map(({ kind, formats }) => formatsInMp4(kind, formats));
	const isQuickTime = movie.isQuickTime && inMp4.includes(undefined);
	const formatOf = (number: number) =>
		movie.isQuickTime && !isQuickTime ? inMp4[number]! : tracks[number].formats;

	const chunks: Chunks[] = [];
	const tables: Buffer[][] = [];
	for (const track of tracks) {
		await turns.given();
		const own = chunksOf(track);
		chunks.push(own);
		await turns.given();
		tables.push(tablesOf(track.samples, own.firsts));
	}
	const { ranges, bytes } = await placeChunks(tracks, chunks, turns);
	await turns.given();
	const duration = Math.max(...tracks.map((track) => durationOf(track, movie.timescale)));
	const moov = (base: number, wide: boolean) => {
		const traks = tracks.map((track, number) => {
			const stbl = boxInPieces(
				'stbl',
				box('stsd', formatOf(number)),
				...tables[number],
				placesTable(chunks[number].places, base, wide),
			);
			const isConverted = movie.isQuickTime && !isQuickTime;
			return trakOf(track, { id: number + 1, movie, stbl, isConverted, isQuickTime });
		});
		const header = movieHeader(movie, duration, tracks.length + 1);
		return boxInPieces('moov', header, ...traks.flat());
	};
	const ftyp = isQuickTime
		? box('ftyp', Buffer.from('qt  \0\0\x02\0qt  ', 'latin1'))
		: box('ftyp', Buffer.from('isom\0\0\x02\0isomiso2mp41', 'latin1'));
	const lengthWith = (wide: boolean) =>
		moov(0, wide).reduce((sum, { length }) => sum + length, ftyp.length + LONG_HEADER);
	const wide = lengthWith(false) + bytes > MOST_IN_32_BITS;
	const length = lengthWith(wide);
	const mdat = Buffer.concat([u32(1), Buffer.from('mdat'), u64(LONG_HEADER + bytes)]);
	const header = Buffer.concat([ftyp, ...moov(length, wide), mdat], length);
	return { header, ranges, bytes: length + bytes };
}

/** The table of the places of chunks, behind the beginning of the samples. */
function placesTable(places: Float64Array, base: number, wide: boolean): Buffer {
	const table = Buffer.alloc((wide ? 8 : 4) * places.length);
	for (let chunk = 0; chunk < places.length; chunk++) {
		const place = base + places[chunk];
		if (wide) table.writeUInt32BE(Math.floor(place / 2 ** 32), 8 * chunk);
		table.writeUInt32BE(place % 2 ** 32, wide ? 8 * chunk + 4 : 4 * chunk);
	}
	return fullBox(wide ? 'co64' : 'stco', 0, 0, u32(places.length), table);
}

/** How long a track is shown, in units of the movie. */
function durationOf({ edits, samples, timescale }: OutTrack, movieTimescale: number): number {
	if (edits.length === 0)
		return Math.round((samples.decodeTimes[samples.count] * movieTimescale) / timescale);
	return edits.reduce((sum, { duration }) => sum + duration, 0);
}

/** Times of creation are left out: the same video gives the same bytes. */
function headerTimes(duration: number, beforeDuration: Buffer) {
	const wide = isWide(duration);
	const times = wide ? [u64(0), u64(0)] : [u32(0, 0)];
	const content = [...times, beforeDuration, wide ? u64(duration) : u32(duration)];
	return { version: wide ? 1 : 0, content };
}

function movieHeader(
	{ timescale, header }: Pick<MediaIndex, 'timescale' | 'header'>,
	duration: number,
	nextId: number,
): Buffer {
	const { version, content } = headerTimes(duration, u32(timescale));
	return fullBox('mvhd', version, 0, ...content, header.subarray(0, -4), u32(nextId));
}

/** Of a track's header is copied how it lies over others, how loud it is, how it is turned, and its size. */
const COPIED_TRACK_BYTES = 60;

function trakOf(
	track: OutTrack,
	{
		id,
		movie,
		stbl,
		isConverted,
		isQuickTime,
	}: {
		id: number;
		movie: Pick<MediaIndex, 'timescale'>;
		stbl: Buffer[];
		isConverted: boolean;
		isQuickTime: boolean;
	},
): Buffer[] {
	const { header, edits, samples, timescale, language, kind } = track;
	const forMovie = headerTimes(durationOf(track, movie.timescale), u32(id, 0));
	const flags = header.readUIntBE(1, 3);
	const tkhd = fullBox(
		'tkhd',
		forMovie.version,
		flags,
		...forMovie.content,
		header.subarray(-COPIED_TRACK_BYTES),
	);
	const forMedia = headerTimes(samples.decodeTimes[samples.count], u32(timescale));
	const mdhd = fullBox('mdhd', forMedia.version, 0, ...forMedia.content, u16(language, 0));
	const isPictures = kind === 'pictures';
	const name = isPictures ? 'vide' : 'soun';
	const hdlr = isConverted
		? fullBox('hdlr', 0, 0, Buffer.from(`\0\0\0\0${name}${'\0'.repeat(13)}`, 'latin1'))
		: box('hdlr', track.handler);
	const media = isPictures ? fullBox('vmhd', 0, 1, u32(0, 0)) : fullBox('smhd', 0, 0, u32(0));
	const data = isQuickTime
		? [fullBox('hdlr', 0, 0, Buffer.from(`dhlrurl ${'\0'.repeat(13)}`, 'latin1'))]
		: [];
	const dinf = box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1)));
	const minf = boxInPieces('minf', media, ...data, dinf, ...stbl);
	const edts = edits.length > 0 ? [box('edts', editList(edits))] : [];
	return boxInPieces('trak', tkhd, ...edts, ...boxInPieces('mdia', mdhd, hdlr, ...minf));
}

function editList(edits: OutTrack['edits']): Buffer {
	const wide = edits.some(({ duration, from }) => isWide(duration, from));
	const entries = edits.map(({ duration, from }) =>
		wide ? [u64(duration), u64(from)] : [u32(duration, from >>> 0)],
	);
	const list = entries.flatMap((entry) => [...entry, u32(0x10000)]);
	return fullBox('elst', wide ? 1 : 0, 0, u32(edits.length), ...list);
}
