import { imageNotUploaded, unreadableFile } from '../errors/sourceProblems';
import { stoppedBeforeSubmit } from '../errors/submitProblems';
import type { OpenPurchase } from '../purchase/openPurchase';
import type { Client } from '../service/client';
import type { Fault } from '../service/fault';
import { networkFault } from '../service/networkFault';
import { FewAtATime } from '../shared/fewAtATime';
import { POLICIES, UPLOADS_AT_A_TIME } from '../shared/policies';
import { retry, type Result } from '../shared/retry';
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

/** An image is in memory as long as its upload goes on, more than once. */
const few = new FewAtATime(UPLOADS_AT_A_TIME);

async function uploadImage(client: Client, image: ImageFile): Promise<string> {
	const { stop } = client;
	const upload = async () => await readAndUpload(client, image);
	const stopped = { fault: networkFault(new Error('stopped')) };
	const { value: url, fault } = await retry(
		POLICIES.upload,
		async () => (await few.run(upload, stop)) ?? stopped,
		{ stop },
	);
	if (url !== undefined) return url;
	throw stop?.aborted ? stoppedBeforeSubmit() : imageNotUploaded(image.place, fault);
}

async function readAndUpload(
	client: Client,
	{ field, type, place }: ImageFile,
): Promise<Result<string, Fault>> {
	const { getBinaryDataBuffer } = client.context.helpers;
	const content = await getBinaryDataBuffer(field).catch((error: unknown) => {
		throw unreadableFile(place, networkFault(error).reason);
	});
	const fileName = `image.${type.replace('image/', '')}`;
	return await client.uploadImage(new Blob([content], { type }), fileName);
}
