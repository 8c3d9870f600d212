/** A picture format the upload endpoint takes. */
export interface ImageType {
	contentType: string;
	extension: string;
}

/**
 * Recognises JPEG, PNG, WebP and GIF by content, the formats of the upload endpoint (API
 * §5); anything else is undefined.
 */
export function imageTypeOf(bytes: Buffer): ImageType | undefined {
	const starts = (hex: string): boolean => bytes.toString('hex', 0, hex.length / 2) === hex;
	if (starts('ffd8ff')) return { contentType: 'image/jpeg', extension: 'jpg' };
	if (starts('89504e470d0a1a0a')) return { contentType: 'image/png', extension: 'png' };
	if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP')
		return { contentType: 'image/webp', extension: 'webp' };
	if (/^GIF8[79]a$/.test(bytes.toString('latin1', 0, 6)))
		return { contentType: 'image/gif', extension: 'gif' };
	return undefined;
}
