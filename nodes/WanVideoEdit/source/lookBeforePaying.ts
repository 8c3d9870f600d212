import type { IExecuteSingleFunctions } from 'n8n-workflow';

import type { EditBody } from '../checks/editBody';
import { IMAGE_URLS, VIDEO_URL } from '../checks/sources';
import { privateLink, UnfitSource, unfitVideo } from '../errors/messagesOfSource';
import { lookAtFile, lookAtVideo, type Sight } from './lookAtLink';
import { isPrivateAddress } from './publicAddress';
import type { VideoFile } from './videoFile';
import { unfit } from './videoLimits';

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
	{ video_urls, image_urls: images = [], duration }: EditBody,
	video?: VideoFile,
): Promise<void> {
	const links: string[] = video_urls ?? [];
	for (const [urls, place] of [
		[links, VIDEO_URL],
		[images, IMAGE_URLS],
	] as const) {
		const unreachable = urls.find((url) => isPrivateAddress(url) && !isPrivateAddress(service));
		if (unreachable !== undefined) {
			throw new UnfitSource(privateLink(place, new URL(unreachable).host));
		}
	}
	const sights: Array<Promise<Sight>> = [
		...links.map(async (url) => await lookAtVideo(context, url, VIDEO_URL)),
		...images.map(async (url) => await lookAtFile(context, url, IMAGE_URLS)),
	];
	for (const { refusal, reading } of [{ reading: video?.seen }, ...(await Promise.all(sights))]) {
		if (refusal) throw new UnfitSource(refusal);
		const reason = reading && unfit(reading, duration);
		if (reason !== undefined) throw new UnfitSource(unfitVideo(reason, video?.place ?? VIDEO_URL));
	}
}
