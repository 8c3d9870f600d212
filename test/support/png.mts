import { crc32, deflateSync } from 'node:zlib';

/** What a PNG file can be like. */
export interface PngWish {
	width: number;
	height: number;
	/** Type of colour: 0 grey, 2 colours, 3 palette, 4 grey with alpha, 6 colours with alpha. */
	colour?: number;
	bits?: number;
	/** The samples of a pixel; opaque black unless given. */
	pixel?: (x: number, y: number) => number[];
	/** What is transparent in a picture without an alpha channel. */
	tRNS?: Buffer;
	/** How lines are written, by their number; 0–4. */
	filter?: (row: number) => number;
	isInterlaced?: boolean;
	/** More chunks before the picture. */
	chunks?: Array<[name: string, content: Buffer]>;
}

const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Makes a PNG file (https://www.w3.org/TR/png-3/). */
export function makePng(wish: PngWish): Buffer {
	const { width, height, colour = 6, bits = 8, tRNS, isInterlaced = false, chunks = [] } = wish;
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header.set([bits, colour, 0, 0, isInterlaced ? 1 : 0], 8);
	const palette = Buffer.from(
		Array.from({ length: 3 * 2 ** Math.min(bits, 8) }, (_, n) => n % 256),
	);
	const pixels = deflateSync(Buffer.concat(linesOf({ ...wish, colour, bits, isInterlaced })));
	return Buffer.concat([
		Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
		chunk('IHDR', header),
		...chunks.map(([name, content]) => chunk(name, content)),
		...(colour === 3 ? [chunk('PLTE', palette)] : []),
		...(tRNS ? [chunk('tRNS', tRNS)] : []),
		chunk('IDAT', pixels.subarray(0, 20)),
		chunk('IDAT', pixels.subarray(20)),
		chunk('IEND', Buffer.alloc(0)),
	]);
}

function chunk(name: string, content: Buffer): Buffer {
	const length = Buffer.alloc(4);
	length.writeUInt32BE(content.length);
	const named = Buffer.concat([Buffer.from(name), content]);
	const check = Buffer.alloc(4);
	check.writeUInt32BE(crc32(named));
	return Buffer.concat([length, named, check]);
}

type Whole = PngWish & Required<Pick<PngWish, 'colour' | 'bits' | 'isInterlaced'>>;

/** Columns and rows from `from` on, `step` apart, of each of the pictures that an interlaced one is sent as. */
const ADAM7 = [
	[0, 8, 0, 8],
	[4, 8, 0, 8],
	[0, 4, 4, 8],
	[2, 4, 0, 4],
	[0, 2, 2, 4],
	[1, 2, 0, 2],
	[0, 1, 1, 2],
];

function linesOf(wish: Whole): Buffer[] {
	const { width, height, isInterlaced, filter = () => 0 } = wish;
	const lines: Buffer[] = [];
	for (const [x0, dx, y0, dy] of isInterlaced ? ADAM7 : [[0, 1, 0, 1]]) {
		const columns = range(x0, width, dx);
		let above: Buffer | undefined;
		for (const y of columns.length > 0 ? range(y0, height, dy) : []) {
			const line = packed(columns.map((x) => (wish.pixel ?? opaque(wish))(x, y)).flat(), wish.bits);
			const kind = filter(lines.length);
			const bytesOfPixel = Math.ceil((wish.bits * CHANNELS[wish.colour]) / 8);
			lines.push(Buffer.concat([Buffer.from([kind]), filtered(kind, line, above, bytesOfPixel)]));
			above = line;
		}
	}
	return lines;
}

const range = (from: number, to: number, step: number) =>
	Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, n) => from + n * step);

const opaque =
	({ colour, bits }: Whole) =>
	() => {
		const channels = CHANNELS[colour];
		const samples = Array<number>(channels).fill(0);
		if (colour >= 4) samples[channels - 1] = 2 ** bits - 1;
		return samples;
	};

function packed(samples: number[], bits: number): Buffer {
	if (bits === 8) return Buffer.from(samples);
	if (bits === 16) return Buffer.from(samples.flatMap((sample) => [sample >> 8, sample & 255]));
	const text = samples.map((sample) => sample.toString(2).padStart(bits, '0')).join('');
	const bytes = text.match(/.{1,8}/g) ?? [];
	return Buffer.from(bytes.map((byte) => parseInt(byte.padEnd(8, '0'), 2)));
}

function filtered(kind: number, line: Buffer, above: Buffer | undefined, step: number): Buffer {
	return Buffer.from(
		line.map((byte, at) => {
			const left = line[at - step] ?? 0;
			const up = above?.[at] ?? 0;
			const corner = at < step ? 0 : (above?.[at - step] ?? 0);
			if (kind === 4) return byte - paeth(left, up, corner);
			return byte - [0, left, up, (left + up) >> 1][kind];
		}),
	);
}

function paeth(left: number, up: number, corner: number): number {
	const distance = (one: number) => Math.abs(left + up - corner - one);
	const best = distance(up) < distance(left) ? up : left;
	return distance(corner) < distance(best) ? corner : best;
}
