import { createHash } from 'node:crypto';

import type { IBinaryData, IExecuteSingleFunctions } from 'n8n-workflow';

import { unfitFile, UnfitSource, unreadableFile } from '../errors/messagesOfSource';
import { notStarted, stoppedBeforeSubmit } from '../errors/messagesOfSubmit';
import { nodeError } from '../errors/nodeError';
import { BEGINNING_BYTES } from '../file/fileKind';
import { networkFault } from '../request/networkFault';
import type { ReadNext } from './videoReader';

/** A file that an earlier node brought along, read once from beginning to end. */
export interface InputFile {
	/** The binary field that it is in. */
	field: string;
	/** The field and the file's name, for messages. */
	place: string;
	data: IBinaryData;
	/** SHA-256 of the content: the same file again is the same purchase. */
	hash: string;
	/** The first bytes as latin1 text. */
	beginning: string;
}

/**
 * Reads a file of the item from n8n's store, piece by piece.
 *
 * @param parameter the parameter that names the field, for messages
 * @param tooLarge says why a file of so many bytes cannot be used
 * @param look reads as much of the file as it wants to see, in passing
 * @throws {UnfitSource} when the file is too large, or not there any more
 */
export async function readInputFile<T = undefined>(
	context: IExecuteSingleFunctions,
	parameter: string,
	field: string,
	tooLarge: (bytes: number) => string | undefined,
	look?: (next: ReadNext) => Promise<T>,
): Promise<InputFile & { seen?: T }> {
	const data = context.helpers.assertBinaryData(field);
	const place = `${parameter} "${field}"${data.fileName ? `, ${data.fileName}` : ''}`;
	const refuseSize = (bytes: number) => {
		const reason = tooLarge(bytes);
		if (reason !== undefined) throw new UnfitSource(unfitFile(reason, place));
	};
	if (data.bytes !== undefined) refuseSize(data.bytes);

	const stop = context.getExecutionCancelSignal();
	const hash = createHash('sha256');
	let bytes = 0;
	let beginning = '';
	const content = contentOf(context, field, data, place);
	const next: ReadNext = async () => {
		if (stop?.aborted) throw await nodeError(context, stoppedBeforeSubmit());
		const { done, value } = await content.next();
		if (done === true) return undefined;
		refuseSize((bytes += value.length));
		hash.update(value);
		if (beginning === '') beginning = value.subarray(0, BEGINNING_BYTES).toString('latin1');
		return value;
	};
	try {
		const seen = await look?.(next);
		while ((await next()) !== undefined);
		return { field, place, data, hash: hash.digest('hex'), beginning, seen };
	} finally {
		await content.return(undefined);
	}
}

/** The content of a file, whichever way n8n keeps it. */
async function* contentOf(
	context: IExecuteSingleFunctions,
	field: string,
	{ id }: IBinaryData,
	place: string,
): AsyncGenerator<Buffer, undefined> {
	try {
		if (id) yield* (await context.helpers.getBinaryStream(id)) as AsyncIterable<Buffer>;
		else yield await context.helpers.getBinaryDataBuffer(field);
	} catch (error) {
		const unreadable = unreadableFile(place, networkFault(error).reason);
		throw await nodeError(context, notStarted(unreadable));
	}
	return undefined;
}
