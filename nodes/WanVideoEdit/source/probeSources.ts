import type { Edit } from '../checks/edit';
import { IMAGE_URLS, VIDEO_URL } from '../checks/sources';
import { noFileThere, privateLink, unfitDuration, unfitVideo } from '../errors/sourceProblems';
import type { Client } from '../service/client';
import { isPrivateAddress } from './privateAddress';
import { probeFileLink, probeVideoLink } from './probeLink';
import type { VideoFile } from './videoFile';
import { durationTooLong, unfit, type ProbeResult } from '../checks/videoLimits';

/**
 * Probes the video and the reference images of an edit before it is paid for. What cannot be probed goes
 * ahead.
 *
 * @param video the video, when it is a file
 * @throws {Problem} when the service could not fetch one, or the model would refuse the video
 */
export async function probeSources(
	client: Client,
	{ videoUrl, imageUrls, durationS }: Edit,
	video?: VideoFile,
): Promise<void> {
	if (video?.probed) assertWithinLimits(video.probed, durationS, video.place);

	const links = [
		...(videoUrl === undefined ? [] : [{ url: videoUrl, place: VIDEO_URL, probe: probeVideoLink }]),
		...imageUrls.map((url) => ({ url, place: IMAGE_URLS, probe: probeFileLink })),
	];
	for (const { url, place } of links) {
		if (isPrivateAddress(url) && !isPrivateAddress(client.address)) {
			throw privateLink(place, new URL(url).host);
		}
	}
	const probes = links.map(async (link) => ({ ...link, ...(await link.probe(client, link.url)) }));
	for (const { place, linkProblem, unfit: reason, probed } of await Promise.all(probes)) {
		if (linkProblem !== undefined) throw noFileThere(place, linkProblem);
		if (reason !== undefined) throw unfitVideo(reason, place);
		if (probed !== undefined) assertWithinLimits(probed, durationS, place);
	}
}

/** @throws {Problem} when the model would refuse the video (model page) */
function assertWithinLimits(probed: ProbeResult, durationS: number | undefined, place: string) {
	const reason = unfit(probed);
	if (reason !== undefined) throw unfitVideo(reason, place);
	const tooLong = durationTooLong(probed, durationS);
	if (tooLong !== undefined) throw unfitDuration(tooLong, place);
}
