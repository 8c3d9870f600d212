import { createHash } from 'node:crypto';

import type { IExecuteSingleFunctions } from 'n8n-workflow';

import type { BinaryField } from '../checks/sources';
import { unfitFile } from '../errors/sourceProblems';
import { stoppedBeforeSubmit } from '../errors/submitProblems';
import { memoizePerRun } from '../n8n/run';
import { FewAtATime } from '../shared/fewAtATime';
import { BEGINNING_BYTES } from '../shared/files';
import type { Chunks } from '../shared/incoming';
import { FILES_READ_AT_A_TIME } from '../shared/policies';
import type { ReadNext } from '../video/fileBytes';
import { openFile, type StoredFile } from './openFile';

const few = new FewAtATime(FILES_READ_AT_A_TIME);

/** A file of n8n's store, mostly from an earlier node, read once from beginning to end. */
export interface InputFile extends StoredFile {
	bytes: number;
	/** SHA-256 of the content: the same file again is the same purchase. */
	hash: string;
	/** The first bytes as latin1 text. */
	beginning: string;
}

/**
 * Reads a file of the item from n8n's store, piece by piece, and once for all items of a run.
 *
 * @param parameter the parameter that names the field, for messages
 * @param from the field, or the file itself
 * @param tooLarge says why a file of so many bytes cannot be used
 * @param probe reads as much of the file as it wants to see, in passing
 * @throws {Problem} when the file is too large, or not there any more
 */
export async function readInputFile<T = undefined>(
	context: IExecuteSingleFunctions,
	parameter: string,
	from: BinaryField,
	tooLarge: (bytes: number) => string | undefined,
	probe?: (next: ReadNext) => Promise<T>,
): Promise<InputFile & { probed?: T }> {
	// n8n's helpers take a file as well as the name of its field, although their types say otherwise.
	const field = from as string;
	const data = context.helpers.assertBinaryData(field);
	const named = typeof from === 'string' ? `${parameter} "${from}"` : parameter;
	const place = `${named}${data.fileName ? `, ${data.fileName}` : ''}`;
	const refuseSize = (bytes: number) => {
		const reason = tooLarge(bytes);
		if (reason !== undefined) throw unfitFile(reason, place);
	};
	if (data.bytes !== undefined) refuseSize(data.bytes);

	const open = openFile(context, { field, data, place });
	const readIt = async () => {
		const stop = context.getExecutionCancelSignal();
		const read = await few.run(async () => await readWhole(open(), refuseSize, probe), stop);
		if (read === undefined) throw stoppedBeforeSubmit();
		return read;
	};
	const known = data.id ? `read ${place} ${data.id}` : undefined;
	const read = known === undefined ? readIt() : memoizePerRun(context, known, readIt);
	return { field, place, data, ...(await read) };
}

/**
 * Reads to the end, and lets `probe` see what goes by.
 *
 * @param refuseSize is told how many bytes there are so far, and throws when these are too many
 */
export async function readWhole<T>(
	content: Chunks,
	refuseSize: (bytes: number) => void,
	probe?: (next: ReadNext) => Promise<T>,
): Promise<Pick<InputFile, 'bytes' | 'hash' | 'beginning'> & { probed?: T }> {
	const hash = createHash('sha256');
	let bytes = 0;
	let beginning = '';
	let failed: Promise<never> | undefined;
	const read: ReadNext = async () => {
		const { value } = await content.next();
		if (value === undefined) return undefined;
		refuseSize((bytes += value.length));
		hash.update(value);
		const missing = value.subarray(0, BEGINNING_BYTES - beginning.length);
		beginning += Buffer.from(missing).toString('latin1');
		return value;
	};
	// A probe may do without the rest, but half a file has the hash of another one.
	const next: ReadNext = async () =>
		await read().catch((error: unknown) => (failed ??= Promise.reject(error)));
	try {
		const probed = await probe?.(next);
		await failed;
		while ((await next()) !== undefined);
		return { bytes, hash: hash.digest('hex'), beginning, probed };
	} finally {
		await content.return(undefined);
	}
}
