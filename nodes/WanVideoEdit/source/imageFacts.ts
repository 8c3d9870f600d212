import type { ImageFacts } from '../checks/imageLimits';
import { BEGINNING_BYTES, BMP, fileKind, JPEG, PNG, WEBP } from '../shared/files';
import type { FileBytes } from '../video/fileBytes';
import { isPngTransparent, readPng } from './png';

type Read = (header: Buffer, file: FileBytes) => Promise<ImageFacts | undefined>;

const READERS: Record<string, Read> = {
	[PNG]: async (header, file) => {
		const png = readPng(header);
		return png && { ...png, isTransparent: await isPngTransparent(png, file) };
	},
	[JPEG]: async (_header, file) => await readJpeg(file),
	[WEBP]: async (header) => await Promise.resolve(readWebp(header)),
	[BMP]: async (header) => await Promise.resolve(readBmp(header)),
};

/**
 * Reads what an image is from its beginning.
 *
 * @returns `undefined` for what cannot be read, which may well be in order
 * @throws whatever `file` throws
 */
export async function readImage(file: FileBytes): Promise<ImageFacts | undefined> {
	const header = await file.read(0, BEGINNING_BYTES);
	if (header === undefined) return undefined;
	return await READERS[fileKind(header.toString('latin1')) ?? '']?.(header, file);
}

/** Markers with the size of the picture: all "start of frame", between which others lie. */
const isStartOfFrame = (marker: number) =>
	marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** More than any camera or editor writes before the picture. */
const MOST_SEGMENTS = 2_000;
const FILL = 0xff;

/** A JPEG file is a row of segments, each with a marker and its length. */
async function readJpeg(file: FileBytes): Promise<ImageFacts | undefined> {
	let at = 2;
	for (let segments = 0; segments < MOST_SEGMENTS; segments++) {
		const segment = await file.read(at, 9);
		if (segment === undefined || segment.length < 9 || segment[0] !== FILL) return undefined;
		if (segment[1] === FILL) {
			at += 1;
			continue;
		}
		if (isStartOfFrame(segment[1])) {
			const [height, width] = [segment.readUInt16BE(5), segment.readUInt16BE(7)];
			// Some files tell their height only at their end.
			return height > 0 ? { width, height, isTransparent: false } : undefined;
		}
		at += 2 + segment.readUInt16BE(2);
	}
	return undefined;
}

const ALPHA_IN_VP8X = 0x10;
const ANIMATION_IN_VP8X = 0x02;
const LOW_14_BITS = 0x3fff;
const ALPHA_IN_VP8L = 1 << 28;

/**
 * By its first chunk. Encoders set the flag for alpha only where something is transparent, but for
 * animations always.
 */
function readWebp(header: Buffer): ImageFacts | undefined {
	if (header.length < 30) return undefined;
	const chunk = header.toString('latin1', 12, 16);
	if (chunk === 'VP8X') {
		return {
			width: header.readUIntLE(24, 3) + 1,
			height: header.readUIntLE(27, 3) + 1,
			isTransparent: (header[20] & (ALPHA_IN_VP8X | ANIMATION_IN_VP8X)) === ALPHA_IN_VP8X,
		};
	}
	if (chunk === 'VP8L' && header[20] === 0x2f) {
		const bits = header.readUInt32LE(21);
		return {
			width: (bits & LOW_14_BITS) + 1,
			height: ((bits >>> 14) & LOW_14_BITS) + 1,
			isTransparent: (bits & ALPHA_IN_VP8L) !== 0,
		};
	}
	const isKeyFrame = chunk === 'VP8 ' && header.toString('latin1', 23, 26) === '\x9d\x01\x2a';
	return isKeyFrame
		? {
				width: header.readUInt16LE(26) & LOW_14_BITS,
				height: header.readUInt16LE(28) & LOW_14_BITS,
				isTransparent: false,
			}
		: undefined;
}

/** The oldest kind has a header of 12 bytes, with shorter numbers. A negative height: from top to bottom. */
function readBmp(header: Buffer): ImageFacts | undefined {
	if (header.length < 26) return undefined;
	const isOld = header.readUInt32LE(14) === 12;
	const width = isOld ? header.readUInt16LE(18) : header.readInt32LE(18);
	const height = isOld ? header.readUInt16LE(20) : Math.abs(header.readInt32LE(22));
	return width > 0 && height > 0 ? { width, height, isTransparent: false } : undefined;
}
