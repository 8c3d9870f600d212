import { readTimes } from '../video/track';
import { Fields } from '../video/fields';
import { boxIn } from './boxes';
import { CannotCut } from './cannot';
import { formatsIn } from './formats';
import type { MediaTrack } from './mediaIndex';
import { readSamples, type Limits } from './readSamples';
import { readShown } from './readShown';
import { contradiction } from './readTables';

/** The end of `tkhd`, which is copied: matrix, size and volume. */
const TRACK_HEADER_BYTES = 84;
/** Formats of pictures and sound that only a player with the key can read. */
const ENCRYPTED = ['encv', 'enca', 'drmi', 'drms', 'drmt'];

/**
 * Reads the part of the index about one track, with a table of its samples.
 *
 * @param trak content of the box `trak`
 * @param goesOn whether fragments may follow: then its samples and the end of what is shown are those of the index only
 * @throws {CannotCut}
 */
export async function readMediaTrack(
	trak: Buffer,
	{
		kind,
		movieTimescale,
		limits,
		goesOn,
	}: { kind: MediaTrack['kind']; movieTimescale: number; limits: Limits; goesOn: boolean },
): Promise<MediaTrack> {
	const need = (...path: string[]): Buffer => {
		const content = boxIn(trak, ...path);
		if (content === undefined) throw contradiction();
		return content;
	};
	const header = need('tkhd');
	const mdhd = need('mdia', 'mdhd');
	const stbl = need('mdia', 'minf', 'stbl');
	const formats = need('mdia', 'minf', 'stbl', 'stsd');
	const { timescale } = readTimes(new Fields(mdhd));
	if (!(timescale > 0) || header.length < TRACK_HEADER_BYTES) throw contradiction();

	const described = formatsIn(formats);
	if (described.length === 0) throw contradiction();
	if (described.some(({ name }) => ENCRYPTED.includes(name)))
		throw new CannotCut('it is protected against copying');
	const samples = await readSamples(stbl, kind === 'sound' ? described[0] : undefined, limits);
	return {
		kind,
		timescale,
		// What is kept is copied: else the whole index, or the whole file, would be kept with it.
		formats: Buffer.from(formats),
		header: Buffer.from(header),
		handler: Buffer.from(need('mdia', 'hdlr')),
		language: new Fields(mdhd).skip(mdhd[0] === 1 ? 32 : 20).u16() || 0,
		shown: readShown(boxIn(trak, 'edts', 'elst'), { timescale, movieTimescale, samples, goesOn }),
		samples,
	};
}
