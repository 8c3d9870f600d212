import type { IDataObject } from 'n8n-workflow';

import { fileKind, MP4_OR_MOV, MEGABYTE, megabytes } from '../shared/files';

/** An edited video of 10 s is a few dozen megabytes. Anything near this is not one. */
const LARGEST_VIDEO_BYTES = 1024 * MEGABYTE;

/** Says why an answer of the result's host cannot be the video, or `undefined` when it may be. */
export function notTheVideo(statusCode: number, headers: IDataObject): string | undefined {
	if (statusCode !== 200) {
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

/**
 * Says why a file is not the video although it came whole, or `undefined` when it may be. Hosts label
 * videos as they like, so the bytes count for more than the label; pages and JSON errors are text.
 *
 * @param beginning the first bytes of the file as latin1 text
 */
export function notVideoContent(beginning: string, headers: IDataObject): string | undefined {
	if (fileKind(beginning) === MP4_OR_MOV) return undefined;
	const contentType = String(headers['content-type'] ?? '');
	const isText = /^(text|image|application\/([\w.+-]*\+)?(json|xml))\b/i.test(contentType);
	if (isText) return `the link leads to "${contentType}" instead of a video`;
	return /^\s*[<{[]/.test(beginning) ? 'the file is a page or an error message' : undefined;
}

/** Says how the stored file differs from what the host announced, or `undefined` when it is whole. */
export function notWhole(storedBytes: number, headers: IDataObject): string | undefined {
	const announced = contentLength(headers);
	if (storedBytes === 0) return 'the file is empty';
	return announced !== undefined && announced !== storedBytes
		? `${storedBytes} of ${announced} bytes arrived`
		: undefined;
}

function contentLength(headers: IDataObject): number | undefined {
	const value = headers['content-length'];
	return value === undefined || !/^\d+$/.test(String(value)) ? undefined : Number(value);
}
