/** A colour: red, green and blue from 0 to 255. */
export type Color = readonly [number, number, number];
/** The colour of a place, and how much of it covers what is there: 1 unless told. */
export type Paint = Color | ((x: number, y: number) => readonly [...Color, alpha?: number]);
export type Point = readonly [x: number, y: number];

/** So many lines of samples has a row of pixels; along the row, edges count exactly. */
const LINES = 4;

/** A picture on which polygons are drawn with smooth edges. */
export class Canvas {
	readonly pixels: Float32Array;

	constructor(
		readonly width: number,
		readonly height: number,
	) {
		this.pixels = new Float32Array(width * height * 3);
	}

	/** Takes over all pixels of another picture of this size. */
	copy(other: Canvas): void {
		this.pixels.set(other.pixels);
	}

	/** The picture as bytes: red, green, blue. */
	get rgb(): Buffer {
		return Buffer.from(Uint8ClampedArray.from(this.pixels));
	}

	fill(points: Point[], paint: Paint, alpha = 1): void {
		const heights = points.map(([, y]) => y);
		const first = Math.max(0, Math.floor(Math.min(...heights)));
		const last = Math.min(this.height - 1, Math.ceil(Math.max(...heights)));
		for (let row = first; row <= last; row++) this.fillRow(row, points, paint, alpha);
	}

	private fillRow(row: number, points: Point[], paint: Paint, alpha: number): void {
		const covered = new Float32Array(this.width);
		for (let line = 0; line < LINES; line++) {
			const ends = crossings(points, row + (line + 0.5) / LINES);
			for (let i = 0; i + 1 < ends.length; i += 2) cover(covered, ends[i], ends[i + 1]);
		}
		covered.forEach((share, x) => {
			if (share > 0) this.blend(x, row, paint, (alpha * share) / LINES);
		});
	}

	private blend(x: number, y: number, paint: Paint, share: number): void {
		const [red, green, blue, own = 1] = typeof paint === 'function' ? paint(x, y) : paint;
		const { pixels } = this;
		const at = (y * this.width + x) * 3;
		const part = share * own;
		pixels[at] += (red - pixels[at]) * part;
		pixels[at + 1] += (green - pixels[at + 1]) * part;
		pixels[at + 2] += (blue - pixels[at + 2]) * part;
	}

	rect(x: number, y: number, width: number, height: number, paint: Paint, alpha = 1): void {
		const [right, bottom] = [x + width, y + height];
		this.fill(
			[
				[x, y],
				[right, y],
				[right, bottom],
				[x, bottom],
			],
			paint,
			alpha,
		);
	}

	oval(x: number, y: number, rx: number, ry: number, paint: Paint, alpha = 1): void {
		const corners = Math.min(48, 10 + Math.ceil(rx));
		const points = Array.from({ length: corners }, (_, i): Point => {
			const angle = (2 * Math.PI * i) / corners;
			return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)];
		});
		this.fill(points, paint, alpha);
	}

	/** A line with round ends. */
	stroke([x, y]: Point, [toX, toY]: Point, width: number, paint: Paint): void {
		const length = Math.hypot(toX - x, toY - y) || 1;
		const [dx, dy] = [((toY - y) / length) * (width / 2), ((x - toX) / length) * (width / 2)];
		this.fill(
			[
				[x + dx, y + dy],
				[toX + dx, toY + dy],
				[toX - dx, toY - dy],
				[x - dx, y - dy],
			],
			paint,
		);
		this.oval(toX, toY, width / 2, width / 2, paint);
	}
}

/** Where a line meets the edges of a polygon, from left to right. */
function crossings(points: Point[], y: number): number[] {
	const found: number[] = [];
	points.forEach(([fromX, fromY], i) => {
		const [toX, toY] = points[(i + 1) % points.length];
		if (fromY <= y === toY <= y) return;
		found.push(fromX + ((y - fromY) / (toY - fromY)) * (toX - fromX));
	});
	return found.sort((one, other) => one - other);
}

/** Adds to each pixel how much of it lies between two places. */
function cover(covered: Float32Array, from: number, to: number): void {
	const last = Math.min(covered.length - 1, Math.floor(to));
	for (let x = Math.max(0, Math.floor(from)); x <= last; x++) {
		covered[x] += Math.max(0, Math.min(to, x + 1) - Math.max(from, x));
	}
}

export const mix = (one: Color, other: Color, part: number): Color => {
	const share = Math.min(1, Math.max(0, part));
	return [0, 1, 2].map((i) => one[i] + (other[i] - one[i]) * share) as unknown as Color;
};

/** From one colour above to another one below. */
export const shade =
	(top: number, above: Color, bottom: number, below: Color): Paint =>
	(_x, y) =>
		mix(above, below, (y - top) / (bottom - top));
