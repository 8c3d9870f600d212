import type { IExecuteSingleFunctions } from 'n8n-workflow';

import { IMAGE_FIELDS } from '../checks/sources';
import { unfitFile, UnfitSource } from '../errors/messagesOfSource';
import { fileKind, JPEG, PNG, WEBP } from '../file/fileKind';
import { MEGABYTE, megabytes } from '../file/fileSize';
import { readInputFile, type InputFile } from './inputFile';

/** What both the service's upload and the model take (API contract §1, §5). */
const TYPES: Record<string, string> = {
	[JPEG]: 'image/jpeg',
	[PNG]: 'image/png',
	[WEBP]: 'image/webp',
};
const LARGEST_IMAGE_BYTES = 20 * MEGABYTE;

const tooLarge = (bytes: number) =>
	bytes > LARGEST_IMAGE_BYTES
		? `The reference image is ${megabytes(bytes)}; the service takes up to ${megabytes(LARGEST_IMAGE_BYTES)}`
		: undefined;

/** A reference image that is a file. */
export interface ImageFile extends InputFile {
	/** The MIME type by its content: earlier nodes label files as they like. */
	type: string;
}

/** By item, which n8n gives helpers of its own. */
const known = new WeakMap<object, ImageFile[]>();

/**
 * Reads the reference images of an item that are files.
 *
 * @throws {UnfitSource} when one is no JPEG, PNG or WebP image, or too large
 */
export async function readImageFiles(
	context: IExecuteSingleFunctions,
	fields: string[],
): Promise<ImageFile[]> {
	const images: ImageFile[] = [];
	for (const field of fields) {
		const image = await readInputFile(context, IMAGE_FIELDS, field, tooLarge);
		const kind = fileKind(image.beginning) ?? `not known as an image (${image.data.mimeType})`;
		const type = TYPES[kind];
		if (type === undefined) {
			const reason = `The reference image is ${kind}; files must be JPEG, PNG or WebP images`;
			throw new UnfitSource(unfitFile(reason, image.place));
		}
		images.push({ ...image, type });
	}
	known.set(context.helpers, images);
	return images;
}

/** The images that {@link readImageFiles} has read. */
export const imageFilesOf = (context: IExecuteSingleFunctions): ImageFile[] =>
	known.get(context.helpers) ?? [];
