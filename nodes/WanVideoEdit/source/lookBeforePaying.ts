import type { IExecuteSingleFunctions } from 'n8n-workflow';

import type { EditBody } from '../checks/editBody';
import { oncePerRun } from '../checks/run';
import { IMAGE_URLS, VIDEO_URL } from '../checks/sources';
import {
	noFileThere,
	privateLink,
	unfitDuration,
	UnfitSource,
	unfitVideo,
} from '../errors/messagesOfSource';
import { lookAtFile, lookAtVideo } from './lookAtLink';
import { isPrivateAddress } from './publicAddress';
import type { VideoFile } from './videoFile';
import { durationTooLong, unfit, type VideoReading } from './videoLimits';

/**
 * Looks at the video and the reference images of an edit before it is paid for. What cannot be looked at
 * goes ahead.
 *
 * @param service the address of the service
 * @param video the video, when it is a file
 * @throws {UnfitSource} when the service could not fetch one, or the model would refuse the video
 */
export async function lookBeforePaying(
	context: IExecuteSingleFunctions,
	service: string,
	{ video_urls: [videoUrl] = [], image_urls: imageUrls = [], duration }: EditBody,
	video?: VideoFile,
): Promise<void> {
	if (video?.seen) judge(video.seen, duration, video.place);

	const links = imageUrls.map((url) => ({ url, place: IMAGE_URLS, look: lookAtFile }));
	if (videoUrl !== undefined) links.unshift({ url: videoUrl, place: VIDEO_URL, look: lookAtVideo });
	for (const { url, place } of links) {
		if (isPrivateAddress(url) && !isPrivateAddress(service)) {
			throw new UnfitSource(privateLink(place, new URL(url).host));
		}
	}
	const sights = links.map(async ({ url, place, look }) => ({
		place,
		...(await oncePerRun(context, `look at ${url}`, async () => await look(context, url, service))),
	}));
	for (const { place, obstacle, unfit: reason, reading } of await Promise.all(sights)) {
		if (obstacle !== undefined) throw new UnfitSource(noFileThere(place, obstacle));
		if (reason !== undefined) throw new UnfitSource(unfitVideo(reason, place));
		if (reading !== undefined) judge(reading, duration, place);
	}
}

function judge(reading: VideoReading, durationS: number | undefined, place: string): void {
	const reason = unfit(reading);
	if (reason !== undefined) throw new UnfitSource(unfitVideo(reason, place));
	const tooLong = durationTooLong(reading, durationS);
	if (tooLong !== undefined) throw new UnfitSource(unfitDuration(tooLong, place));
}
