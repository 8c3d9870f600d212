import type { IExecuteSingleFunctions } from 'n8n-workflow';

import { imageTooLarge } from '../checks/imageLimits';
import { IMAGE_FIELDS, type Sources } from '../checks/sources';
import { unfitFile } from '../errors/sourceProblems';
import { BMP, fileKind, JPEG, PNG, WEBP } from '../shared/files';
import { imageProblem } from './imageProblem';
import { readInputFile, type InputFile } from './inputFile';

/** The images that the model takes: the name and the MIME type of each. */
const TYPES: Record<string, [name: string, type: string]> = {
	[JPEG]: ['JPEG', 'image/jpeg'],
	[PNG]: ['PNG', 'image/png'],
	[WEBP]: ['WebP', 'image/webp'],
	[BMP]: ['BMP', 'image/bmp'],
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
 * @param accepted the MIME types that the service's upload takes
 * @throws {Problem} when one is no such image, or too large
 */
export async function readImageFiles(
	context: IExecuteSingleFunctions,
	{ imageFields, probes }: Sources,
	accepted: string[],
): Promise<ImageFile[]> {
	const images: ImageFile[] = [];
	for (const field of imageFields) {
		const probe = probes ? imageProblem : undefined;
		const image = await readInputFile(context, IMAGE_FIELDS, field, imageTooLarge, probe);
		const kind = fileKind(image.beginning) ?? `not known as an image (${image.data.mimeType})`;
		const [, type] = TYPES[kind] ?? [];
		if (type === undefined || !accepted.includes(type)) {
			const reason = `The reference image is ${kind}; files must be ${namesOf(accepted)} images`;
			throw unfitFile(reason, image.place);
		}
		images.push({ ...image, type, unfit: image.probed });
	}
	return images;
}

function namesOf(types: string[]): string {
	const names = Object.values(TYPES).flatMap(([name, type]) => (types.includes(type) ? name : []));
	return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
