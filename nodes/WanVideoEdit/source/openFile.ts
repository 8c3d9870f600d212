import type { IBinaryData, IExecuteSingleFunctions } from 'n8n-workflow';

import { unreadableFile } from '../errors/sourceProblems';
import { stoppedBeforeSubmit } from '../errors/submitProblems';
import { networkFault } from '../service/networkFault';
import { MEGABYTE } from '../shared/files';
import { pause } from '../shared/pause';

/** Hashing so much takes some milliseconds. */
const PIECE_BYTES = 4 * MEGABYTE;

/** How much n8n's file store is to give at once: many small reads take several times as long. */
const CHUNK_BYTES = MEGABYTE;

/** A file of n8n's store: where it is, and what it is called in messages. */
export interface StoredFile {
	/** The binary field that it is in, or the file itself, as n8n's helpers want it. */
	field: string;
	/** The field and the file's name, for messages. */
	place: string;
	data: IBinaryData;
}

/** A file that n8n has stored. Its helpers take it as well as the name of its field, although their types say otherwise. */
export const storedFile = (data: IBinaryData, place: string): StoredFile => ({
	field: data as unknown as string,
	place,
	data,
});

/**
 * Gives a way to open a file of n8n's store, from front to back, and again and again.
 *
 * @returns opens it once more: pieces of at most 4 MB, between which n8n does other things. Whoever leaves it early,
 *   as `break` in a loop does, closes it. Reading throws a {@link Problem} when the file cannot be read, or Stop was
 *   pressed
 */
export const openFile =
	(context: IExecuteSingleFunctions, file: StoredFile): (() => AsyncGenerator<Buffer, undefined>) =>
	() =>
		contentOf(context, file);

/** The content of a file, whichever way n8n keeps it. */
async function* contentOf(
	context: IExecuteSingleFunctions,
	{ field, data: { id }, place }: StoredFile,
): AsyncGenerator<Buffer, undefined> {
	const { getBinaryStream, getBinaryDataBuffer } = context.helpers;
	const stop = context.getExecutionCancelSignal();
	let failure: unknown;
	try {
		const stored = id
			? ((await getBinaryStream(id, CHUNK_BYTES)) as AsyncIterable<Buffer>)
			: [await getBinaryDataBuffer(field)];
		for await (const chunk of stored) {
			for (let at = 0; at < chunk.length && !stop?.aborted; at += PIECE_BYTES) {
				// Some stores give everything at once: n8n is to do other things, too, while it is hashed.
				if (at > 0) await pause(1, stop);
				yield chunk.subarray(at, at + PIECE_BYTES);
			}
			if (stop?.aborted) break;
		}
	} catch (error) {
		failure = error;
	}
	if (stop?.aborted) throw stoppedBeforeSubmit();
	if (failure) throw unreadableFile(place, networkFault(failure).reason);
	return undefined;
}
