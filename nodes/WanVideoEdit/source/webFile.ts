import type { IDataObject, IExecuteSingleFunctions, IN8nHttpFullResponse } from 'n8n-workflow';

import { connection } from '../request/connection';
import type { Stream } from '../request/readBody';
import { isPrivateAddress } from './publicAddress';

/** Some bytes of a file on the web, and what its host says about it. */
export interface WebPiece {
	statusCode: number;
	contentType: string;
	/** Length of the whole file in bytes, if the host tells, also when it has no such part. */
	fileBytes?: number;
	/** Whether the host gives any part of the file, and not only all of it. */
	givesParts: boolean;
	bytes: Buffer;
}

/** How a part of a file is asked for. */
export interface Reach {
	/** Ends the request. */
	signal: AbortSignal;
	/** Whether the request may lead into a private network, as it may when the service is in one. */
	mayBePrivate: boolean;
}

/** Where a file is, after the redirects to it. */
const MOST_REDIRECTS = 5;
const REFUSED = 403;

/**
 * Asks a web host for a part of a file, and takes no more than that even when it sends everything. The
 * host gets no credential. Hosts that give no parts may refuse them, and are then asked for everything.
 *
 * @throws when a redirect leads where the request may not go, and whatever n8n's request helper throws
 */
export async function fetchPiece(
	context: IExecuteSingleFunctions,
	url: string,
	from: number,
	to: number,
	reach: Reach,
): Promise<WebPiece> {
	const range = { Range: `bytes=${from}-${to - 1}` };
	let answer = await follow(context, url, range, reach);
	if (answer.statusCode === REFUSED && from === 0) {
		(answer.body as Stream).destroy();
		answer = await follow(context, url, {}, reach);
	}
	const { statusCode, headers, body } = answer;
	const givesParts = statusCode === 206;
	const length =
		givesParts || statusCode === 416
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

/** Follows redirects by hand: an address that somebody entered must not lead n8n to its own network. */
async function follow(
	context: IExecuteSingleFunctions,
	url: string,
	headers: IDataObject,
	{ signal, mayBePrivate }: Reach,
): Promise<IN8nHttpFullResponse> {
	for (let redirects = 0; ; redirects++) {
		const answer = (await context.helpers.httpRequest({
			...connection(context),
			url,
			method: 'GET',
			// A compressed transfer would have other bytes than the file.
			headers: { ...headers, 'Accept-Encoding': 'identity' },
			encoding: 'stream',
			abortSignal: signal,
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: true,
			returnFullResponse: true,
		})) as IN8nHttpFullResponse;
		const { location } = answer.headers;
		const isRedirect = answer.statusCode >= 300 && answer.statusCode < 400;
		if (!isRedirect || typeof location !== 'string') return answer;
		(answer.body as Stream).destroy();
		if (redirects === MOST_REDIRECTS) throw new Error('too many redirects');
		url = new URL(location, url).href;
		if (!mayBePrivate && isPrivateAddress(url))
			throw new Error('a redirect into a private network');
	}
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
