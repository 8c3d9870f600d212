import type { IExecuteSingleFunctions } from 'n8n-workflow';

import { VIDEO_FIELD } from '../checks/sources';
import { unfitFile, UnfitSource } from '../errors/messagesOfSource';
import { fileKind, MP4_OR_MOV } from '../file/fileKind';
import { readInputFile, type InputFile } from './inputFile';
import { notAVideo, tooLarge, type VideoReading } from './videoLimits';
import { readVideoByStream } from './videoReader';

/** The video of an item, when it is a file. */
export type VideoFile = InputFile & { seen?: VideoReading };

/**
 * Reads the video of an item from n8n's store.
 *
 * @param looks whether to read its container, too
 * @throws {UnfitSource} when it is no MP4 or MOV file, or too large (seed)
 */
export async function readVideoFile(
	context: IExecuteSingleFunctions,
	field: string,
	looks: boolean,
): Promise<VideoFile> {
	const file = await readInputFile(
		context,
		VIDEO_FIELD,
		field,
		tooLarge,
		looks ? readVideoByStream : undefined,
	);
	const kind = fileKind(file.beginning) ?? `not known as a video (${file.data.mimeType})`;
	if (kind !== MP4_OR_MOV) throw new UnfitSource(unfitFile(notAVideo(kind), file.place));
	return file;
}
