import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import type { SimulatorState } from '../state.mts';
import type { SimulatedTask } from '../tasks/task.mts';
import { TaskFailure } from '../tasks/taskFailure.mts';
import type { VideoFacts } from '../video/inspectVideo.mts';
import { MAX_SOURCE_BYTES } from '../video/sourceLimits.mts';
import { contentTypeOf, IMAGE_EXTENSIONS } from './imageTypes.mts';
import { OSS, type UploadedFile } from './uploadedFiles.mts';

const MB = 1024 * 1024;

/** Where the bytes of a task's uploaded video are; undefined when its video is on the web. */
export function uploadedSource(
	{ uploadedFiles }: SimulatorState,
	{ body }: SimulatedTask,
): string | undefined {
	const file = fileOf(uploadedFiles, body.video_urls[0]);
	if (file !== undefined && file.bytes > MAX_SOURCE_BYTES)
		throw new TaskFailure({
			kind: 'tooLarge',
			values: { limit: MAX_SOURCE_BYTES / MB, bytes: file.bytes },
		});
	return file?.path;
}

/** Fails a task whose uploaded files have an extension that does not fit what they are (Model Studio, temporary upload). */
export async function refuseWrongExtensions(
	{ uploadedFiles }: SimulatorState,
	{ body }: SimulatedTask,
	{ container }: VideoFacts,
): Promise<void> {
	const video = fileOf(uploadedFiles, body.video_urls[0]);
	if (video !== undefined) refuseOther(video, [`.${container}`], container.toUpperCase());
	for (const url of body.image_urls ?? []) {
		const image = fileOf(uploadedFiles, url);
		if (image === undefined) continue;
		const type = contentTypeOf(await beginningOf(image.path)) ?? 'no image';
		refuseOther(image, IMAGE_EXTENSIONS[type] ?? [], type);
	}
}

function refuseOther({ key }: UploadedFile, extensions: readonly string[], format: string): void {
	const extension = extname(key).toLowerCase();
	if (extensions.includes(extension)) return;
	throw new TaskFailure({ kind: 'extension', values: { key, format } });
}

function fileOf(
	files: ReadonlyMap<string, UploadedFile>,
	url: string | undefined,
): UploadedFile | undefined {
	return url?.startsWith(OSS) === true ? files.get(url.slice(OSS.length)) : undefined;
}

async function beginningOf(path: string): Promise<Buffer> {
	const file = await open(path);
	try {
		const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0);
		return buffer.subarray(0, bytesRead);
	} finally {
		await file.close();
	}
}
