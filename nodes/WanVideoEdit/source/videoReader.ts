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

import type { VideoReading } from './videoLimits';

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
export const readVideoByRanges = async (bytes: number, read: ReadRange): Promise<VideoReading> =>
	await reading(read, (guarded) => new CustomSource({ getSize: () => bytes, read: guarded }));

/**
 * Reads a file from its beginning, with flat memory.
 *
 * @throws whatever `next` throws
 */
export const readVideoByStream = async (next: ReadNext): Promise<VideoReading> =>
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

/** Tells an error of the reading itself from what the library says about the file. */
async function reading<Arguments extends unknown[], Bytes>(
	read: (...position: Arguments) => Promise<Bytes>,
	sourceOf: (guarded: (...position: Arguments) => Promise<Bytes>) => Source,
): Promise<VideoReading> {
	let failure: { error: unknown } | undefined;
	const source = sourceOf(
		async (...position) =>
			await read(...position).catch((error: unknown) => {
				failure ??= { error };
				throw error;
			}),
	);
	const input = new Input({ source, formats: [MP4, QTFF] });
	try {
		return await readInput(input);
	} catch (error) {
		if (failure) throw failure.error;
		return error instanceof UnsupportedInputFormatError ? 'damaged' : 'unknown';
	} finally {
		input.dispose();
	}
}

async function readInput(input: Input): Promise<VideoReading> {
	const tracks = await input.getTracks();
	// The index that lists the tracks is missing.
	if (tracks.length === 0) return 'damaged';
	const track = await input.getPrimaryVideoTrack();
	if (track === null) return 'noPicture';
	return {
		seconds: (await track.computeDuration()) - (await track.getFirstTimestamp()),
		width: Math.round(await track.getDisplayWidth()),
		height: Math.round(await track.getDisplayHeight()),
		isWhole: await isWhole(track),
	};
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
