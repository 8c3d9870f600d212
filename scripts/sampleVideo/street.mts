import { mix, shade, type Canvas, type Color, type Point } from './canvas.mts';
import { randomFrom } from './noise.mts';

/** The street, which is the same in summer and in winter but for the snow on it. */

const GROUND = 252;
const SNOW: Color = [246, 250, 255];
const GLASS: [Color, Color] = [
	[120, 168, 200],
	[58, 88, 118],
];
const LAMPLIGHT: [Color, Color] = [
	[255, 226, 150],
	[240, 176, 84],
];

interface House {
	x: number;
	width: number;
	top: number;
	peak: number;
	wall: Color;
	roof: Color;
	windows: number;
	door: number;
}

const HOUSES: House[] = [
	{
		x: 18,
		width: 92,
		top: 176,
		peak: 128,
		wall: [238, 214, 176],
		roof: [166, 78, 58],
		windows: 3,
		door: 0.5,
	},
	{
		x: 116,
		width: 84,
		top: 160,
		peak: 116,
		wall: [206, 222, 226],
		roof: [96, 92, 106],
		windows: 2,
		door: 0.24,
	},
	{
		x: 428,
		width: 88,
		top: 166,
		peak: 120,
		wall: [236, 190, 158],
		roof: [140, 70, 62],
		windows: 3,
		door: 0.76,
	},
	{
		x: 524,
		width: 100,
		top: 178,
		peak: 132,
		wall: [232, 232, 214],
		roof: [88, 104, 124],
		windows: 3,
		door: 0.3,
	},
];

/** All that stands still. */
export function drawStreet(canvas: Canvas, isWinter: boolean): void {
	drawLawn(canvas, isWinter);
	for (const house of HOUSES) drawHouse(canvas, house, isWinter);
	for (const [x, height, seed] of [
		[232, 74, 5],
		[292, 52, 9],
		[352, 60, 13],
		[408, 84, 21],
	])
		drawTree(canvas, x, height, seed, isWinter);
	drawRoad(canvas, isWinter);
	for (const x of [113, 322, 520]) drawLamp(canvas, x, isWinter);
}

function drawLawn(canvas: Canvas, isWinter: boolean): void {
	const [above, below]: Color[] = isWinter
		? [[226, 234, 244], SNOW]
		: [
				[126, 170, 84],
				[92, 142, 66],
			];
	canvas.rect(0, 222, 640, 40, shade(222, above, 258, below));
	const [dark, light]: Color[] = isWinter
		? [[150, 164, 170], SNOW]
		: [
				[50, 104, 52],
				[84, 142, 66],
			];
	const random = randomFrom(3);
	for (let x = 200; x < 440; x += 5) {
		const size = 8 + random() * 4;
		canvas.oval(x, 246 - random() * 6, size, size * 0.8, mix(dark, light, random()));
	}
}

function drawHouse(canvas: Canvas, house: House, isWinter: boolean): void {
	const { x, width, top, peak, wall, roof } = house;
	const right = x + width;
	const middle = x + width / 2;
	canvas.rect(
		middle + width * 0.2,
		peak + 4,
		10,
		34,
		shade(peak, [150, 92, 76], top, [110, 66, 56]),
	);
	if (isWinter) canvas.rect(middle + width * 0.2 - 1, peak + 1, 12, 5, SNOW);
	const darker = mix(wall, [70, 70, 90], 0.24);
	const light = mix(wall, [255, 255, 255], 0.16);
	const gable: Point[] = [
		[x, GROUND],
		[x, top],
		[middle, peak + 4],
		[right, top],
		[right, GROUND],
	];
	canvas.fill(gable, (at) => mix(light, darker, (at - x) / width));
	canvas.rect(x, GROUND - 8, width, 8, mix(darker, [80, 76, 80], 0.45));
	const eaves = (dx: number, dy: number, thick: number): Point[] => [
		[x - 7 - dx, top + 5 + dy],
		[middle, peak - 4 + dy],
		[right + 7 + dx, top + 5 + dy],
		[right + 7 + dx, top + 5 + thick + dy],
		[middle, peak + thick - 2 + dy],
		[x - 7 - dx, top + 5 + thick + dy],
	];
	canvas.fill(eaves(-2, 4, 9), [40, 34, 44], 0.22);
	canvas.fill(eaves(0, 0, 8), (at) => mix(roof, mix(roof, [20, 20, 40], 0.4), (at - x) / width));
	if (isWinter) canvas.fill(eaves(1, -5, 7), (at) => mix(SNOW, [206, 220, 238], (at - x) / width));
	drawOpenings(canvas, house, isWinter);
}

function drawOpenings(canvas: Canvas, house: House, isWinter: boolean): void {
	const { x, width, top, windows, door } = house;
	const gap = width / windows;
	for (let i = 0; i < windows; i++) {
		const at = x + gap * (i + 0.5) - 8;
		drawWindow(canvas, at, top + 14, isWinter && i !== 1);
		if (Math.abs((i + 0.5) / windows - door) > 0.12) drawWindow(canvas, at, top + 46, isWinter);
	}
	const left = x + width * door - 8;
	canvas.rect(left - 2, GROUND - 34, 20, 34, [244, 240, 232]);
	canvas.rect(left, GROUND - 32, 16, 32, shade(GROUND - 32, [86, 62, 54], GROUND, [56, 40, 38]));
	canvas.oval(left + 12.5, GROUND - 15, 1.2, 1.2, [228, 200, 120]);
	canvas.rect(left - 4, GROUND - 3, 24, 4, isWinter ? SNOW : [176, 170, 164]);
}

