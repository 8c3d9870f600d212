import { notAVideo, tooLargeUncut, type ProbeResult } from '../checks/videoLimits';
import { BEGINNING_BYTES, fileKind, MP4_OR_MOV } from '../shared/files';
import type { WebRange } from './fetchRange';
import type { ReadRange } from '../video/fileBytes';
import { readVideoByRanges } from '../video/readVideo';

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
/** Of a video that takes more requests than this, the rest is read by the service only. */
const MOST_RANGES = 12;

/** Probes a file on the web, with a few requests for parts of it. */
export async function probeVideo(first: WebRange, fetch: Fetch): Promise<VideoProbe> {
	const { fileBytes, bytes } = first;
	const kind = kindOf(bytes);
	const unfit =
		(fileBytes === undefined ? undefined : tooLargeUncut(fileBytes)) ??
		(kind === undefined || kind === MP4_OR_MOV ? undefined : notAVideo(kind));
	if (unfit !== undefined) return { unfit };
	if (fileBytes === undefined) {
		return { probed: await readVideoByRanges(Infinity, inRanges(first, fetch)) };
	}
	const readEnd = async () => {
		const end = await fetch(Math.max(0, fileBytes - RANGE_BYTES), fileBytes);
		return end.isPart ? end.bytes : undefined;
	};
	const read = inRanges(first, fetch);
	return { probed: await readVideoByRanges(fileBytes, read, first.isPart ? readEnd : undefined) };
}

/** What a file is by how it begins. */
export const kindOf = (bytes: Buffer): string | undefined =>
	fileKind(bytes.subarray(0, BEGINNING_BYTES).toString('latin1'));

/**
 * Answers small reads, one behind the other, from the range that is there, and asks the host only for what
 * is not, if it is known where the file ends. One range at a time stays in memory.
 */
function inRanges(first: WebRange, fetch: Fetch): ReadRange {
	const { fileBytes } = first;
	let known = { from: 0, bytes: first.bytes };
	// The first one is there, and one is left for the end of the file.
	let rangesLeft = first.isPart ? MOST_RANGES - 2 : 0;
	return async (from, to) => {
		const isKnown = () => known.from <= from && known.from + known.bytes.length >= to;
		if (!isKnown() && fileBytes !== undefined && rangesLeft-- > 0) {
			const end = Math.min(fileBytes, Math.max(to, from + RANGE_BYTES));
			const { bytes, isPart } = await fetch(from, end);
			if (isPart) known = { from, bytes };
		}
		return isKnown() ? known.bytes.subarray(from - known.from, to - known.from) : undefined;
	};
}
