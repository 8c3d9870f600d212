import { mix, shade, type Canvas, type Color, type Point } from './canvas.mts';
import { randomFrom } from './noise.mts';

/** What moves in front of the street, in seconds from the beginning. */

const BODY: [Color, Color] = [
	[226, 74, 58],
	[150, 34, 36],
];

/** A small red car that drives from left to right. */
export function drawCar(canvas: Canvas, timeS: number, isWinter: boolean): void {
	const x = -150 + timeS * 128;
	const y = 322 + Math.sin(timeS * 9) * 0.7;
	const at = (points: Point[]): Point[] => points.map(([dx, dy]) => [x + dx, y + dy]);
	canvas.oval(x + 68, 334, 76, 7, [20, 22, 30], 0.38);
	const body: Point[] = [
		[4, 4],
		[2, -16],
		[8, -24],
		[30, -28],
		[44, -46],
		[54, -50],
		[88, -50],
		[98, -46],
		[112, -28],
		[130, -22],
		[137, -14],
		[137, 2],
		[132, 6],
		[8, 6],
	];
	canvas.fill(at(body), shade(y - 50, BODY[0], y + 6, BODY[1]));
	canvas.fill(
		at([
			[8, -23],
			[30, -27],
			[112, -27],
			[128, -21],
			[60, -22],
		]),
		[255, 168, 146],
		0.55,
	);
	const glass = shade(y - 46, [196, 224, 238], y - 28, [74, 106, 132]);
	canvas.fill(
		at([
			[38, -28],
			[49, -44],
			[69, -45],
			[69, -28],
		]),
		glass,
	);
	canvas.fill(
		at([
			[73, -28],
			[73, -45],
			[87, -45],
			[95, -42],
			[105, -28],
		]),
		glass,
	);
	canvas.oval(x + 84, y - 32, 5, 6, [52, 44, 48]);
	canvas.stroke([x + 71, y - 26], [x + 71, y + 2], 0.9, [112, 26, 30]);
	canvas.rect(x + 60, y - 20, 7, 1.8, [250, 220, 210]);
	canvas.fill(
		at([
			[128, -19],
			[135, -14],
			[136, -9],
			[127, -12],
		]),
		[255, 246, 206],
	);
	canvas.fill(
		at([
			[2, -15],
			[7, -18],
			[8, -10],
			[2, -9],
		]),
		[255, 112, 84],
	);
	canvas.fill(
		at([
			[1, -3],
			[137, -3],
			[137, 3],
			[132, 7],
			[6, 7],
		]),
		[54, 42, 48],
	);
	if (isWinter) {
		canvas.fill(
			at([
				[47, -46],
				[54, -54],
				[70, -56],
				[88, -54],
				[97, -46],
				[88, -49],
				[54, -49],
			]),
			[247, 250, 255],
		);
		canvas.fill(
			at([
				[110, -28],
				[118, -30],
				[130, -23],
				[126, -21],
			]),
			[247, 250, 255],
		);
	}
	for (const wheel of [30, 110]) drawWheel(canvas, x + wheel, 326, x / 11);
}

function drawWheel(canvas: Canvas, x: number, y: number, angle: number): void {
	canvas.oval(x, y, 12.5, 12.5, [30, 30, 34]);
	canvas.oval(x, y, 7.2, 7.2, [196, 200, 206]);
	for (let i = 0; i < 5; i++) {
		const spoke = angle + (i * 2 * Math.PI) / 5;
		canvas.stroke([x, y], [x + Math.cos(spoke) * 6, y + Math.sin(spoke) * 6], 2.2, [110, 116, 126]);
	}
	canvas.oval(x, y, 2.2, 2.2, [60, 62, 68]);
}

/** Somebody who walks along the pavement from right to left, with a red scarf. */
export function drawWalker(canvas: Canvas, timeS: number): void {
	const x = 520 - timeS * 30;
	const step = Math.sin(timeS * 6.5);
	const y = 268 - Math.abs(Math.cos(timeS * 6.5)) * 1.4;
	canvas.oval(x, 269, 11, 2.4, [20, 24, 34], 0.3);
	const limb = (from: Point, swing: number, length: number, width: number, color: Color) => {
		const end: Point = [from[0] + swing * length * 0.42, from[1] + length];
		canvas.stroke(from, end, width, color);
		return end;
	};
	limb([x, y - 32], step, 14, 3.4, [38, 62, 96]);
	for (const side of [-1, 1]) {
		const [footX, footY] = limb(
			[x, y - 19],
			step * side,
			18,
			4.4,
			mix([44, 48, 64], [64, 70, 90], side),
		);
		canvas.oval(footX - 1.6, footY, 3.6, 1.9, [50, 36, 32]);
	}
	canvas.fill(
		[
			[x - 5.5, y - 34],
			[x + 5.5, y - 34],
			[x + 6.6, y - 15],
			[x - 6.6, y - 15],
		],
		shade(y - 34, [64, 106, 154], y - 15, [40, 70, 112]),
	);
	limb([x, y - 32], -step, 14, 3.6, [78, 122, 170]);
	canvas.oval(x - 0.5, y - 40.5, 5, 5.6, [236, 190, 160]);
	canvas.fill(
		[
			[x - 5, y - 42],
			[x - 3, y - 47],
			[x + 3, y - 47],
			[x + 5.4, y - 42],
			[x + 5.4, y - 38],
			[x + 2, y - 42],
		],
		[84, 54, 40],
	);
	canvas.rect(x - 4.6, y - 36, 9.2, 3.4, [206, 62, 58]);
	canvas.fill(
		[
			[x + 2, y - 34],
			[x + 9 + step, y - 30],
			[x + 8 + step, y - 26.5],
			[x + 1, y - 32],
		],
		[206, 62, 58],
	);
}

/** Flakes: those nearby are larger and faster. */
const random = randomFrom(77);
const FLAKES = Array.from({ length: 160 }, () => {
	const near = random() ** 1.6;
	return { x: random() * 700, y: random() * 380, near, phase: random() * 6.3 };
}).sort((one, other) => one.near - other.near);

export function drawSnowfall(canvas: Canvas, timeS: number): void {
	for (const { x, y, near, phase } of FLAKES) {
		const atX =
			(x - timeS * (8 + near * 22) + Math.sin(timeS * 1.4 + phase) * (3 + near * 6) + 1400) % 700;
		const atY = (y + timeS * (34 + near * 62)) % 380;
		const radius = 0.8 + near * 2;
		canvas.oval(atX - 30, atY - 10, radius, radius, [255, 255, 255], 0.62 + near * 0.3);
	}
}
