import type { IExecuteSingleFunctions } from 'n8n-workflow';

import { imageTooLarge } from '../checks/imageLimits';
import { IMAGE_FIELDS, type Sources } from '../checks/sources';
import { unfitFile } from '../errors/sourceProblems';
import { fileKind, JPEG, PNG, WEBP } from '../shared/files';
import { imageProblem } from './imageProblem';
import { readInputFile, type InputFile } from './inputFile';

/** What both the service's upload and the model take (API §1, §5). */
const TYPES: Record<string, string> = {
	[JPEG]: 'image/jpeg',
	[PNG]: 'image/png',
	[WEBP]: 'image/webp',
};

/** A reference image that is a file. */
export interface ImageFile extends InputFile {
	/** The MIME type by its content: earlier nodes label files as they like. */
	type: string;
	/** Why the model would refuse it, if it was probed. */
	unfit?: string;
}

/**
 * Reads the reference images of an item that are files, and probes them in passing if the user wants that.
 *
 * @throws {Problem} when one is no JPEG, PNG or WebP image, or too large
 */
export async function readImageFiles(
	context: IExecuteSingleFunctions,
	{ imageFields, probes }: Sources,
): Promise<ImageFile[]> {
	const images: ImageFile[] = [];
	for (const field of imageFields) {
		const probe = probes ? imageProblem : undefined;
		const image = await readInputFile(context, IMAGE_FIELDS, field, imageTooLarge, probe);
		const kind = fileKind(image.beginning) ?? `not known as an image (${image.data.mimeType})`;
		const type = TYPES[kind];
		if (type === undefined) {
			const reason = `The reference image is ${kind}; files must be JPEG, PNG or WebP images`;
			throw unfitFile(reason, image.place);
		}
		images.push({ ...image, type, unfit: image.probed });
	}
	return images;
}
