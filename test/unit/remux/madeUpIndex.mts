import type { MediaIndex } from '../../../nodes/WanVideoEdit/remux/mediaIndex';

/** What the pictures of a made-up video are like. */
export interface PicturesWish {
	count: number;
	/** Units of time per second, and how many of them a picture lasts. */
	timescale?: number;
	ticks?: number;
	/** The key frames by number. */
	keys: number[];
	/** How many pictures after each key frame are shown before it. */
	leading?: number;
}

/** The index of a video that exists as an index alone. */
export function madeUpIndex({ count, keys, ...more }: PicturesWish): MediaIndex {
	const { timescale = 30, ticks = 1, leading = 0 } = more;
	const places = Array.from({ length: count }, (_, place) => place);
	const key = (place: number) => keys.findLast((one) => one > 0 && one <= place);
	const shifts = places.map((place) => {
		const behind = place - (key(place) ?? -Infinity);
		if (behind === 0) return leading;
		return behind <= leading ? -1 : 0;
	});
	return {
		timescale,
		header: Buffer.alloc(80),
		isQuickTime: false,
		pictures: {
			kind: 'pictures',
			timescale,
			formats: Buffer.alloc(8),
			header: Buffer.alloc(84),
			handler: Buffer.alloc(24),
			language: 0,
			shown: { from: 0, to: count * ticks, atS: 0, isStated: false },
			samples: {
				count,
				offsets: Float64Array.from(places, (place) => 1000 * place),
				bytes: new Uint32Array(count).fill(1000),
				decodeTimes: Float64Array.from([...places, count], (place) => place * ticks),
				shifts: Int32Array.from(shifts, (shift) => shift * ticks),
				keys: Uint8Array.from(places, (place) => Number(keys.includes(place))),
			},
		},
		sounds: [],
	};
}
