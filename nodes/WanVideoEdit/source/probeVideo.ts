import { notAVideo, tooLarge, type ProbeResult } from '../checks/videoLimits';
import { BEGINNING_BYTES, fileKind, MEGABYTE, MP4_OR_MOV } from '../shared/files';
import type { WebRange } from './fetchRange';
import { readVideoByRanges, type ReadRange } from './videoReader';

/** What the probe of a file on the web found. */
export interface VideoProbe {
	/** Why the model would refuse a file of this size or kind. */
	unfit?: string;
	/** What is in the video. */
	probed?: ProbeResult;
}

/** Fetches the bytes from `from` up to, but not including, `to`. */
export type Fetch = (from: number, to: number) => Promise<WebRange>;

/** The index of a short video is far smaller, and mostly at one of its ends. */
export const RANGE_BYTES = 128 * 1024;
/** A video that takes more requests than this, or larger ones, is read by the service only. */
const MOST_RANGES = 12;
const LARGEST_RANGE_BYTES = 8 * MEGABYTE;

/** Probes a file on the web, with a few requests for parts of it. */
export async function probeVideo(first: WebRange, fetch: Fetch): Promise<VideoProbe> {
	const { fileBytes, bytes } = first;
	const kind = kindOf(bytes);
	const unfit =
		(fileBytes === undefined ? undefined : tooLarge(fileBytes)) ??
		(kind === undefined || kind === MP4_OR_MOV ? undefined : notAVideo(kind));
	if (unfit !== undefined || fileBytes === undefined) return { unfit };
	return { probed: await readVideoByRanges(fileBytes, inRanges(first, fetch)) };
}

/** What a file is by how it begins. */
export const kindOf = (bytes: Buffer): string | undefined =>
	fileKind(bytes.subarray(0, BEGINNING_BYTES).toString('latin1'));

/** Answers small reads from the ranges that are there, and asks the host only for what is not. */
function inRanges(first: WebRange, fetch: Fetch): ReadRange {
	const known = [{ from: 0, bytes: first.bytes }];
	return async (from, to) => {
		let has = known.find((one) => one.from <= from && one.from + one.bytes.length >= to);
		if (!has) {
			if (!first.isPart) throw new Error('the host gives no parts of the file');
			if (to - from > LARGEST_RANGE_BYTES) throw new Error('the index is too large');
			if (known.length === MOST_RANGES) throw new Error('the video takes too many requests');
			const { bytes, isPart } = await fetch(from, Math.max(to, from + RANGE_BYTES));
			if (!isPart || bytes.length < to - from) throw new Error('the host gave another part');
			known.push((has = { from, bytes }));
		}
		return has.bytes.subarray(from - has.from, to - has.from);
	};
}
