import type { IDataObject } from 'n8n-workflow';

import { EMPTY, fileKind, MEGABYTE, megabytes } from '../shared/files';
import { kindOfLabel } from '../shared/labels';
import { videoType } from '../shared/videoType';

/** An edited video of 10 s is a few dozen megabytes. Anything near this is not one. */
export const LARGEST_VIDEO_BYTES = 1024 * MEGABYTE;

/** Says why an answer of the result's host cannot be the video, or `undefined` when it may be. */
export function notTheVideo(statusCode: number, headers: IDataObject): string | undefined {
	const isPart = statusCode === 206;
	if (isPart && wholeLength(headers) === undefined) return 'HTTP 206: only a part of the file';
	if (!isPart && !WITH_THE_FILE.includes(statusCode)) {
		return statusCode === 403 || statusCode === 404 || statusCode === 410
			? `HTTP ${statusCode}: the link has expired or is wrong`
			: `HTTP ${statusCode}`;
	}
	const bytes = contentLength(headers);
	if (bytes === 0) return 'the file is empty';
	if (bytes !== undefined && bytes > LARGEST_VIDEO_BYTES) {
		return `the file is ${megabytes(bytes)}, too large for an edited video`;
	}
	return undefined;
}

/** OK, and the same from a proxy in between. */
const WITH_THE_FILE = [200, 203];

/** What to say of a file that turns out to be too large while it arrives. */
export const tooLarge = `the file is more than ${megabytes(LARGEST_VIDEO_BYTES)}, too large for an edited video`;

/**
 * Says why a file is not the video, or `undefined` when it may be. Hosts label videos as they like: the label
 * counts only for what is not known by its bytes.
 *
 * @param beginning the first bytes of the file as latin1 text
 */
export function notVideoContent(beginning: string, headers: IDataObject): string | undefined {
	const label = String(headers['content-type'] ?? '');
	const kind = fileKind(beginning);
	if (kind === EMPTY) return 'the file is empty';
	if (videoType(beginning) !== undefined) return undefined;
	if (kind !== undefined) return `the link leads to ${kind} instead of a video`;
	return kindOfLabel(label) !== undefined || /^image\//i.test(label)
		? `the link leads to "${label}" instead of a video`
		: undefined;
}

/** The length of a file of which a part was sent that is all of it. */
function wholeLength(headers: IDataObject): number | undefined {
	const range = /^bytes 0-(\d+)\/(\d+)$/i.exec(String(headers['content-range']));
	return range && Number(range[1]) + 1 === Number(range[2]) ? Number(range[2]) : undefined;
}

function contentLength(headers: IDataObject): number | undefined {
	const value = headers['content-length'];
	return value === undefined || !/^\d+$/.test(String(value)) ? undefined : Number(value);
}
