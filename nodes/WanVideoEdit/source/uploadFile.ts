import { fileNotUploaded, noImageFiles, unreadableFile } from '../errors/sourceProblems';
import { stoppedBeforeSubmit } from '../errors/submitProblems';
import { sharedByRun } from '../n8n/run';
import type { OpenPurchase } from '../purchase/openPurchase';
import type { Client } from '../service/client';
import { networkFault } from '../service/networkFault';
import { FewAtATime } from '../shared/fewAtATime';
import { POLICIES, UPLOADS_AT_A_TIME } from '../shared/policies';
import { retry } from '../shared/retry';
import type { Deadline } from '../shared/timeLimit';
import { videoType } from '../shared/videoType';
import { fileBody } from './fileBody';
import type { ImageFile } from './imageFiles';
import type { InputFile } from './inputFile';
import type { VideoFile } from './videoFile';

/** A file that goes to the service, and as what. */
interface LabelledFile extends InputFile {
	label: { what: 'video' | 'reference image'; fileName: string; type: string };
}

/** For whom a file is uploaded. */
interface Upload {
	client: Client;
	purchase: OpenPurchase;
	/** No further try begins after it. */
	deadline?: Deadline;
}

/**
 * Uploads the video of an item, once per purchase.
 *
 * @returns the address under which the edit names it
 * @throws {Problem} when the service does not accept it, or Stop was pressed
 */
export async function uploadVideo(about: Upload, video: VideoFile): Promise<string> {
	const { mimeType: type, extension } = videoType(video.beginning) ?? MP4;
	const label = { what: 'video' as const, fileName: `video.${extension}`, type };
	return await uploadOnce(about, { ...video, label });
}

/** The node takes nothing else, and what it cannot tell apart may be this. */
const MP4 = { mimeType: 'video/mp4', extension: 'mp4' };

/** The same for its reference images that are files, in the order of the fields. */
export async function uploadImages(about: Upload, images: ImageFile[]): Promise<string[]> {
	const urls: string[] = [];
	for (const image of images) {
		const { type } = image;
		const fileName = `image.${type.replace('image/', '')}`;
		const label = { what: 'reference image' as const, fileName, type };
		urls.push(await uploadOnce(about, { ...image, label }));
	}
	return urls;
}

/** Once per purchase; and purchases of the same file that are made about the same time share it. */
async function uploadOnce(about: Upload, file: LabelledFile): Promise<string> {
	const { purchase, client } = about;
	const { context, account } = client;
	const shared = sharedByRun(context, 'uploads', () => new Map<string, Promise<string>>());
	return await purchase.linkOf(file.hash, async () => {
		const name = [account.id, file.hash, Math.floor(Date.now() / SHARED_MS)].join();
		const known = shared.get(name) ?? uploadFile(about, file);
		shared.set(name, known);
		// Others try for themselves.
		return await known.catch((error: unknown) => {
			shared.delete(name);
			throw error;
		});
	});
}

/** A run may go on for days, and no upload works for so long (Model Studio, temporary upload). */
const SHARED_MS = 6 * 3_600_000;

/** What n8n has in memory is there more than once as long as its upload goes on. */
const few = new FewAtATime(UPLOADS_AT_A_TIME);

async function uploadFile({ client, deadline }: Upload, file: LabelledFile): Promise<string> {
	const { stop } = client;
	const { field, place, bytes, label } = file;
	const unreadable = (error: unknown) => {
		throw unreadableFile(place, networkFault(error).reason);
	};
	const upload = async () =>
		await client.upload({
			...label,
			bytes,
			whole: async () => await client.context.helpers.getBinaryDataBuffer(field).catch(unreadable),
			between: async (before, after) =>
				await fileBody(client.wire, file, before, after).catch(unreadable),
		});
	const stopped = { fault: networkFault(new Error('stopped')) };
	const { value: url, fault } = await retry(
		POLICIES.upload,
		async () => (await few.run(upload, stop)) ?? stopped,
		{ stop, deadline },
	);
	if (url !== undefined) return url;
	if (stop?.aborted) throw stoppedBeforeSubmit();
	if (fault.cause === 'notFound' && !client.service.uploads.takesVideo) throw noImageFiles(fault);
	throw fileNotUploaded(label.what, place, fault);
}
