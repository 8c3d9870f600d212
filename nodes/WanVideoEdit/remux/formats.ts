import { box, boxesIn, boxIn, u16, u32 } from './boxes';

/** One format of samples: the name of its kind, such as `avc1`, and what is behind that. */
export interface Format {
	name: string;
	content: Buffer;
}

/** The formats in the content of a box `stsd`. */
export const formatsIn = (stsd: Buffer): Format[] =>
	[...boxesIn(stsd.subarray(8))].map(([name, content]) => ({ name, content }));

/** What comes before the boxes of a picture format (ISO 14496-12 §12.1.3). */
const PICTURE_FIELDS = 78;

/** The boxes that a decoder goes by. Others have statistics and hints. */
const SETTINGS = ['avcC', 'hvcC', 'lhvC', 'av1C', 'vpcC', 'dvcC', 'dvvC', 'esds', 'glbl', 'pasp'];

/** What has to be the same in pictures that follow each other in one track. */
export function pictureFormatOf(stsd: Buffer) {
	const [{ name, content }] = formatsIn(stsd);
	const hasFields = content.length >= PICTURE_FIELDS;
	const boxes = hasFields ? [...boxesIn(content.subarray(PICTURE_FIELDS))] : [];
	const settings = boxes.filter(([kind]) => SETTINGS.includes(kind));
	return {
		codec: name.trim(),
		size: hasFields ? `${content.readUInt16BE(24)}×${content.readUInt16BE(26)}` : '',
		settings: settings.map(([kind, bytes]) => kind + bytes.toString('latin1')).join(),
	};
}

/** Sizes of the fields of a sound format, by version: ISO, and two of QuickTime. */
const SOUND_FIELDS = [28, 44, 64];

/** Fields of a sound format (ISO 14496-12 §12.2.3; QuickTime File Format, "Sound Sample Description"). */
export function soundFieldsOf({ content }: Format) {
	const version = content.length >= SOUND_FIELDS[0] ? content.readUInt16BE(8) : NaN;
	const fields = SOUND_FIELDS[version];
	if (fields === undefined || content.length < fields) return undefined;
	const isNew = version === 2;
	return {
		version,
		channels: isNew ? content.readUInt32BE(40) : content.readUInt16BE(16),
		bits: content.readUInt16BE(18),
		rate: isNew ? content.readDoubleBE(32) : content.readUInt32BE(24) / 0x10000,
		/** QuickTime's packets, of samples of all channels. */
		packetSamples: version === 1 ? content.readUInt32BE(28) : 0,
		packetBytes: version === 1 ? content.readUInt32BE(36) : 0,
		boxes: content.subarray(fields),
	};
}

/** Kinds that an MP4 file may have as well as QuickTime (registered with the MP4 Registration Authority). */
const IN_MP4 =
	/^(avc[13]|hvc1|hev1|dvh[1e]|av01|vp0[89]|mp4[av]|ac-[34]|ec-3|alac|fLaC|Opus|[if]pcm)$/;

/**
 * The formats of a track of a QuickTime file as an MP4 file has them, or `undefined` when an MP4 file cannot.
 *
 * @param stsd content of the box
 */
export function formatsInMp4(kind: 'pictures' | 'sound', stsd: Buffer): Buffer | undefined {
	const formats = formatsIn(stsd);
	if (!formats.every(({ name }) => IN_MP4.test(name))) return undefined;
	if (kind === 'pictures') return stsd;
	const [format] = formats;
	const sound = soundFieldsOf(format);
	if (sound === undefined) return undefined;
	if (sound.version === 0) return stsd;
	const esds = boxIn(sound.boxes, 'wave', 'esds') ?? boxIn(sound.boxes, 'esds');
	if (format.name !== 'mp4a' || esds === undefined || formats.length > 1) return undefined;
	const rate = sound.rate < 0x10000 ? Math.round(sound.rate * 0x10000) : 0;
	const fields = [u32(0, 1, 0, 0), u16(sound.channels, 16, 0, 0), u32(rate)];
	return Buffer.concat([u32(0, 1), box('mp4a', ...fields, box('esds', esds))]);
}
