import type { IDataObject, IN8nHttpFullResponse } from 'n8n-workflow';

import { send } from '../n8n/send';
import type { Client } from '../service/client';
import type { Stream } from '../service/readBody';
import { isPrivateAddress } from './privateAddress';

/** Some bytes of a file on the web, and what its host says about it. */
export interface WebRange {
	statusCode: number;
	contentType: string;
	/** Length of the whole file in bytes, if the host tells, also when it has no such part. */
	fileBytes?: number;
	/** Whether it is the part that was asked for, and not the beginning of all of it. */
	isPart: boolean;
	bytes: Buffer;
}

/** Where a file is, after the redirects to it. */
const MOST_REDIRECTS = 5;
const REFUSED = 403;

/**
 * Asks a web host for a part of a file, and takes no more than that even when it sends everything. The
 * host gets no credential. Hosts that give no parts may refuse them, and are then asked for everything.
 *
 * @param client if its service is in a private network, the request may lead there, too
 * @param signal ends the request
 * @throws when a redirect leads where the request may not go, and whatever n8n's request helper throws
 */
export async function fetchRange(
	client: Client,
	url: string,
	[from, to]: [from: number, to: number],
	signal: AbortSignal,
): Promise<WebRange> {
	const range = { Range: `bytes=${from}-${to - 1}` };
	let answer = await follow(client, url, range, signal);
	if (answer.statusCode === REFUSED && from === 0) {
		(answer.body as Stream).destroy();
		answer = await follow(client, url, {}, signal);
	}
	const { statusCode, headers, body } = answer;
	const isPart = statusCode === 206;
	const length =
		isPart || statusCode === 416
			? /\/(\d+)$/.exec(String(headers['content-range']))?.[1]
			: /^\d+$/.exec(String(headers['content-length']))?.[0];
	return {
		statusCode,
		contentType: String(headers['content-type'] ?? ''),
		fileBytes: length === undefined ? undefined : Number(length),
		isPart,
		bytes: await atMost(body as Stream, to - from),
	};
}

/** Follows redirects by hand: an address that somebody entered must not lead n8n to its own network. */
async function follow(
	client: Client,
	url: string,
	headers: IDataObject,
	signal: AbortSignal,
): Promise<IN8nHttpFullResponse> {
	for (let redirects = 0; ; redirects++) {
		// A compressed transfer would have other bytes than the file.
		const identity = { ...headers, 'Accept-Encoding': 'identity' };
		const request = { ...client.connection, url, headers: identity };
		const answer = await send(client.context, request, { signal });
		const { location } = answer.headers;
		const isRedirect = answer.statusCode >= 300 && answer.statusCode < 400;
		if (!isRedirect || typeof location !== 'string') return answer;
		(answer.body as Stream).destroy();
		if (redirects === MOST_REDIRECTS) throw new Error('too many redirects');
		url = new URL(location, url).href;
		if (isPrivateAddress(url) && !isPrivateAddress(client.address)) {
			throw new Error('a redirect into a private network');
		}
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
