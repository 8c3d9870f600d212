import { imageNotUploaded, unreadableFile } from '../errors/sourceProblems';
import { stoppedBeforeSubmit } from '../errors/submitProblems';
import type { OpenPurchase } from '../purchase/openPurchase';
import type { Client } from '../service/client';
import { networkFault } from '../service/networkFault';
import { POLICIES } from '../shared/policies';
import { retry } from '../shared/retry';
import type { ImageFile } from './imageFiles';

/**
 * Uploads the reference images of an item that are files, each once per purchase.
 *
 * @returns their addresses, in the order of the fields
 * @throws {Problem} when the service does not accept one, or Stop was pressed
 */
export async function uploadImages(
	client: Client,
	purchase: OpenPurchase,
	images: ImageFile[],
): Promise<string[]> {
	const urls: string[] = [];
	for (const image of images) {
		urls.push(await purchase.linkOf(image.hash, async () => await uploadImage(client, image)));
	}
	return urls;
}

async function uploadImage(client: Client, { field, type, place }: ImageFile): Promise<string> {
	const { context, stop } = client;
	const { value: url, fault } = await retry(
		POLICIES.upload,
		async () => {
			const content = await context.helpers.getBinaryDataBuffer(field).catch((error: unknown) => {
				throw unreadableFile(place, networkFault(error).reason);
			});
			const fileName = `image.${type.replace('image/', '')}`;
			return await client.uploadImage(new Blob([content], { type }), fileName);
		},
		{ stop },
	);
	if (url !== undefined) return url;
	throw stop?.aborted ? stoppedBeforeSubmit() : imageNotUploaded(place, fault);
}
