import type { IBinaryData, IExecuteSingleFunctions } from 'n8n-workflow';

import { send } from '../n8n/send';
import type { Client } from '../service/client';
import { networkFault } from '../service/networkFault';
import { BEGINNING_BYTES } from '../shared/files';
import { TIMEOUTS_MS } from '../shared/policies';
import type { Repeatable, Result } from '../shared/retry';
import { timeLimit } from '../shared/timeLimit';
import { notTheVideo, notVideoContent, notWhole } from './checkDownload';

type Stream = Exclude<
	Parameters<IExecuteSingleFunctions['helpers']['prepareBinaryData']>[0],
	Buffer
>;

/**
 * Streams a video from the result's host into n8n's binary store: memory stays flat whatever the
 * size. The host gets no credential, neither directly nor over a redirect.
 *
 * @returns the stored file, or why there is none; under a fresh link there may be one
 */
export async function fetchVideo(
	{ context, stop, connection }: Client,
	url: string,
	fileName: string,
): Promise<Result<IBinaryData, Repeatable & { reason: string }>> {
	const { signal, lift } = timeLimit(TIMEOUTS_MS.download, stop);
	try {
		const request = {
			...connection,
			url,
			// A compressed transfer would have another length than the file.
			headers: { 'Accept-Encoding': 'identity' },
			timeout: TIMEOUTS_MS.stalledDownload,
		};
		const answer = await send(context, request, { signal, followsRedirects: true });
		const { statusCode, headers, body } = answer;
		const stream = body as Stream;
		const refusal = notTheVideo(statusCode, headers);
		if (refusal !== undefined) {
			stream.destroy();
			return failed(refusal);
		}
		const file = await context.helpers.prepareBinaryData(stream, fileName, 'video/mp4');
		const wrong =
			notWhole(await storedBytes(context, file), headers) ??
			notVideoContent(await beginning(context, file), headers);
		return wrong === undefined ? { value: file } : failed(wrong);
	} catch (error) {
		return failed(networkFault(error).reason);
	} finally {
		lift();
	}
}

const failed = (reason: string) => ({ fault: { reason, isRepeatable: true } });

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
