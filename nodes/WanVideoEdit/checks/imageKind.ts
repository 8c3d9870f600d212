import { BMP, JPEG, PNG, WEBP } from '../shared/files';
import { MODEL } from './pixels';

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
