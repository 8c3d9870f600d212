import { mix, shade, type Canvas, type Color, type Point } from './canvas.mts';
import { randomFrom, rough } from './noise.mts';

/** What is behind the street: hills under a summer sky, or snowy mountains. */

/** A range from side to side, by the height of its edge at each place. */
const range = (edge: (x: number) => number): Point[] => [
	[0, 260],
	...Array.from({ length: 321 }, (_, i): Point => [i * 2, edge(i * 2)]),
	[640, 260],
];

export function drawSummer(canvas: Canvas): void {
	canvas.rect(0, 0, 640, 260, shade(0, [74, 148, 214], 200, [214, 236, 246]));
	const glow = (radius: number, strength: number) =>
		canvas.oval(520, 58, radius, radius, (x, y) => [
			...([255, 240, 196] as const),
			strength * Math.max(0, 1 - Math.hypot(x - 520, y - 58) / radius) ** 2,
		]);
	glow(150, 0.85);
	canvas.oval(520, 58, 21, 21, [255, 246, 214]);
	for (const [x, y, size] of [
		[120, 58, 1.2],
		[300, 38, 0.8],
		[392, 84, 0.9],
		[590, 104, 0.7],
	])
		drawCloud(canvas, x, y, size);
	const far: Color = [136, 176, 178];
	canvas.fill(
		range((x) => 152 - 34 * rough(x / 150, 3, 3)),
		shade(110, far, 200, [170, 204, 186]),
	);
	canvas.fill(
		range((x) => 182 - 44 * rough(x / 190 + 7, 9, 4)),
		(x, y) => mix([96, 150, 92], [140, 184, 104], rough(x / 26, y / 12) * 1.4 - 0.3),
	);
	canvas.fill(
		range((x) => 212 - 36 * rough(x / 120 + 2, 21, 5)),
		(x, y) => mix([62, 118, 60], [110, 160, 74], rough(x / 11, y / 6) * 1.6 - 0.4),
	);
}

function drawCloud(canvas: Canvas, x: number, y: number, size: number): void {
	const random = randomFrom(Math.round(x));
	for (let i = 0; i < 26; i++) {
		const [dx, lift] = [(random() - 0.5) * 96 * size, random()];
		const radius = (7 + random() * 12) * size * (1 - Math.abs(dx) / (80 * size));
		const dy = -lift * radius * 0.9;
		const [wide, white] = [radius * 1.5, mix([228, 237, 246], [255, 255, 255], lift)];
		const soft = (atX: number, atY: number) =>
			0.9 * Math.max(0, 1 - Math.hypot((atX - x - dx) / wide, (atY - y - dy) / radius)) ** 0.7;
		canvas.oval(x + dx, y + dy, wide, radius, (atX, atY) => [...white, soft(atX, atY)]);
	}
}

/** [place, height of the peak, half of its width] */
const PEAKS: Array<readonly [number, number, number]> = [
	[60, 78, 150],
	[212, 38, 170],
	[330, 70, 130],
	[452, 24, 190],
	[612, 66, 140],
];

export function drawWinter(canvas: Canvas): void {
	canvas.rect(0, 0, 640, 260, shade(0, [112, 150, 194], 190, [234, 232, 236]));
	const far = (x: number) => 150 - 62 * rough(x / 90, 40, 5);
	canvas.fill(range(far), shade(80, [196, 210, 230], 190, [222, 228, 238]));
	canvas.fill(range(ridge), mountainside);
	const forest = (x: number) =>
		224 - 30 * rough(x / 120 + 2, 21, 3) - 12 * Math.abs(Math.sin(x * 0.9 + rough(x / 9) * 6));
	canvas.fill(range(forest), (x, y) =>
		mix([84, 106, 118], [206, 218, 228], rough(x / 5, y / 5) * 2 - 0.65),
	);
	canvas.rect(0, 170, 640, 70, (_x, y) => [226, 233, 242, 0.42 * (1 - Math.abs(y - 205) / 35)]);
}

/** The edge of the mountains: the highest peak at each place. */
function ridge(x: number): number {
	const heights = PEAKS.map(([at, top, half]) => top + ((230 - top) * Math.abs(x - at)) / half);
	return Math.min(210, ...heights) + (rough(x / 24, 5, 5) - 0.5) * 26;
}

/** Snow in the light and in the shadow, and rock where it is steep. */
function mountainside(x: number, y: number): Color {
	// The valleys between them are no straight lines.
	const valley = x + (rough(x / 30, y / 22, 4) - 0.5) * 70;
	const [, half, at] = PEAKS.map(([place, top, wide]) => [
		top + ((230 - top) * Math.abs(valley - place)) / wide,
		wide,
		place,
	]).sort(([one], [other]) => one - other)[0];
	const bend = (rough(x / 40, y / 30, 4) - 0.5) * half * 0.5;
	const side = (at + bend - x) / 20;
	const grain = rough(x / 9 + y / 14, y / 12, 5) - rough((x + 5) / 9 + y / 14, (y + 2) / 12, 5);
	const light = Math.min(1, Math.max(0, 0.5 + side * 0.4)) * 0.75 + 0.25 + grain * 1.5;
	const snow = mix([150, 174, 212], [250, 252, 255], light);
	const rock = mix([88, 98, 120], [140, 144, 156], light);
	const steep = rough(x / 13 - y / 22, y / 17 + 9, 5) * 1.1 + (y - 90) / 420 - 0.62;
	return mix(mix(snow, rock, steep * 9), [222, 230, 242], Math.max(0, (y - 110) / 240));
}
