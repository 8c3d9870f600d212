import type { IDataObject } from 'n8n-workflow';

import { isObject, isWebAddress, objectOf, timeS } from '../readValue';

/** The edited video, where a task object has one. */
export interface Video {
	url: string;
	expiresAtS?: number;
}

/**
 * Finds the edited video in a task object: services put it in different places, which are read in the order of
 * API §2.
 *
 * @param isEnded whether it is known that the task has ended. Otherwise an address that might as well be that of
 * the source does not count
 */
export function videoOf(data: IDataObject, isEnded: boolean): Video | undefined {
	const result = objectOf(data.result);
	const places = [
		...[result.videos, result.video_url, data.video_url, data.videos, data.result_url, result.data],
		...(isEnded ? [objectOf(data.metadata).url, data.url] : []),
	];
	const expiresAtS = timeS(result.expires_at) ?? timeS(data.expires_at);
	return places
		.flatMap((place) => [place].flat().map(readVideo))
		.filter((video) => video !== undefined)
		.map((video) => ({ ...video, expiresAtS: video.expiresAtS ?? expiresAtS }))[0];
}

/** A video is an address, or an object with one or several. */
function readVideo(video: IDataObject[string]): Video | undefined {
	const { url, video_url, expires_at }: IDataObject = isObject(video) ? video : { url: video };
	const address = [url, video_url].flat().find(isWebAddress);
	return address === undefined ? undefined : { url: address, expiresAtS: timeS(expires_at) };
}
