import { join } from 'node:path';
import {
	BufferSource,
	BufferTarget,
	EncodedAudioPacketSource,
	EncodedPacketSink,
	EncodedVideoPacketSource,
	FilePathSource,
	Input,
	MATROSKA,
	MkvOutputFormat,
	MovOutputFormat,
	MP4,
	Mp4OutputFormat,
	Output,
	QTFF,
	type EncodedPacket,
	type InputTrack,
	type OutputFormat,
} from 'mediabunny';

/** The sample of the simulator: 6 s, 640×360, H.264 and AAC. */
export const SAMPLE_PATH = join(import.meta.dirname, '../../simulator/media/sample.mp4');

/** Files that contradict themselves; the page beside them tells how. */
export const ODD_VIDEOS = join(import.meta.dirname, 'videos/odd');

const SAMPLE_S = 6;

/** What `makeVideo` is to make; what is left out stays as in the sample. */
export interface VideoWish {
	/** Length in seconds; the sample is repeated or cut. */
	seconds?: number;
	/** Declared width in pixels; the pictures stay as they are. */
	width?: number;
	/** Declared height in pixels. */
	height?: number;
	container?: 'mp4' | 'mov' | 'mkv';
	/** True leaves the video track out. */
	audioOnly?: boolean;
	/** True leaves the audio track out. */
	silent?: boolean;
	/** True puts the index behind the pictures, as cameras do (MP4 and MOV). */
	indexAtEnd?: boolean;
	/** True writes many small indexes instead of one (MP4). */
	fragmented?: boolean;
	/** Length of the file in bytes, reached with an empty box at its end (MP4 and MOV). */
	padToBytes?: number;
}

/** Makes a video file from the packets of the sample. */
export async function makeVideo(wish: VideoWish = {}): Promise<Buffer> {
	const { seconds = SAMPLE_S } = wish;
	const input = new Input({ formats: [MP4], source: new FilePathSource(SAMPLE_PATH) });
	const output = new Output({ format: formatOf(wish), target: new BufferTarget() });
	const video = wish.audioOnly === true ? null : await input.getPrimaryVideoTrack();
	const audio = wish.silent === true ? null : await input.getPrimaryAudioTrack();
	const copies: (() => Promise<void>)[] = [];
	if (video !== null) {
		const source = new EncodedVideoPacketSource('avc');
		const config = await video.getDecoderConfig();
		if (config === null) throw new Error('The sample has no decoder configuration');
		const { width: codedWidth = config.codedWidth, height: codedHeight = config.codedHeight } =
			wish;
		const decoderConfig = { ...config, codedWidth, codedHeight };
		output.addVideoTrack(source);
		copies.push(() => repeat(video, seconds, (packet) => source.add(packet, { decoderConfig })));
	}
	if (audio !== null) {
		const source = new EncodedAudioPacketSource('aac');
		const decoderConfig = (await audio.getDecoderConfig()) ?? undefined;
		output.addAudioTrack(source);
		copies.push(() => repeat(audio, seconds, (packet) => source.add(packet, { decoderConfig })));
	}
	await output.start();
	await Promise.all(copies.map((copy) => copy()));
	await output.finalize();
	input.dispose();
	const bytes = Buffer.from(output.target.buffer ?? new ArrayBuffer(0));
	return wish.padToBytes === undefined ? bytes : padded(bytes, wish.padToBytes);
}

/** What a test wants to know of a finished file. */
export interface MediaFacts {
	format: string;
	/** Length of the video track in seconds. */
	seconds: number;
	width: number;
	height: number;
	/** Video packets that could be read. */
	frames: number;
	/** Length of the audio track in seconds, undefined without one. */
	audioSeconds: number | undefined;
}

/** Reads a video file to its last packet. */
export async function readMedia(bytes: Buffer): Promise<MediaFacts> {
	const source = new BufferSource(bytes);
	const input = new Input({ formats: [MP4, QTFF, MATROSKA], source });
	const video = await input.getPrimaryVideoTrack();
	const audio = await input.getPrimaryAudioTrack();
	if (video === null) throw new Error('There is no video track');
	let frames = 0;
	for await (const packet of new EncodedPacketSink(video).packets())
		if (packet.data.length > 0) frames += 1;
	return {
		format: (await input.getFormat()).name,
		seconds: await video.computeDuration(),
		width: await video.getDisplayWidth(),
		height: await video.getDisplayHeight(),
		frames,
		audioSeconds: await audio?.computeDuration(),
	};
}

function formatOf(wish: VideoWish): OutputFormat {
	if (wish.container === 'mkv') return new MkvOutputFormat();
	const whole = wish.indexAtEnd === true ? false : 'in-memory';
	const fastStart = wish.fragmented === true ? 'fragmented' : whole;
	return wish.container === 'mov'
		? new MovOutputFormat({ fastStart })
		: new Mp4OutputFormat({ fastStart });
}

/** Adds the packets of a track end to end, again and again until `seconds` is reached. */
async function repeat(
	track: InputTrack,
	seconds: number,
	add: (packet: EncodedPacket) => Promise<void>,
): Promise<void> {
	const packets: EncodedPacket[] = [];
	for await (const packet of new EncodedPacketSink(track).packets()) packets.push(packet);
	let timestamp = packets[0]?.timestamp ?? 0;
	for (;;)
		for (const packet of packets) {
			if (timestamp > seconds - 0.001) return;
			await add(packet.clone({ timestamp }));
			timestamp += packet.duration;
		}
}

/** Lengthens an MP4 or MOV with a `free` box, which players skip. */
function padded(bytes: Buffer, length: number): Buffer {
	const box = Buffer.alloc(length - bytes.length);
	box.writeUInt32BE(box.length, 0);
	box.write('free', 4, 'latin1');
	return Buffer.concat([bytes, box]);
}
