import { imageTypeOf } from '../api/imageType.mts';

/** The images that the model takes, and the extensions that fit them (Model Studio, submit). */
export const IMAGE_EXTENSIONS: Record<string, readonly string[]> = {
	'image/jpeg': ['.jpg', '.jpeg'],
	'image/png': ['.png'],
	'image/bmp': ['.bmp'],
	'image/webp': ['.webp'],
};

/** The MIME type of an image by how its content begins; undefined when the model does not take it. */
export function contentTypeOf(bytes: Buffer): string | undefined {
	const type =
		bytes.toString('latin1', 0, 2) === 'BM' ? 'image/bmp' : imageTypeOf(bytes)?.contentType;
	return type !== undefined && type in IMAGE_EXTENSIONS ? type : undefined;
}

/** Whether a text is a `data:` URI of an image that the model takes, labelled as what it is. */
export function isImageDataUri(text: string): boolean {
	const parts = /^data:(image\/\w+);base64,([A-Za-z0-9+/]+={0,2})$/.exec(text);
	if (parts === null) return false;
	const [, label, base64 = ''] = parts;
	return (
		base64.length % 4 === 0 && contentTypeOf(Buffer.from(base64.slice(0, 64), 'base64')) === label
	);
}
