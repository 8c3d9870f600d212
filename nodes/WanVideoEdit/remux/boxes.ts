/** More boxes than there are within another one. */
const MOST_BOXES = 1000;

/** The boxes within some bytes, as pairs of name and content. What is no box ends them, and so does the limit. */
export function* boxesIn(
	bytes: Buffer,
	most = MOST_BOXES,
): Generator<[name: string, content: Buffer], void> {
	let at = 0;
	for (let boxes = 0; at + 8 <= bytes.length && boxes < most; boxes++) {
		const stated = bytes.readUInt32BE(at);
		const isLong = stated === 1 && at + 16 <= bytes.length;
		const length = isLong ? Number(bytes.readBigUInt64BE(at + 8)) : stated || bytes.length - at;
		const header = isLong ? 16 : 8;
		if (length < header || at + length > bytes.length) return;
		yield [bytes.toString('latin1', at + 4, at + 8), bytes.subarray(at + header, at + length)];
		at += length;
	}
}

/** Finds a box by the names of those around it, the first one of each name. */
export function boxIn(bytes: Buffer, ...path: string[]): Buffer | undefined {
	let found: Buffer | undefined = bytes;
	for (const name of path) found = found && firstIn(found, name);
	return found;
}

function firstIn(bytes: Buffer, wanted: string): Buffer | undefined {
	for (const [name, content] of boxesIn(bytes)) if (name === wanted) return content;
	return undefined;
}

/** Makes a box. */
export function box(name: string, ...content: Buffer[]): Buffer {
	const length = content.reduce((sum, { length }) => sum + length, 8);
	return Buffer.concat([u32(length), Buffer.from(name, 'latin1'), ...content], length);
}

/** A box in pieces, to be put together once: one with tables of megabytes lies in six others. */
export const boxInPieces = (name: string, ...content: Buffer[]): Buffer[] => [
	u32(content.reduce((sum, { length }) => sum + length, 8)),
	Buffer.from(name, 'latin1'),
	...content,
];

/** Makes a box with a version and flags. */
export const fullBox = (name: string, version: number, flags: number, ...content: Buffer[]) =>
	box(name, u32(version * 2 ** 24 + flags), ...content);

export function u16(...values: number[]): Buffer {
	const bytes = Buffer.alloc(2 * values.length);
	values.forEach((value, number) => bytes.writeUInt16BE(value, 2 * number));
	return bytes;
}

export function u32(...values: number[]): Buffer {
	const bytes = Buffer.alloc(4 * values.length);
	values.forEach((value, number) => bytes.writeUInt32BE(value, 4 * number));
	return bytes;
}

export function u64(value: number): Buffer {
	const bytes = Buffer.alloc(8);
	bytes.writeBigInt64BE(BigInt(value));
	return bytes;
}

/** Numbers that need 64 bits need another version of their box. */
export const isWide = (...values: number[]) => values.some((value) => value > 0x7fff_ffff);
