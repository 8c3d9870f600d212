import { describe, expect, test } from '@jest/globals';

import { imageProblem, problemOfBeginning } from '../../../nodes/WanVideoEdit/source/imageProblem';
import { makePng, type PngWish } from '../../support/png.mts';

const PIXELS = 'Wan 2.7 VideoEdit takes 240–8000 pixels in width and height';
const TRANSPARENT =
	'The reference image is transparent in places; Wan 2.7 VideoEdit takes images without transparency';

/** As n8n's store gives it, in pieces. */
async function problem(image: Buffer, pieceBytes = 1_000): Promise<string | undefined> {
	let at = 0;
	return await imageProblem(async () => {
		if (at >= image.length) return await Promise.resolve(undefined);
		return await Promise.resolve(image.subarray(at, (at += pieceBytes)));
	});
}

function jpeg(width: number, height: number, before: Buffer[] = []): Buffer {
	const frame = Buffer.from('ffc000110800000000030122000211010311', 'hex');
	frame.writeUInt16BE(height, 5);
	frame.writeUInt16BE(width, 7);
	return Buffer.concat([Buffer.from('ffd8', 'hex'), ...before, frame, Buffer.alloc(100)]);
}

/** A segment of a JPEG file that is no picture, e.g. of a camera. */
function segment(marker: number, bytes: number): Buffer {
	const head = Buffer.from([0xff, marker, 0, 0]);
	head.writeUInt16BE(bytes + 2, 2);
	return Buffer.concat([head, Buffer.alloc(bytes, 'Exif\0\xff\xc0', 'latin1')]);
}

function webp(chunk: string, content: Buffer): Buffer {
	const head = Buffer.from(`RIFF\0\0\0\0WEBP${chunk}\0\0\0\0`, 'latin1');
	return Buffer.concat([head, content, Buffer.alloc(20)]);
}

function vp8x(width: number, height: number, flags = 0): Buffer {
	const content = Buffer.alloc(10);
	content[0] = flags;
	content.writeUIntLE(width - 1, 4, 3);
	content.writeUIntLE(height - 1, 7, 3);
	return webp('VP8X', content);
}

function vp8l(width: number, height: number, alpha: 0 | 1): Buffer {
	const content = Buffer.alloc(5);
	content[0] = 0x2f;
	content.writeUInt32LE((alpha << 28) | ((height - 1) << 14) | (width - 1), 1);
	return webp('VP8L', content);
}

function vp8(width: number, height: number): Buffer {
	const content = Buffer.from('0000009d012a00000000', 'hex');
	content.writeUInt16LE(width, 6);
	content.writeUInt16LE(height, 8);
	return webp('VP8 ', content);
}

function bmp(width: number, height: number): Buffer {
	const header = Buffer.alloc(54);
	header.write('BM');
	header.writeUInt32LE(40, 14);
	header.writeInt32LE(width, 18);
	header.writeInt32LE(height, 22);
	return header;
}

/** Its sides stand in its first chunk. */
function png(width: number, height: number): Buffer {
	const image = makePng({ width: 1, height: 1 });
	image.writeUInt32BE(width, 16);
	image.writeUInt32BE(height, 20);
	return image;
}

describe.each<[string, (width: number, height: number) => Buffer]>([
	['PNG', png],
	['JPEG', jpeg],
	['WebP', vp8],
	['WebP without loss', (width, height) => vp8l(width, height, 0)],
	['WebP with more in it', vp8x],
	['BMP', bmp],
	['BMP from top to bottom', (width, height) => bmp(width, -height)],
])('a %s image', (_kind, made) => {
	test.each([
		[240, 240],
		[8000, 1000],
		[1000, 8000],
		[1920, 240],
	])('of %i×%i is taken', async (width, height) => {
		expect(await problem(made(width, height))).toBeUndefined();
	});

	test.each([
		[239, 500],
		[500, 239],
		[100, 100],
		[8001, 4000],
		[4000, 8001],
	])('of %i×%i is refused', async (width, height) => {
		expect(await problem(made(width, height))).toBe(
			`The reference image has ${width}×${height} pixels; ${PIXELS}`,
		);
	});

	test('is refused that is too narrow', async () => {
		expect(await problem(made(240, 1921))).toBe(
			'The reference image has an aspect ratio of 1:8.01 (240×1921 pixels); Wan 2.7 VideoEdit takes 1:8–8:1',
		);
	});
});

describe('a JPEG image', () => {
	test('is found behind all that cameras and editors write before it', async () => {
		const before = [
			segment(0xe1, 60_000),
			Buffer.from('ffffff', 'hex').subarray(0, 2),
			...Array.from({ length: 20 }, () => segment(0xe2, 65_000)),
			segment(0xc4, 400),
			segment(0xdb, 130),
		];
		expect(await problem(jpeg(100, 300, before))).toContain('100×300');
		expect(await problem(jpeg(300, 300, before))).toBeUndefined();
	});
});

