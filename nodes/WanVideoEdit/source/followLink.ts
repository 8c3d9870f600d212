import type { IDataObject, IN8nHttpFullResponse } from 'n8n-workflow';

import { parseUrl } from '../../../credentials/parseUrl';
import { NO_ADDRESS, NOT_ON_THE_WEB, PRIVATE_NETWORK, REDIRECTS } from '../errors/sourceProblems';
import { send } from '../n8n/send';
import type { Client } from '../service/client';
import type { Stream } from '../service/readBody';
import { isPrivateAddress } from './privateAddress';

/** Redirects lead from the link to no file. The message says what they lead to. */
export class DeadLink extends Error {}

/** As many as web browsers follow. */
const MOST_REDIRECTS = 20;

/**
 * Asks a web host for a file. The host gets no credential. Redirects are followed by hand: an address that somebody
 * entered must not lead n8n to its own network.
 *
 * @param client if its service is in a private network, redirects may lead there, too
 * @param headers of the request
 * @param signal ends the request, and its answer as long as that is read
 * @param timeout in ms, until the answer begins; n8n's own unless given
 * @throws {DeadLink} when redirects lead to no file
 * @throws whatever n8n's request helper throws
 */
export async function followLink(
	client: Client,
	url: string,
	headers: IDataObject,
	signal: AbortSignal,
	timeout?: number,
): Promise<IN8nHttpFullResponse> {
	for (let redirects = 0; ; redirects++) {
		// A compressed transfer would have other bytes than the file.
		const identity = { ...headers, 'Accept-Encoding': 'identity' };
		const request = { ...client.wire.connection, url, headers: identity, timeout };
		const answer = await send(client.context, request, { signal });
		const { location } = answer.headers;
		const isRedirect = answer.statusCode >= 300 && answer.statusCode < 400;
		if (!isRedirect || typeof location !== 'string') return answer;
		bodyOf(answer).destroy();
		if (redirects === MOST_REDIRECTS) throw new DeadLink(REDIRECTS);
		const next = parseUrl(asUtf8(location), url);
		if (!next) throw new DeadLink(NO_ADDRESS);
		if (!/^https?:$/.test(next.protocol)) throw new DeadLink(NOT_ON_THE_WEB);
		url = next.href;
		if (isPrivateAddress(url) && !isPrivateAddress(client.address)) {
			throw new DeadLink(PRIVATE_NETWORK);
		}
	}
}

/** Node.js reads headers as Latin-1; hosts write addresses in UTF-8. */
function asUtf8(header: string): string {
	const text = Buffer.from(header, 'latin1').toString();
	return text.includes('\ufffd') ? header : text;
}

/** What a host sends: answers are never read whole before. */
export const bodyOf = ({ body }: IN8nHttpFullResponse): Stream => body as Stream;

/**
 * Whether it came compressed, in a way that n8n's helper does not know. Stores of files hand out whatever
 * was entered there, e.g. "utf-8", of files that are as they are.
 */
export const isCompressed = ({ headers }: IN8nHttpFullResponse) =>
	/\b(gzip|compress|deflate|br|zstd)\b/i.test(String(headers['content-encoding']));
