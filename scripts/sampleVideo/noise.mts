/** Numbers from 0 to 1 that look random and are the same each time. */
export function randomFrom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

const at = (x: number, y: number) =>
	randomFrom(Math.imul(x, 374761393) ^ Math.imul(y, 668265263))();

/** From 0 to 1, with smooth transitions between the corners of a grid. */
function smooth(x: number, y: number): number {
	const [left, top] = [Math.floor(x), Math.floor(y)];
	const [u, v] = [x - left, y - top].map((part) => part * part * (3 - 2 * part));
	const above = at(left, top) * (1 - u) + at(left + 1, top) * u;
	const below = at(left, top + 1) * (1 - u) + at(left + 1, top + 1) * u;
	return above * (1 - v) + below * v;
}

/** Noise with coarse and fine parts, as ridges, leaves and clouds have it; about 0 to 1. */
export function rough(x: number, y = 0, octaves = 4): number {
	let [sum, share] = [0, 0.5];
	for (let i = 0; i < octaves; i++, share /= 2)
		sum += share * smooth(x * 2 ** i, y * 2 ** i + i * 17);
	return sum / (1 - 2 * share + share);
}
