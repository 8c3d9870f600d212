import type { IExecuteSingleFunctions } from 'n8n-workflow';

import { VIDEO_FIELD, type Sources } from '../checks/sources';
import { unfitFile } from '../errors/sourceProblems';
import { fileKind, MP4_OR_MOV } from '../shared/files';
import { readInputFile, type InputFile } from './inputFile';
import { notAVideo, tooLargeToCut, tooLargeUncut, type ProbeResult } from '../checks/videoLimits';
import { readVideoByStream } from '../video/readVideo';

/** The video of an item, when it is a file. */
export type VideoFile = InputFile & { probed?: ProbeResult };

/**
 * Reads the video of an item from n8n's store, if it is a file, and probes it in passing if the user wants
 * that, or parts of it may be edited.
 *
 * @param takesLong whether parts of the video may be edited: the file may be larger than the model takes. One that is
 *   then not cut has to be refused by `tooLarge`
 * @throws {Problem} when it is no MP4 or MOV file, or too large (model page)
 */
export async function readVideoFile(
	context: IExecuteSingleFunctions,
	{ videoField, probes }: Sources,
	{ takesLong = false }: { takesLong?: boolean } = {},
): Promise<VideoFile | undefined> {
	if (videoField === undefined) return undefined;
	// Whether a video has to be cut shows in its length.
	const probe = probes || takesLong ? readVideoByStream : undefined;
	const refuse = takesLong ? tooLargeToCut : tooLargeUncut;
	const file = await readInputFile(context, VIDEO_FIELD, videoField, refuse, probe);
	const known = fileKind(file.beginning) ?? (isVideo(file.probed) ? MP4_OR_MOV : undefined);
	const kind = known ?? `not known as a video (${file.data.mimeType})`;
	if (kind !== MP4_OR_MOV) throw unfitFile(notAVideo(kind), file.place);
	return file;
}

/** Whether the file was read as an MP4 or MOV file, with whatever it begins. */
const isVideo = (probed?: ProbeResult) => probed !== undefined && probed !== 'unknown';
