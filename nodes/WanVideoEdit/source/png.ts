import { isWithinPixels } from '../checks/imageLimits';
import { MEGABYTE } from '../shared/files';
import type { FileBytes } from '../video/fileBytes';
import { linesOf, type Line, type Png } from './pngLines';

/** What a picture with that type of colour has per pixel. */
const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const PALETTE = 3;
const WITH_ALPHA = [4, 6];

/** Reads the first chunk, or gives `undefined` when it is none that a PNG file begins with. */
export function readPng(header: Buffer): Png | undefined {
	if (header.length < 33 || header.toString('latin1', 12, 16) !== 'IHDR') return undefined;
	const [bits, colour, , , interlace] = header.subarray(24, 29);
	const [width, height] = [header.readUInt32BE(16), header.readUInt32BE(20)];
	const channels = CHANNELS[colour];
	const isKnown = [1, 2, 4, 8, 16].includes(bits) && interlace <= 1 && width > 0 && height > 0;
	if (channels === undefined || !isKnown) return undefined;
	return { width, height, bits, colour, channels, isInterlaced: interlace === 1 };
}

/** So much of a picture is looked at: all of most, and the beginning of the others. */
const MOST_COMPRESSED_BYTES = 4 * MEGABYTE;
const MOST_PIXELS = 10_000_000;
const MOST_CHUNKS = 5_000;

/**
 * Whether a PNG file has a pixel that is transparent for certain. Many programs write an alpha channel, or a
 * list of transparent colours, in which everything is opaque: that says nothing.
 */
export async function isPngTransparent(png: Png, file: FileBytes): Promise<boolean> {
	if (!isWithinPixels(png.width, png.height)) return false;
	const { transparency, compressed } = await readChunks(file);
	const isTransparent = WITH_ALPHA.includes(png.colour)
		? byAlpha(png)
		: transparency && byList(png, transparency);
	if (!isTransparent) return false;
	const inflated = new Blob(compressed).stream().pipeThrough(new DecompressionStream('deflate'));
	let pixels = 0;
	try {
		for await (const { samples, columns } of linesOf(png, inflated)) {
			for (let pixel = 0; pixel < columns; pixel++) {
				if (isTransparent(samples, pixel * png.channels)) return true;
			}
			if ((pixels += columns) > MOST_PIXELS) return false;
		}
	} catch {
		// Of a picture that goes on, or is broken, what was seen counts.
	}
	return false;
}

/** Whether a pixel is transparent, by the samples of its line, and the number of its first one. */
type Test = (samples: Line['samples'], first: number) => boolean;

function byAlpha({ bits, channels }: Png): Test {
	const opaque = 2 ** bits - 1;
	return (samples, first) => samples(first + channels - 1) < opaque;
}

/** A palette has an alpha for each of its colours; other pictures name one colour that is transparent. */
function byList({ colour, channels }: Png, list: Buffer): Test | undefined {
	if (colour === PALETTE) return (samples, first) => (list[samples(first)] ?? 255) < 255;
	if (list.length < 2 * channels) return undefined;
	const named = Array.from({ length: channels }, (_, channel) => list.readUInt16BE(2 * channel));
	return (samples, first) => named.every((value, channel) => samples(first + channel) === value);
}

/** Reads the list of what is transparent, and the compressed pixels, up to a limit. */
async function readChunks(file: FileBytes) {
	let transparency: Buffer | undefined;
	const compressed: Buffer[] = [];
	let room = MOST_COMPRESSED_BYTES;
	for (let at = 33, chunks = 0; chunks < MOST_CHUNKS && room > 0; chunks++) {
		const head = await file.read(at, 8);
		if (head === undefined || head.length < 8) break;
		const [length, name] = [head.readUInt32BE(0), head.toString('latin1', 4)];
		if (name === 'tRNS') transparency = await copyOf(file, at + 8, Math.min(length, 256));
		if (name === 'IDAT') {
			const piece = await copyOf(file, at + 8, Math.min(length, room));
			compressed.push(piece);
			room -= piece.length;
		}
		if (name === 'IEND') break;
		at += 12 + length;
	}
	return { transparency, compressed };
}

const copyOf = async (file: FileBytes, at: number, bytes: number) =>
	Buffer.from((await file.read(at, bytes)) ?? []);