describe('transparency', () => {
	const side = { width: 240, height: 240 };
	/** All opaque but one pixel. */
	const oneHole =
		(solid: number[], hole: number[]) =>
		(x: number, y: number): number[] =>
			x === 201 && y === 239 ? hole : solid;
	const noise = (x: number, y: number) => [(x * 7) % 256, (y * 13) % 256, (x * y) % 256, 255];

	test.each<[string, PngWish]>([
		['alpha', { ...side, pixel: oneHole([1, 2, 3, 255], [1, 2, 3, 254]) }],
		['alpha of 0', { ...side, pixel: oneHole([1, 2, 3, 255], [1, 2, 3, 0]) }],
		['grey with alpha', { ...side, colour: 4, pixel: oneHole([9, 255], [9, 7]) }],
		['16 bits', { ...side, bits: 16, pixel: oneHole([1, 2, 3, 65535], [1, 2, 3, 65534]) }],
		['a palette', { ...side, colour: 3, tRNS: Buffer.from([255, 0]), pixel: oneHole([0], [1]) }],
		[
			'a palette of 4 colours',
			{
				...side,
				colour: 3,
				bits: 2,
				tRNS: Buffer.from([255, 255, 255, 9]),
				pixel: oneHole([2], [3]),
			},
		],
		[
			'a grey that counts as none',
			{ ...side, colour: 0, tRNS: Buffer.from([0, 7]), pixel: oneHole([8], [7]) },
		],
		[
			'a grey of one bit',
			{ ...side, colour: 0, bits: 1, tRNS: Buffer.from([0, 1]), pixel: oneHole([0], [1]) },
		],
		[
			'a colour that counts as none',
			{
				...side,
				colour: 2,
				tRNS: Buffer.from([0, 1, 0, 2, 0, 3]),
				pixel: oneHole([1, 2, 4], [1, 2, 3]),
			},
		],
		[
			'an interlaced picture',
			{ ...side, isInterlaced: true, pixel: oneHole([0, 0, 0, 255], [0, 0, 0, 9]) },
		],
	])('of a PNG image by %s is found', async (_what, wish) => {
		expect(await problem(makePng({ ...wish, filter: (row) => row % 5 }))).toBe(TRANSPARENT);
	});

	test.each<[string, PngWish]>([
		['an alpha channel', { ...side, pixel: noise }],
		['an alpha channel of 16 bits', { ...side, bits: 16 }],
		['a grey one', { ...side, colour: 4, pixel: (x) => [x, 255] }],
		['an interlaced one', { ...side, isInterlaced: true, pixel: noise }],
		['a palette', { ...side, colour: 3, tRNS: Buffer.from([255, 255]), pixel: (x) => [x % 5] }],
		['an unused colour', { ...side, colour: 3, tRNS: Buffer.from([0]), pixel: () => [1] }],
		['a colour that does not occur', { ...side, colour: 2, tRNS: Buffer.from([0, 1, 0, 2, 0, 3]) }],
		['a broken list', { ...side, colour: 2, tRNS: Buffer.from([0]) }],
	])('that a PNG image only could have is none: %s', async (_what, wish) => {
		expect(await problem(makePng({ ...wish, filter: (row) => row % 5 }))).toBeUndefined();
	});

	test('of a WebP image is found', async () => {
		expect(await problem(vp8x(300, 300, 0x10))).toBe(TRANSPARENT);
		expect(await problem(vp8l(300, 300, 1))).toBe(TRANSPARENT);
	});

	test('of an animated WebP image is not certain', async () => {
		expect(await problem(vp8x(300, 300, 0x12))).toBeUndefined();
	});

	test('is found in the beginning of a longer one', async () => {
		const holes = (x: number, y: number) => [...noise(x, y).slice(0, 3), y < 100 ? 9 : 255];
		const image = makePng({ ...side, pixel: holes });
		expect(await problemOfBeginning(image.subarray(0, image.length / 2))).toBe(TRANSPARENT);
		const opaque = makePng({ ...side, pixel: noise });
		for (let bytes = 0; bytes < opaque.length; bytes += opaque.length / 50) {
			expect(await problemOfBeginning(opaque.subarray(0, bytes))).toBeUndefined();
		}
	});
});

describe('what cannot be read goes ahead', () => {
	const whole = makePng({ width: 300, height: 300, pixel: (x, y) => [x % 256, y % 256, 9, 255] });
	const changed = (at: number, ...bytes: number[]) => {
		const copy = Buffer.from(whole);
		copy.set(bytes, at);
		return copy;
	};
	test.each<[string, Buffer]>([
		['nothing', Buffer.alloc(0)],
		['text', Buffer.from('not an image')],
		['a GIF image, which is refused as such', Buffer.from('GIF89a\x01\0\x01\0\0\0\0', 'latin1')],
		['the signature of PNG alone', whole.subarray(0, 8)],
		['an unknown type of colour', changed(25, 5)],
		['an unknown depth', changed(24, 7)],
		['no sides', changed(16, 0, 0, 0, 0)],
		['a chunk without end', changed(33, 0xff, 0xff, 0xff, 0xff)],
		['pixels that are none', changed(45, 1, 2, 3, 4, 5, 6, 7, 8, 9)],
		['a JPEG image without a picture', jpeg(300, 300).subarray(0, 4)],
		['a JPEG image that is broken', Buffer.concat([jpeg(9, 9).subarray(0, 3), Buffer.alloc(50)])],
		[
			'a JPEG image that fills for ever',
			Buffer.concat([jpeg(9, 9).subarray(0, 2), Buffer.alloc(9000, 255)]),
		],
		['a WebP image that is cut', vp8(9, 9).subarray(0, 25)],
		['a BMP image that is cut', bmp(9, 9).subarray(0, 20)],
	])('%s', async (_what, image) => {
		expect(await problem(image)).toBeUndefined();
	});

	test('few bytes that become many are looked at within limits', async () => {
		const side = 8000;
		const line = Buffer.alloc(1 + 4 * side, 255);
		line[0] = 0;
		const { deflateSync } = await import('node:zlib');
		const pixels = deflateSync(Buffer.alloc(line.length * 3000, line));
		const head = png(side, side).subarray(0, 33);
		const chunk = Buffer.alloc(8);
		chunk.writeUInt32BE(pixels.length);
		chunk.write('IDAT', 4);
		expect(await problem(Buffer.concat([head, chunk, pixels]), 65_536)).toBeUndefined();
	});
});
