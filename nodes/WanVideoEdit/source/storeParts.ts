import type { IExecuteSingleFunctions } from 'n8n-workflow';

import { tooLarge } from '../checks/videoLimits';
import { partNotStored, partTooLarge } from '../errors/cutProblems';
import { Problem } from '../errors/problem';
import { stoppedBeforeSubmit } from '../errors/submitProblems';
import { streamOf, type Stream } from '../n8n/streamOf';
import { beginOf, cutPart } from '../remux/cutPart';
import { contentOf } from '../remux/filePlan';
import { Source } from '../remux/source';
import type { Client } from '../service/client';
import { networkFault } from '../service/networkFault';
import { FewAtATime } from '../shared/fewAtATime';
import { BEGINNING_BYTES } from '../shared/files';
import { VIDEOS_CUT_AT_A_TIME } from '../shared/policies';
import { videoType } from '../shared/videoType';
import type { CutPart, CutVideo } from './cutVideo';
import { openFile, storedFile } from './openFile';
import type { VideoFile } from './videoFile';

/**
 * Cuts parts out of a video, and stores each as a file of this execution, which the service is given like any other. The
 * video is read once for all of them, as far as they lie behind each other.
 *
 * @param parts in the order of the video
 * @throws {Problem} when the video cannot be read any more, a part cannot be stored, or Stop was pressed
 */
export async function storeParts(
	client: Client,
	cut: CutVideo,
	parts: CutPart[],
): Promise<VideoFile[]> {
	const { stop } = client;
	const stored = await few.run(async () => await storeInTurn(client, cut, parts), stop);
	if (stored === undefined) throw stoppedBeforeSubmit();
	return stored;
}

const few = new FewAtATime(VIDEOS_CUT_AT_A_TIME);

async function storeInTurn(
	{ context, stop }: Client,
	{ file, index, isInPieces }: CutVideo,
	parts: CutPart[],
): Promise<VideoFile[]> {
	const source = new Source(openFile(context, file));
	const stored: VideoFile[] = [];
	try {
		const likeStream = await streamOfStore(context, file);
		for (const [number, part] of parts.entries()) {
			const plan = await cutPart(index, part, { hasSound: !isInPieces });
			const reason = tooLarge(plan.bytes, 'A part of the video');
			if (reason !== undefined) throw partTooLarge(file.place, reason);
			const next = parts[number + 1];
			source.keepFrom(next ? beginOf(index, next) : Infinity);
			const chunks = contentOf(plan, [source]);
			const content = likeStream ? streamOf(chunks, likeStream) : await inMemory(chunks);
			const beginning = plan.header.subarray(0, BEGINNING_BYTES).toString('latin1');
			const { extension, mimeType } = videoType(beginning)!;
			const name = `part-${part.startS.toFixed(2)}-${part.endS.toFixed(2)}.${extension}`;
			const data = await context.helpers.prepareBinaryData(content, name, mimeType);
			stored.push({
				...storedFile(data, file.place),
				bytes: plan.bytes,
				hash: part.hash,
				beginning,
			});
		}
		return stored;
	} catch (error) {
		if (stop?.aborted) throw stoppedBeforeSubmit();
		throw error instanceof Problem ? error : partNotStored(file.place, networkFault(error).reason);
	} finally {
		await source.close();
	}
}

/** Any stream of n8n's store; where it keeps files in memory, there is none. */
async function streamOfStore(
	{ helpers }: IExecuteSingleFunctions,
	{ data: { id } }: VideoFile,
): Promise<Stream | undefined> {
	if (!id) return undefined;
	const stream = (await helpers.getBinaryStream(id)) as Stream;
	stream.on('error', () => {});
	stream.destroy();
	return stream;
}

async function inMemory(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
	const all: Uint8Array[] = [];
	for await (const chunk of chunks) all.push(chunk);
	return Buffer.concat(all);
}
