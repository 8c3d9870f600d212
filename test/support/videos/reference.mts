/** What ffprobe says about a video. */
export interface Reference {
	/** Lengths in seconds: of the pictures, of the sound, of the file; with and without the edit list. */
	seconds: number[];
	/** Of the pictures alone, as players show them. */
	pictureSeconds?: number;
	/** How long one picture is shown at most, in seconds. */
	pictureS: number;
	/** As stored and as displayed; none without pictures. */
	sizes: Array<[width: number, height: number]>;
}

/** A video of the tests' corpus. Without a file of its own it is made by a change of another. */
export interface Kept extends Reference {
	file?: string;
}

/** What the node's reader says about a video. */
export type Reading =
	| string
	| { seconds: number[]; isLonger: boolean; sizes: Array<[number, number]>; isWhole: boolean };

/** The node's reader, from the source or from what was built. */
export interface Reader {
	readVideoByRanges(
		bytes: number,
		read: (from: number, to: number) => Promise<Uint8Array | undefined>,
		readEnd?: () => Promise<Buffer | undefined>,
	): Promise<Reading>;
	readVideoByStream(next: () => Promise<Uint8Array | undefined>): Promise<Reading>;
}

/** Reads a file as a link is read, and reports each read. */
export const byRanges = async (
	reader: Reader,
	file: Buffer,
	onRead: (bytes: number) => void = () => {},
): Promise<Reading> =>
	await reader.readVideoByRanges(file.length, async (from, to) => {
		onRead(to - from);
		return await Promise.resolve(file.subarray(from, to));
	});

/** @param pieceBytes how much a store gives at once: a database gives everything */
export async function byStream(
	reader: Reader,
	file: Buffer,
	pieceBytes = 64 * 1024,
): Promise<Reading> {
	let at = 0;
	return await reader.readVideoByStream(async () => {
		const piece = file.subarray(at, (at += pieceBytes));
		return await Promise.resolve(piece.length > 0 ? piece : undefined);
	});
}

/** Rounding of coarse units, and a piece of sound. */
const ROUNDING_S = 0.06;

/** Where the reader says something else than ffprobe: nothing, as it should be. */
export function differences(reading: Reading, reference: Reference): string[] {
	const { sizes, seconds, pictureSeconds, pictureS } = reference;
	if (sizes.length === 0) return reading === 'noPicture' ? [] : [`${format(reading)}, no pictures`];
	if (typeof reading === 'string') return [reading];
	const isNear = (one: number) => (other: number) => Math.abs(one - other) <= pictureS + ROUNDING_S;
	const missing =
		pictureSeconds !== undefined && !reading.seconds.some(isNear(pictureSeconds))
			? [`${pictureSeconds} s is missing in ${format(reading.seconds)}`]
			: [];
	return [
		...missing,
		...reading.seconds
			.filter((length) => !seconds.some(isNear(length)))
			.map((length) => `${length} s is not in ${format(seconds)}`),
		...sizes
			.filter((size) => !reading.sizes.some((other) => format(other) === format(size)))
			.map((size) => `${size.join('×')} is missing in ${format(reading.sizes)}`),
		...(reading.isWhole ? [] : ['is said to be cut off']),
		...(reading.isLonger ? ['is said to be longer'] : []),
	];
}

const format = (value: unknown) => JSON.stringify(value);
