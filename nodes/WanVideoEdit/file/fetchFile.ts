import type { IBinaryData, IExecuteSingleFunctions, IN8nHttpFullResponse } from 'n8n-workflow';

import { connection } from '../request/connection';
import { networkFault } from '../request/networkFault';
import { timeLimit } from '../wait/timeLimit';
import { notTheVideo, notVideoContent, notWhole } from './checkDownload';
import { BEGINNING_BYTES } from './fileKind';

/** The whole download may take this long. */
const DOWNLOAD_TIMEOUT_MS = 10 * 60_000;
/** A connection on which nothing arrives for this long is dead, before the answer and within it. */
const STALL_TIMEOUT_MS = 30_000;

type Stream = Exclude<
	Parameters<IExecuteSingleFunctions['helpers']['prepareBinaryData']>[0],
	Buffer
>;

/**
 * Streams a video from the result's host into n8n's binary store: memory stays flat whatever the
 * size. The host gets no credential, neither directly nor over a redirect.
 *
 * @returns the stored file, or why it could not be stored
 */
export async function fetchFile(
	context: IExecuteSingleFunctions,
	url: string,
	fileName: string,
): Promise<IBinaryData | string> {
	const { signal, lift } = timeLimit(DOWNLOAD_TIMEOUT_MS, context.getExecutionCancelSignal());
	try {
		const { statusCode, headers, body } = (await context.helpers.httpRequest({
			...connection(context),
			url,
			method: 'GET',
			// A compressed transfer would have another length than the file.
			headers: { 'Accept-Encoding': 'identity' },
			encoding: 'stream',
			timeout: STALL_TIMEOUT_MS,
			abortSignal: signal,
			sendCredentialsOnCrossOriginRedirect: false,
			ignoreHttpStatusErrors: true,
			returnFullResponse: true,
		})) as IN8nHttpFullResponse;

		const stream = body as Stream;
		const refusal = notTheVideo(statusCode, headers);
		if (refusal !== undefined) {
			stream.destroy();
			return refusal;
		}
		const file = await context.helpers.prepareBinaryData(stream, fileName, 'video/mp4');
		return (
			notWhole(await storedBytes(context, file), headers) ??
			notVideoContent(await beginning(context, file), headers) ??
			file
		);
	} catch (error) {
		return networkFault(error).reason;
	} finally {
		lift();
	}
}

/** Not every n8n version tells the size with the file, and the in-memory store keeps base64 text. */
async function storedBytes(context: IExecuteSingleFunctions, file: IBinaryData): Promise<number> {
	if (file.bytes !== undefined) return file.bytes;
	if (file.id) return (await context.helpers.getBinaryMetadata(file.id)).fileSize;
	return Buffer.byteLength(file.data, 'base64');
}

/** The first bytes of a stored file, one character each. */
async function beginning(context: IExecuteSingleFunctions, file: IBinaryData): Promise<string> {
	if (!file.id) return Buffer.from(file.data.slice(0, 64), 'base64').toString('latin1');
	const stored = await context.helpers.getBinaryStream(file.id, BEGINNING_BYTES);
	for await (const chunk of stored) {
		stored.destroy();
		// A store in a database gives the whole file at once.
		return (chunk as Buffer).subarray(0, BEGINNING_BYTES).toString('latin1');
	}
	return '';
}
