/**
 * Reads the container of an MP4 or MOV file: the only file here with a library in it. The build bundles
 * that library into this file, because n8n allows a node no dependency at run time.
 */
import {
	CustomSource,
	EncodedPacketSink,
	Input,
	MP4,
	QTFF,
	ReadableStreamSource,
	UnsupportedInputFormatError,
	type InputVideoTrack,
	type Source,
} from 'mediabunny';

import type { ProbeResult } from '../checks/videoLimits';

/** Gives the bytes from `from` up to, but not including, `to`. */
export type ReadRange = (from: number, to: number) => Promise<Uint8Array>;

/** Gives the next bytes of a file that can only be read from its beginning, `undefined` at its end. */
export type ReadNext = () => Promise<Uint8Array | undefined>;

/** How much of a stream stays in memory. An index is far smaller, the pictures are not needed. */
const MOST_CACHED_BYTES = 4 * 1024 ** 2;

/**
 * Reads a file of which any part can be asked for.
 *
 * @param bytes the length of the file
 * @throws whatever `read` throws
 */
export const readVideoByRanges = async (bytes: number, read: ReadRange): Promise<ProbeResult> =>
	await reading(read, (guarded) => new CustomSource({ getSize: () => bytes, read: guarded }));

/**
 * Reads a file from its beginning, with flat memory.
 *
 * @throws whatever `next` throws
 */
export const readVideoByStream = async (next: ReadNext): Promise<ProbeResult> =>
	await reading(next, (guarded) => {
		const stream = new ReadableStream<Uint8Array>(
			{
				async pull(controller) {
					const chunk = await guarded();
					if (chunk) controller.enqueue(chunk);
					else controller.close();
				},
			},
			{ highWaterMark: 0 },
		);
		return new ReadableStreamSource(stream, { maxCacheSize: MOST_CACHED_BYTES });
	});

/** The box by which the library knows a file. */
const FIRST_BOX = /^[^]{4}(ftyp|styp)/;

/** Tells an error of the reading itself from what the library says about the file. */
async function reading<Arguments extends unknown[], Bytes extends Uint8Array | undefined>(
	read: (...position: Arguments) => Promise<Bytes>,
	sourceOf: (guarded: (...position: Arguments) => Promise<Bytes>) => Source,
): Promise<ProbeResult> {
	let failure: { error: unknown } | undefined;
	let beginning: string | undefined;
	const source = sourceOf(async (...position) => {
		const bytes = await read(...position).catch((error: unknown) => {
			failure ??= { error };
			throw error;
		});
		beginning ??= Buffer.from(bytes ?? []).toString('latin1', 0, 8);
		return bytes;
	});
	const input = new Input({ source, formats: [MP4, QTFF] });
	try {
		return await readInput(input);
	} catch (error) {
		if (failure) throw failure.error;
		// It knows files by this box; older ones begin with another and may well be in order.
		const isKnown = error instanceof UnsupportedInputFormatError && FIRST_BOX.test(beginning ?? '');
		return isKnown ? 'damaged' : 'unknown';
	} finally {
		input.dispose();
	}
}

async function readInput(input: Input): Promise<ProbeResult> {
	const tracks = await input.getTracks();
	// The index that lists the tracks is missing.
	if (tracks.length === 0) return 'damaged';
	const track = await input.getPrimaryVideoTrack();
	if (track === null) return 'noPicture';
	// In this order, or a stream is past the first pictures already. What is before 0 is not shown.
	const begin = Math.max(0, await track.getFirstTimestamp());
	const end = await track.computeDuration();
	return {
		seconds: [end - begin, ...editedSeconds(track)],
		width: Math.round(await track.getDisplayWidth()),
		height: Math.round(await track.getDisplayHeight()),
		isWhole: await isWhole(track),
	};
}

/** The parts of the library's own notes that it has no method for. */
interface Notes {
	_backing?: {
		internalTrack?: { durationInMovieTimescale?: number; demuxer?: { movieTimescale?: number } };
	};
}

/** What "as long as nobody knows" looks like in a header. */
const UNKNOWN_DURATION = 0xffffffff;

/** The length that the track's header states, which heeds all of its edit list. */
function editedSeconds(track: InputVideoTrack): number[] {
	const { durationInMovieTimescale: duration = 0, demuxer } =
		(track as unknown as Notes)._backing?.internalTrack ?? {};
	const { movieTimescale = 0 } = demuxer ?? {};
	return duration > 0 && duration < UNKNOWN_DURATION && movieTimescale > 0
		? [duration / movieTimescale]
		: [];
}

/** Whether the file goes on to the last picture that its index names. */
async function isWhole(track: InputVideoTrack): Promise<boolean> {
	try {
		return (await new EncodedPacketSink(track).getPacket(Infinity)) !== null;
	} catch {
		// The pictures came before the index, and were read past without being kept.
		return true;
	}
}
