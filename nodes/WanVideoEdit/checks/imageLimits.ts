import { BMP, JPEG, MEGABYTE, megabytes, PNG, WEBP } from '../shared/files';
import { MODEL, unfitPixels } from './pixels';

/** What the limits of the model need to know of an image. */
export interface ImageFacts {
	width: number;
	height: number;
	/** Whether it lets through what is behind it, as far as that is certain. */
	isTransparent: boolean;
}

const LARGEST_IMAGE_BYTES = 20 * MEGABYTE;
const LARGEST_PX = 8000;

/**
 * Says that a file is known as something else than an image that the model takes (model page), or
 * `undefined`.
 *
 * @param kind by `fileKind`
 */
export const notAnImage = (kind: string | undefined): string | undefined =>
	kind === undefined || [JPEG, PNG, BMP, WEBP].includes(kind)
		? undefined
		: `The reference image is ${kind}; ${MODEL} takes JPEG, PNG, BMP and WebP images`;

/** Says why the service would refuse an image of this size (API §1, §5), or `undefined`. */
export const imageTooLarge = (bytes: number): string | undefined =>
	bytes > LARGEST_IMAGE_BYTES
		? `The reference image is ${megabytes(bytes)}; the service takes up to ${megabytes(LARGEST_IMAGE_BYTES)}`
		: undefined;

/** Whether the pixels of an image are worth being looked at. */
export const isWithinPixels = (width: number, height: number): boolean =>
	unfitPixels('', [width, height], LARGEST_PX) === undefined;

/** Says why the model would refuse an image (API §1), or `undefined`. */
export function unfitImage({ width, height, isTransparent }: ImageFacts): string | undefined {
	const wrong = unfitPixels('reference image', [width, height], LARGEST_PX);
	if (wrong !== undefined) return wrong;
	return isTransparent
		? `The reference image is transparent in places; ${MODEL} takes images without transparency`
		: undefined;
}
