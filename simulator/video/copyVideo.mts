import {
	EncodedAudioPacketSource,
	EncodedPacketSink,
	EncodedVideoPacketSource,
	FilePathTarget,
	Mp4OutputFormat,
	Output,
	type EncodedPacket,
	type Input,
	type InputTrack,
} from 'mediabunny';
import { openMedia, orUnreadable } from './inspectVideo.mts';

/** More frames than any codec reorders. */
const REORDER_DEPTH = 32;

/** The library takes so much memory for a file, however small that is: 16 MB unless told otherwise. */
const CHUNK_BYTES = 256 * 1024;

type Pump = () => Promise<void>;

/**
 * Makes the "edited" video: a fast-start MP4 with the encoded packets of the source, cut to
 * `seconds` from the start when given (0 keeps all, model page). No picture is changed.
 */
export async function copyVideo(from: string, to: string, seconds: number): Promise<void> {
	using input = openMedia(from);
	const format = new Mp4OutputFormat({ fastStart: 'in-memory' });
	const target = new FilePathTarget(to, { chunkSize: CHUNK_BYTES });
	const output = new Output({ format, target });
	try {
		await orUnreadable(() => copyTracks(input, output, seconds));
	} finally {
		if (output.state !== 'finalized') await output.cancel();
	}
}

async function copyTracks(
	input: Input,
	output: Output<Mp4OutputFormat>,
	seconds: number,
): Promise<void> {
	const start = await (await input.getPrimaryVideoTrack())?.getFirstTimestamp();
	const endS = seconds === 0 ? Infinity : (start ?? 0) + seconds;
	const pumps: Pump[] = [];
	for (const track of await input.getTracks()) {
		const pump = await addTrack(output, track, endS);
		if (pump !== undefined) pumps.push(pump);
	}
	await output.start();
	await Promise.all(pumps.map((pump) => pump()));
	await output.finalize();
}

/** Adds a track to the output when MP4 can hold its codec; what it returns copies the packets. */
async function addTrack(
	output: Output<Mp4OutputFormat>,
	track: InputTrack,
	endS: number,
): Promise<Pump | undefined> {
	if (track.isVideoTrack()) {
		const codec = await track.getCodec();
		if (codec === null || !output.format.getSupportedVideoCodecs().includes(codec)) return;
		const decoderConfig = (await track.getDecoderConfig()) ?? undefined;
		const source = new EncodedVideoPacketSource(codec);
		output.addVideoTrack(source, { rotation: await track.getRotation() });
		return () => pump(track, endS, source, (packet) => source.add(packet, { decoderConfig }));
	}
	if (track.isAudioTrack()) {
		const codec = await track.getCodec();
		if (codec === null || !output.format.getSupportedAudioCodecs().includes(codec)) return;
		const decoderConfig = (await track.getDecoderConfig()) ?? undefined;
		const source = new EncodedAudioPacketSource(codec);
		output.addAudioTrack(source);
		return () => pump(track, endS, source, (packet) => source.add(packet, { decoderConfig }));
	}
	return undefined;
}

async function pump(
	track: InputTrack,
	endS: number,
	source: EncodedVideoPacketSource | EncodedAudioPacketSource,
	add: (packet: EncodedPacket) => Promise<void>,
): Promise<void> {
	const sink = new EncodedPacketSink(track);
	let copiedToS = -Infinity;
	for await (const packet of packetsUntil(sink.packets(), endS)) {
		await add(packet);
		copiedToS = Math.max(copiedToS, packet.timestamp);
	}
	const last = await sink.getPacket(Infinity, { metadataOnly: true });
	if (last !== null && last.timestamp < endS && last.timestamp > copiedToS)
		throw new Error(`data is missing after ${copiedToS.toFixed(2)} s`);
	source.close();
}

/**
 * Packets in decode order up to the last one shown before `endS` (seconds). Later ones in between
 * stay, because frames shown earlier may be decoded from them, and so does what is shown before
 * those: a cut with B-frames ends some frames late, but without a gap.
 */
export async function* packetsUntil<T extends { timestamp: number }>(
	packets: AsyncIterable<T>,
	endS: number,
): AsyncGenerator<T> {
	let limitS = endS;
	let later: T[] = [];
	for await (const packet of packets) {
		later.push(packet);
		if (packet.timestamp < limitS) {
			limitS = Math.max(limitS, ...later.map(({ timestamp }) => timestamp));
			yield* later;
			later = [];
		} else if (later.length > REORDER_DEPTH) {
			return;
		}
	}
}
