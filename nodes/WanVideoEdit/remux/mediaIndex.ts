/** The samples of a track (pictures, or pieces of sound) in the order in which they are decoded. */
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
	/** What is shown of it: from and to in units of the track, and when in the movie that begins, in seconds. */
	shown: { from: number; to: number; atS: number };
	samples: Samples;
}

/** All that cutting and joining needs to know of a file; its samples stay where they are. */
export interface MediaIndex {
	/** Units of time per second of the whole movie. */
	timescale: number;
	isQuickTime: boolean;
	pictures: MediaTrack;
	sounds: MediaTrack[];
}
