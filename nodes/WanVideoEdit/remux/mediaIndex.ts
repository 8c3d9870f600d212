/** Samples of a track (pictures, or packets of sound) in the order in which they are decoded. */
export interface Samples {
	count: number;
	/** Where each begins in the file, and how many bytes it has. */
	offsets: Float64Array;
	bytes: Uint32Array;
	/** When each is decoded, in units of the track; one more than there are samples: the last one's end. */
	decodeTimes: Float64Array;
	/** How much later than that it is shown. */
	shifts: Int32Array;
	/** 1 where decoding can begin. */
	keys: Uint8Array;
	/** Uncompressed sound has a sample per tick of its clock: some hundred of them count as one here. */
	packed?: Packed;
}

/** Samples that are all alike. */
export interface Packed {
	/** The size of one in bytes, in fact and as the file states it: QuickTime may state 1 for any size. */
	bytes: number;
	statedBytes: number;
	/** How long one lasts, in units of the track. */
	ticks: number;
}

/** What is shown of a track. */
export interface Shown {
	/** In units of the track; `to` may lie between two of them, or behind the last sample. */
	from: number;
	to: number;
	/** When in the movie that begins, in seconds. */
	atS: number;
	/** Whether the file says so; if not, all of it is shown. */
	isStated: boolean;
}

/** A track as far as copying its samples needs it (ISO 14496-12 §8.3). */
export interface MediaTrack {
	kind: 'pictures' | 'sound';
	/** Units of time per second. */
	timescale: number;
	/** Content of the box `stsd`: the format of the samples. It is copied to the bit. */
	formats: Buffer;
	/** Content of the boxes `tkhd` and `hdlr` and the language of `mdhd`, to be copied likewise. */
	header: Buffer;
	handler: Buffer;
	language: number;
	shown: Shown;
	samples: Samples;
}

/** All that cutting and joining needs to know of a file; its samples stay where they are. */
export interface MediaIndex {
	/** Units of time per second of the whole movie. */
	timescale: number;
	/** The end of the box `mvhd`, which may turn the pictures. */
	header: Buffer;
	isQuickTime: boolean;
	pictures: MediaTrack;
	sounds: MediaTrack[];
}
