import { Fields } from '../video/fields';
import { CannotCut } from './cannot';
import type { Samples, Shown } from './mediaIndex';

const MOST_EDITS = 1000;
const NORMAL_SPEED = 0x10000;
const EMPTY = -1;

/**
 * Reads what is shown of a track (ISO 14496-12 §8.6.6). One stretch of it is, after a pause or at once.
 *
 * @param elst content of the box, if there is one
 * @param goesOn whether fragments may follow. Then it is shown to its end, which is not known yet and `Infinity`: what
 *   is stated is about the index alone
 * @throws {CannotCut} when it is more than that
 */
export function readShown(
	elst: Buffer | undefined,
	{
		timescale,
		movieTimescale,
		samples,
		goesOn,
	}: { timescale: number; movieTimescale: number; samples: Samples; goesOn: boolean },
): Shown {
	const end = goesOn ? Infinity : endOf(samples);
	const all = { from: 0, to: end, atS: 0, isStated: false };
	if (elst === undefined) return all;
	const fields = new Fields(elst);
	const isWide = fields.u8() === 1;
	const count = fields.skip(3).u32();
	if (count === 0) return all;
	if (!(count <= MOST_EDITS && count * (isWide ? 20 : 12) <= fields.left))
		throw new CannotCut('its list of edits is damaged');

	let pause = 0;
	let shown: Shown | undefined;
	for (let edit = 0; edit < count; edit++) {
		const duration = fields.time(isWide);
		const from = isWide ? fields.i64() : fields.i32();
		const speed = fields.i32();
		if (from === EMPTY) {
			pause += duration;
			continue;
		}
		if (speed !== NORMAL_SPEED || from < 0)
			throw new CannotCut('some of it is shown at another speed, by its list of edits');
		// None stated is all there is.
		const isLimited = duration > 0 && !goesOn;
		const to = isLimited ? from + (duration * timescale) / movieTimescale : all.to;
		if (shown === undefined) {
			shown = { from, to, atS: pause / movieTimescale, isStated: true };
			pause = 0;
		} else if (pause === 0 && Math.abs(from - shown.to) <= 1) shown.to = to;
		else
			throw new CannotCut(
				'several stretches of it are shown one after the other, by its list of edits; export it anew first',
			);
	}
	if (shown === undefined || !(shown.to > shown.from) || !Number.isFinite(shown.atS))
		throw new CannotCut('nothing of it is shown, by its list of edits');
	return shown;
}

/** When the last of some samples ends, as shown, in units of the track. */
export function endOf({ count, decodeTimes, shifts }: Samples): number {
	let end = 0;
	for (let sample = 0; sample < count; sample++)
		end = Math.max(end, decodeTimes[sample + 1] + shifts[sample]);
	return end;
}
