import { unfitImage } from '../checks/imageLimits';
import { fileOfStream, type ReadNext } from '../video/fileBytes';
import { readImage } from './imageFacts';

/**
 * Says why the model would refuse an image (API §1), as far as the bytes show it, or `undefined`.
 *
 * @param next gives the image from its beginning, or as much of it as there is
 * @throws whatever `next` throws
 */
export async function imageProblem(next: ReadNext): Promise<string | undefined> {
	const facts = await readImage(fileOfStream(next));
	return facts && unfitImage(facts);
}

/** The same for the beginning of an image. */
export async function problemOfBeginning(beginning: Buffer): Promise<string | undefined> {
	const pieces = [beginning];
	return await imageProblem(async () => await Promise.resolve(pieces.shift()));
}
