import type { Edit } from '../checks/edit';
import { IMAGE_URLS, VIDEO_URL } from '../checks/sources';
import {
	noFileThere,
	privateLink,
	tooLongVideo,
	unfitDuration,
	unfitImage,
	unfitVideo,
} from '../errors/sourceProblems';
import type { Client } from '../service/client';
import type { ImageFile } from './imageFiles';
import { isPrivateAddress } from './privateAddress';
import { probeImageLink, probeVideoLink } from './probeLink';
import type { VideoFile } from './videoFile';
import { durationTooLong, isLong, unfit, type ProbeResult } from '../checks/videoLimits';

/**
 * Probes the video and the reference images of an edit before it is paid for. What cannot be probed goes
 * ahead.
 *
 * @param files the video, when it is a file, and whether only parts of it are given to the service; and the images that
 *   are files
 * @returns what is in the video, if it was probed
 * @throws {Problem} when the service could not fetch one, or the model would refuse it
 */
export async function probeSources(
	client: Client,
	{ videoUrl, imageUrls, durationS }: Edit,
	files: { video?: VideoFile; images: ImageFile[]; isCut?: boolean },
): Promise<ProbeResult | undefined> {
	let video = files.video?.probed;
	if (video) assertWithinLimits(video, durationS, files.video!.place, files.isCut);
	for (const { unfit, place } of files.images) {
		if (unfit !== undefined) throw unfitImage(unfit, place);
	}

	const videoLink = { place: VIDEO_URL, probe: probeVideoLink, unfitFile: unfitVideo };
	const image = { probe: probeImageLink, unfitFile: unfitImage };
	const links = [
		...(videoUrl === undefined ? [] : [{ ...videoLink, url: videoUrl }]),
		...imageUrls.map((url, at) => ({ ...image, url, place: placeOfImage(imageUrls, at) })),
	];
	for (const { url, place } of links) {
		if (isPrivateAddress(url) && !isPrivateAddress(client.address)) {
			throw privateLink(place, new URL(url).host);
		}
	}
	const probes = links.map(async (link) => ({ ...link, ...(await link.probe(client, link.url)) }));
	for (const found of await Promise.all(probes)) {
		const { place, unfitFile, linkProblem, unfit: reason, probed } = found;
		if (linkProblem !== undefined) throw noFileThere(place, linkProblem);
		if (reason !== undefined) throw unfitFile(reason, place);
		if (probed === undefined) continue;
		assertWithinLimits(probed, durationS, place);
		video = probed;
	}
	return video;
}

/** Says which of several links it is. What comes after the host may be secret. */
const placeOfImage = (urls: string[], at: number) =>
	urls.length === 1 ? IMAGE_URLS : `${IMAGE_URLS}, link ${at + 1} (${new URL(urls[at]).host}/…)`;

/** @throws {Problem} when the model would refuse the video (model page) */
function assertWithinLimits(
	probed: ProbeResult,
	durationS: number | undefined,
	place: string,
	isCut = false,
) {
	const reason = unfit(probed, isCut);
	if (reason !== undefined) {
		throw isLong(probed) ? tooLongVideo(reason, place) : unfitVideo(reason, place);
	}
	const tooLong = durationTooLong(probed, durationS);
	if (tooLong !== undefined) throw unfitDuration(tooLong, place);
}
