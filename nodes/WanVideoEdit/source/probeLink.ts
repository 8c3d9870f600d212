import type { LinkProblem } from '../errors/sourceProblems';
import { memoizePerRun } from '../n8n/run';
import type { Client } from '../service/client';
import { EMPTY, WEB_PAGE } from '../shared/files';
import { TIMEOUTS_MS } from '../shared/policies';
import { timeLimit } from '../shared/timeLimit';
import { fetchRange, type WebRange } from './fetchRange';
import { kindOf, probeVideo, RANGE_BYTES, type Fetch, type VideoProbe } from './probeVideo';

/** What the probe of a link found. Nothing at all: it found nothing out, and the edit goes ahead. */
interface LinkProbe extends VideoProbe {
	/** What is there instead of a file. */
	linkProblem?: LinkProblem;
}

/** A way to probe a link on behalf of a service, once for all items of a run. */
type Probe = (client: Client, url: string) => Promise<LinkProbe>;

/** Probes a link to a video, with a few requests for parts of it. */
export const probeVideoLink: Probe = async (client, url) =>
	await memoizePerRun(
		client.context,
		`probe video ${url}`,
		async () =>
			await probe(client, url, (first, fetch) => probeFile(first) ?? probeVideo(first, fetch)),
	);

/** Probes whether a link leads to a file at all. */
export const probeFileLink: Probe = async (client, url) =>
	await memoizePerRun(
		client.context,
		`probe file ${url}`,
		async () => await probe(client, url, (first) => probeFile(first) ?? {}),
	);

/**
 * Only what is certain is refused: a host that does not answer n8n, or not as expected, may well answer
 * the service.
 */
async function probe(
	client: Client,
	url: string,
	read: (first: WebRange, fetch: Fetch) => LinkProbe | Promise<LinkProbe>,
): Promise<LinkProbe> {
	const { signal, lift } = timeLimit(TIMEOUTS_MS.probe, client.stop);
	try {
		const fetch: Fetch = async (from, to) => await fetchRange(client, url, [from, to], signal);
		return await read(await fetch(0, RANGE_BYTES), fetch);
	} catch {
		return {};
	} finally {
		lift();
	}
}

/** With these, the service gets no file either: it is private, or gone. */
const DEAD = [401, 403, 404, 410];

/** @returns `undefined` when there is a file */
function probeFile({ statusCode, contentType, fileBytes, bytes }: WebRange): LinkProbe | undefined {
	if (DEAD.includes(statusCode)) return { linkProblem: statusCode };
	// A file without any byte has none at the place where files begin (RFC 9110 §15.5.17).
	if (statusCode === 416 && fileBytes === 0) return { linkProblem: 'empty' };
	if (statusCode !== 200 && statusCode !== 206) return {};
	const kind = kindOf(bytes);
	if (kind === EMPTY) return { linkProblem: 'empty' };
	// Hosts label files as they like: the label counts only for what is not known by its bytes.
	const isPage = kind === WEB_PAGE || (kind === undefined && /^text\/html\b/i.test(contentType));
	return isPage ? { linkProblem: 'page' } : undefined;
}
