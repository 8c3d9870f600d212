import {
	EncodedAudioPacketSource,
	EncodedPacketSink,
	EncodedVideoPacketSource,
	FilePathSource,
	FilePathTarget,
	Input,
	MP4,
	Mp4OutputFormat,
	Output,
	type EncodedPacket,
	type InputTrack,
} from 'mediabunny';

import { SAMPLE_PATH } from '../../../test/support/media.mts';

/** More than the sample without its filler has, in bytes. */
const RESERVE_BYTES = 1024 ** 2;

/**
 * Writes an MP4 file of up to `bytes` bytes that plays as the sample does. Its pictures are as large as
 * those of a camera, because each carries along what H.264 calls filler data.
 *
 * @param index where the index lies in the file
 */
export async function writeBigVideo(
	path: string,
	bytes: number,
	index: 'front' | 'end',
): Promise<void> {
	using input = new Input({ formats: [MP4], source: new FilePathSource(SAMPLE_PATH) });
	const format = new Mp4OutputFormat({ fastStart: index === 'front' ? 'in-memory' : false });
	const output = new Output({ format, target: new FilePathTarget(path) });
	const [video, audio] = [await input.getPrimaryVideoTrack(), await input.getPrimaryAudioTrack()];
	if (video === null || audio === null) throw new Error('The sample has no picture or no sound');

	const frames = await packetsOf(video);
	const filler = fillerData(Math.floor((bytes - RESERVE_BYTES) / frames.length));
	const fillUp = (frame: EncodedPacket) =>
		frame.clone({ data: Buffer.concat([frame.data, filler]) });
	const pictures = new EncodedVideoPacketSource('avc');
	const sound = new EncodedAudioPacketSource('aac');
	output.addVideoTrack(pictures);
	output.addAudioTrack(sound);
	await output.start();
	const pictureMeta = { decoderConfig: (await video.getDecoderConfig()) ?? undefined };
	const soundMeta = { decoderConfig: (await audio.getDecoderConfig()) ?? undefined };
	await Promise.all([
		addAll(frames, async (frame) => await pictures.add(fillUp(frame), pictureMeta)),
		addAll(await packetsOf(audio), async (packet) => await sound.add(packet, soundMeta)),
	]);
	await output.finalize();
}

/** A filler data unit (NAL type 12) of `bytes` bytes, its length in front as in an MP4 file. */
function fillerData(bytes: number): Buffer {
	const unit = Buffer.alloc(bytes, 0xff);
	unit.writeUInt32BE(bytes - 4);
	unit[4] = 12;
	unit[bytes - 1] = 0x80;
	return unit;
}

async function packetsOf(track: InputTrack): Promise<EncodedPacket[]> {
	const packets: EncodedPacket[] = [];
	for await (const packet of new EncodedPacketSink(track).packets()) packets.push(packet);
	return packets;
}

async function addAll(
	packets: EncodedPacket[],
	add: (packet: EncodedPacket) => Promise<void>,
): Promise<void> {
	for (const packet of packets) await add(packet);
}
