import { readFile } from 'node:fs/promises';
import { createFile, Log, MP4BoxBuffer, type ISOFile } from 'mp4box';

// Many sources are broken on purpose.
Log.error = () => {};

/** Length of the pictures in seconds, and their size in pixels. */
export interface OddVideo {
	seconds: number;
	width: number;
	height: number;
}

/**
 * Reads MP4 and MOV files that Mediabunny does not measure rightly: those with an index and fragments, of
 * which it sees only the index, and those whose counts contradict each other, for which it takes all memory.
 *
 * @returns `undefined` for all other files
 */
export async function readOddIndex(path: string): Promise<OddVideo | undefined> {
	const { buffer, byteOffset, length } = await readFile(path);
	const bytes = buffer.slice(byteOffset, byteOffset + length);
	try {
		const file = createFile();
		file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(bytes, 0), true);
		file.flush();
		return oddVideoOf(file);
	} catch {
		return undefined;
	}
}

function oddVideoOf(file: ISOFile): OddVideo | undefined {
	const [track] = file.getInfo().videoTracks;
	if (track === undefined) return undefined;
	const { stts, ctts, stsz } = file.getTrackById(track.id).mdia.minf.stbl;
	const indexed = stsz?.sample_sizes.length ?? 0;
	const samples = file.getTrackSamplesInfo(track.id);
	const isHybrid = indexed > 0 && samples.length > indexed;
	const isContradictory = [stts, ctts].some(
		(table) => table !== undefined && sumOf(table.sample_counts) > indexed,
	);
	if (!isHybrid && !isContradictory) return undefined;
	const begin = Math.min(...samples.map(({ dts }) => dts));
	const end = Math.max(...samples.map(({ dts, duration }) => dts + duration));
	const { width = 0, height = 0 } = track.video ?? {};
	return { seconds: (end - begin) / track.timescale, width, height };
}

const sumOf = (values: number[]) => values.reduce((sum, value) => sum + value, 0);
