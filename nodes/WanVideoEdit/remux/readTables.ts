import { boxIn } from './boxes';
import { CannotCut } from './cannot';

/** Tables that do not fit together. */
export const contradiction = () => new CannotCut('its index contradicts itself');

/** A table of numbers with 32 bits each, and a count in front that is not believed. */
export interface Table {
	count: number;
	/** The number in an entry, so many bytes behind its beginning. */
	at(entry: number, byte: number): number;
	content: Buffer;
}

/**
 * Finds a table by its name.
 *
 * @throws {CannotCut} when its box is too small for it
 */
export function tableIn(stbl: Buffer, name: string, entryBytes: number): Table | undefined {
	const content = boxIn(stbl, name);
	if (content === undefined) return undefined;
	const count = content.length >= 8 ? content.readUInt32BE(4) : NaN;
	if (!(8 + count * entryBytes <= content.length)) throw contradiction();
	return {
		count,
		at: (entry, byte) => content.readUInt32BE(8 + entry * entryBytes + byte),
		content,
	};
}

/**
 * Reads the sizes of samples in bytes.
 *
 * @returns how many there are, the size of each if it is the same, and of which one by its number
 * @throws {CannotCut}
 */
export function readSizes(stbl: Buffer): {
	count: number;
	each: number;
	of: (sample: number) => number;
} {
	const content = boxIn(stbl, 'stsz') ?? boxIn(stbl, 'stz2');
	if (content === undefined || content.length < 12) throw contradiction();
	const count = content.readUInt32BE(8);
	const isCompact = boxIn(stbl, 'stsz') === undefined;
	const each = isCompact ? 0 : content.readUInt32BE(4);
	const bits = isCompact ? content[7] : 32;
	if (each > 0) return { count, each, of: () => each };
	if (![4, 8, 16, 32].includes(bits) || 12 + (count * bits) / 8 > content.length)
		throw contradiction();
	const half = (sample: number) =>
		sample % 2 ? content[12 + (sample >> 1)] & 15 : content[12 + (sample >> 1)] >> 4;
	const whole = (sample: number) => content.readUIntBE(12 + (sample * bits) / 8, bits / 8);
	return { count, each, of: bits === 4 ? half : whole };
}

/** Samples that lie side by side in the file. */
export interface Chunks {
	count: number;
	/** Calls back for each chunk until it says that it is enough. */
	each(visit: (offset: number, samples: number) => boolean): void;
}

/**
 * Reads where the chunks lie, and how many samples are in each.
 *
 * @throws {CannotCut} also while it is gone through
 */
export function readChunks(stbl: Buffer): Chunks {
	const wide = tableIn(stbl, 'co64', 8);
	const places = tableIn(stbl, 'stco', 4) ?? wide;
	const runs = tableIn(stbl, 'stsc', 12);
	if (places === undefined || runs === undefined) throw contradiction();
	const offsetOf = (chunk: number) =>
		places === wide ? Number(wide.content.readBigUInt64BE(8 + 8 * chunk)) : places.at(chunk, 0);
	return {
		count: places.count,
		each(visit) {
			let run = -1;
			let next = 1;
			for (let chunk = 0; chunk < places.count; chunk++) {
				while (run + 1 < runs.count && next <= chunk + 1) {
					run++;
					if (runs.at(run, 0) !== next) throw contradiction();
					if (runs.at(run, 8) !== 1)
						throw new CannotCut('the format of its pictures or its sound changes within it');
					next = run + 1 < runs.count ? runs.at(run + 1, 0) : Infinity;
					if (next <= chunk + 1) throw contradiction();
				}
				if (run < 0 || !visit(offsetOf(chunk), runs.at(run, 4))) return;
			}
		},
	};
}
