import type { IExecuteSingleFunctions, IN8nHttpFullResponse } from 'n8n-workflow';

import { connection } from '../request/connection';

/** Some bytes of a file on the web, and what its host says about it. */
export interface WebPiece {
	statusCode: number;
	contentType: string;
	/** Length of the whole file in bytes, if the host tells. */
	fileBytes?: number;
	/** Whether the host gives any part of the file, and not only all of it. */
	givesParts: boolean;
	bytes: Buffer;
}

type Stream = AsyncIterable<Uint8Array> & { destroy(): void };

/**
 * Asks a web host for a part of a file, and takes no more than that even when it sends everything. The
 * host gets no credential.
 *
 * @param signal ends the request
 * @throws whatever n8n's request helper throws
 */
export async function fetchPiece(
	context: IExecuteSingleFunctions,
	url: string,
	from: number,
	to: number,
	signal: AbortSignal,
): Promise<WebPiece> {
	const { statusCode, headers, body } = (await context.helpers.httpRequest({
		...connection(context),
		url,
		method: 'GET',
		// A compressed transfer would have other bytes than the file.
		headers: { Range: `bytes=${from}-${to - 1}`, 'Accept-Encoding': 'identity' },
		encoding: 'stream',
		abortSignal: signal,
		sendCredentialsOnCrossOriginRedirect: false,
		ignoreHttpStatusErrors: true,
		returnFullResponse: true,
	})) as IN8nHttpFullResponse;
	const givesParts = statusCode === 206;
	const length = givesParts
		? /\/(\d+)$/.exec(String(headers['content-range']))?.[1]
		: /^\d+$/.exec(String(headers['content-length']))?.[0];
	return {
		statusCode,
		contentType: String(headers['content-type'] ?? ''),
		fileBytes: length === undefined ? undefined : Number(length),
		givesParts,
		bytes: await atMost(body as Stream, to - from),
	};
}

async function atMost(stream: Stream, most: number): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	try {
		for await (const chunk of stream) {
			chunks.push(chunk);
			if ((bytes += chunk.length) >= most) break;
		}
	} finally {
		stream.destroy();
	}
	return Buffer.concat(chunks).subarray(0, most);
}
