import type { IExecuteSingleFunctions } from 'n8n-workflow';

import { IMAGE_FIELDS, type Sources } from '../checks/sources';
import { unfitFile } from '../errors/sourceProblems';
import { fileKind, JPEG, PNG, WEBP, MEGABYTE, megabytes } from '../shared/files';
import { readInputFile, type InputFile } from './inputFile';

/** What both the service's upload and the model take (API §1, §5). */
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

/**
 * Reads the reference images of an item that are files.
 *
 * @throws {Problem} when one is no JPEG, PNG or WebP image, or too large
 */
export async function readImageFiles(
	context: IExecuteSingleFunctions,
	{ imageFields }: Sources,
): Promise<ImageFile[]> {
	const images: ImageFile[] = [];
	for (const field of imageFields) {
		const image = await readInputFile(context, IMAGE_FIELDS, field, tooLarge);
		const kind = fileKind(image.beginning) ?? `not known as an image (${image.data.mimeType})`;
		const type = TYPES[kind];
		if (type === undefined) {
			const reason = `The reference image is ${kind}; files must be JPEG, PNG or WebP images`;
			throw unfitFile(reason, image.place);
		}
		images.push({ ...image, type });
	}
	return images;
}
