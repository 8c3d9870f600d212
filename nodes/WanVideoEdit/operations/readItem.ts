import type { IExecuteSingleFunctions, IHttpRequestOptions } from 'n8n-workflow';

import type { Edit } from '../checks/edit';
import type { LongVideos } from '../checks/longVideos';
import type { Settings } from '../checks/settings';
import { VIDEO_URL, type Sources } from '../checks/sources';
import { isToolCall } from '../n8n/toolCall';
import { assertKeyOfOneEdit } from '../purchase/ownKeys';
import type { Part } from '../remux/parts';
import { Client } from '../service/client';
import { Deadline } from '../shared/timeLimit';
import type { CutVideo } from '../source/cutVideo';
import { readImageFiles, type ImageFile } from '../source/imageFiles';
import { keptFile } from '../source/keptFile';
import { readVideoFile, type VideoFile } from '../source/videoFile';
import { readEdit, readLongVideos, readOptions, readSettings, readSources } from './readParameters';

/** What an item asks for, with its files, and the service that is to do it. */
export interface Item {
	settings: Settings;
	client: Client;
	sources: Sources;
	/** Its media that are files have no address yet. */
	edit: Edit;
	video?: VideoFile;
	images: ImageFile[];
	/** What is cut out of a long video; `undefined` when the model takes the video as it is. */
	cut?: CutVideo;
	/** Where its file was fetched from, if it was not one of the input. */
	fetchedFrom?: string;
	/** All of a video that need not be cut, where it was to be edited in pieces. */
	onlyPiece?: Pick<Part, 'startS' | 'endS'>;
	/** The end of the Timeout in an agent's call, where one holds for all of it. */
	deadline?: Deadline;
}

/**
 * Credential and parameters → files → how a long video is cut: what Submit Edit and Estimate Edit read and check alike,
 * before a link is probed.
 *
 * @throws what the credential, a parameter or a file breaks
 */
export async function readItem(
	context: IExecuteSingleFunctions,
	request: IHttpRequestOptions,
): Promise<Item> {
	const client = await Client.of(context, request);
	const options = readOptions(context);
	const settings = readSettings(context, options, { waitsByDefault: true });
	const deadline = isToolCall(context) ? new Deadline(settings.timeoutMs) : undefined;
	assertKeyOfOneEdit(context, settings.ownKey);
	const sources = readSources(context, options);
	const edit = readEdit(context, request, sources, options);
	client.service.refuse(edit, settings.ownKey);
	const long = readLongVideos(options, edit);

	const video = await readVideoFile(context, sources, { takesLong: long !== undefined });
	const images = await readImageFiles(context, sources, client.service.uploads.imageTypes);
	const item = { settings, client, sources, edit, video, images, deadline };
	return long ? { ...item, ...(await cutOf(item, long)) } : item;
}

/** A video on the web is fetched first. What it takes to fetch and to cut is loaded only now. */
async function cutOf(
	{ client, edit, video, deadline }: Item,
	long: LongVideos,
): Promise<Partial<Item>> {
	const { lengthOf, planCut } = await import('../source/cutVideo');
	const fetchedFrom = edit.videoUrl;
	const file = video ?? (await fileFrom(client, fetchedFrom!, deadline));
	const cut = await planCut(client, file, long, edit.durationS);
	if (cut === undefined) {
		const isInPieces = long.mode === 'pieces';
		return isInPieces ? { onlyPiece: { startS: 0, endS: lengthOf(file)! } } : {};
	}
	// What is cut has the length that is asked for, and another address.
	const whole = { ...edit, videoUrl: undefined, durationS: undefined };
	return { cut, video: file, fetchedFrom, edit: whole };
}

async function fileFrom(client: Client, url: string, deadline?: Deadline): Promise<VideoFile> {
	const kept = await keptFile(client.context, url);
	if (kept) return kept;
	const { fetchSource } = await import('../source/fetchSource');
	return await fetchSource(client, url, VIDEO_URL, deadline);
}