function drawWindow(canvas: Canvas, x: number, y: number, isLit: boolean): void {
	const [above, below] = isLit ? LAMPLIGHT : GLASS;
	canvas.rect(x - 2, y - 2, 20, 23, [247, 244, 238]);
	canvas.rect(x, y, 16, 19, shade(y, above, y + 19, below));
	if (!isLit)
		canvas.fill(
			[
				[x + 2, y + 19],
				[x + 9, y],
				[x + 13, y],
				[x + 6, y + 19],
			],
			[255, 255, 255],
			0.22,
		);
	canvas.rect(x + 7.3, y, 1.4, 19, [247, 244, 238]);
	canvas.rect(x, y + 8.5, 16, 1.4, [247, 244, 238]);
	canvas.rect(x - 3, y + 20, 22, 2.4, isLit ? SNOW : [206, 200, 192]);
}

function drawTree(
	canvas: Canvas,
	x: number,
	height: number,
	seed: number,
	isWinter: boolean,
): void {
	const random = randomFrom(seed);
	const [dark, light]: Color[] = isWinter
		? [
				[74, 96, 98],
				[128, 146, 142],
			]
		: [
				[40, 92, 44],
				[138, 188, 78],
			];
	canvas.oval(x + 8, GROUND, height * 0.36, 4, [20, 30, 40], 0.2);
	const bottom = GROUND - height * 0.3;
	canvas.fill(
		[
			[x - 4, GROUND],
			[x - 2, bottom - 12],
			[x + 2, bottom - 12],
			[x + 4, GROUND],
		],
		[92, 68, 52],
	);
	const leaves = Array.from({ length: 90 }, () => {
		const [angle, distance] = [random() * 2 * Math.PI, Math.sqrt(random())];
		const [dx, dy] = [Math.cos(angle) * distance, Math.sin(angle) * distance];
		return { dx, dy, size: height * (0.06 + random() * 0.06), light: 0.5 - dx * 0.25 - dy * 0.5 };
	}).sort((one, other) => one.light - other.light);
	const middle = bottom - height * 0.36;
	for (const leaf of leaves) {
		const [atX, atY] = [x + leaf.dx * height * 0.34, middle + leaf.dy * height * 0.42];
		const hasSnow = isWinter && leaf.light > 0.52;
		const color = mix(dark, light, leaf.light + random() * 0.2 - 0.1);
		canvas.oval(atX, atY, leaf.size, leaf.size * 0.9, hasSnow ? mix(color, SNOW, 0.9) : color);
	}
}

function drawRoad(canvas: Canvas, isWinter: boolean): void {
	const [walk, edge]: Color[] = isWinter
		? [
				[232, 238, 246],
				[214, 224, 236],
			]
		: [
				[206, 200, 190],
				[176, 170, 162],
			];
	const [far, near]: Color[] = isWinter
		? [
				[150, 158, 170],
				[118, 126, 140],
			]
		: [
				[104, 106, 112],
				[74, 76, 84],
			];
	canvas.rect(0, GROUND, 640, 24, shade(GROUND, walk, 276, edge));
	for (let x = -20; x < 660; x += 38)
		canvas.fill(
			[
				[x, 276],
				[x + 8, GROUND],
				[x + 8.8, GROUND],
				[x + 0.9, 276],
			],
			[120, 116, 116],
			0.35,
		);
	canvas.rect(0, 275, 640, 5, isWinter ? SNOW : [148, 144, 140]);
	canvas.rect(0, 280, 640, 80, shade(280, far, 360, near));
	if (isWinter) {
		for (const [y, thick] of [
			[281, 5],
			[312, 9],
			[346, 14],
		])
			canvas.rect(0, y, 640, thick, (_x, row) => [
				...SNOW,
				0.75 - Math.abs((row - y) / thick - 0.5),
			]);
	} else {
		for (let x = -30; x < 660; x += 78)
			canvas.fill(
				[
					[x, 321],
					[x + 5, 316],
					[x + 45, 316],
					[x + 40, 321],
				],
				[236, 232, 216],
				0.9,
			);
	}
}

function drawLamp(canvas: Canvas, x: number, isWinter: boolean): void {
	canvas.rect(x - 1.3, 176, 2.6, 92, [58, 62, 70]);
	canvas.rect(x - 3, 262, 6, 7, [48, 52, 60]);
	if (isWinter)
		canvas.oval(x, 171, 22, 22, (at, y) => [
			255,
			220,
			140,
			0.5 * (1 - Math.hypot(at + 0.5 - x, y + 0.5 - 171) / 22),
		]);
	canvas.fill(
		[
			[x - 5, 165],
			[x + 5, 165],
			[x + 3.4, 177],
			[x - 3.4, 177],
		],
		isWinter ? [255, 230, 160] : [226, 232, 234],
	);
	canvas.fill(
		[
			[x - 6.5, 166],
			[x, 159],
			[x + 6.5, 166],
		],
		isWinter ? SNOW : [58, 62, 70],
	);
}
