import type { LinkProblem } from '../errors/sourceProblems';
import { memoizePerRun } from '../n8n/run';
import type { Client } from '../service/client';
import { BEGINNING_BYTES, EMPTY, fileKind, MP4_OR_MOV, WEB_PAGE, MEGABYTE } from '../shared/files';
import { TIMEOUTS_MS } from '../shared/policies';
import { timeLimit } from '../shared/timeLimit';
import { fetchRange, type WebRange } from './fetchRange';
import { notAVideo, tooLarge, type ProbeResult } from '../checks/videoLimits';
import { readVideoByRanges, type ReadRange } from './videoReader';

/** What the probe of a link found. Nothing at all: it found nothing out, and the edit goes ahead. */
interface LinkProbe {
	/** What is there instead of a file. */
	linkProblem?: LinkProblem;
	/** Why the model would refuse a file of this size or kind. */
	unfit?: string;
	/** What is in the video. */
	probed?: ProbeResult;
}

type Fetch = (from: number, to: number) => Promise<WebRange>;

/** The index of a short video is far smaller, and mostly at one of its ends. */
const RANGE_BYTES = 128 * 1024;
/** A video that takes more requests than this, or larger ones, is read by the service only. */
const MOST_RANGES = 12;
const LARGEST_RANGE_BYTES = 8 * MEGABYTE;

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

async function probeVideo(first: WebRange, fetch: Fetch): Promise<LinkProbe> {
	const { fileBytes, bytes } = first;
	const kind = kindOf(bytes);
	const unfit =
		(fileBytes === undefined ? undefined : tooLarge(fileBytes)) ??
		(kind === undefined || kind === MP4_OR_MOV ? undefined : notAVideo(kind));
	if (unfit !== undefined || fileBytes === undefined) return { unfit };
	return { probed: await readVideoByRanges(fileBytes, inRanges(first, fetch)) };
}

const kindOf = (bytes: Buffer) => fileKind(bytes.subarray(0, BEGINNING_BYTES).toString('latin1'));

/** Answers small reads from the ranges that are there, and asks the host only for what is not. */
function inRanges(first: WebRange, fetch: Fetch): ReadRange {
	const known = [{ from: 0, bytes: first.bytes }];
	return async (from, to) => {
		let has = known.find((one) => one.from <= from && one.from + one.bytes.length >= to);
		if (!has) {
			if (!first.isPart) throw new Error('the host gives no parts of the file');
			if (to - from > LARGEST_RANGE_BYTES) throw new Error('the index is too large');
			if (known.length === MOST_RANGES) throw new Error('the video takes too many requests');
			const { bytes, isPart } = await fetch(from, Math.max(to, from + RANGE_BYTES));
			if (!isPart || bytes.length < to - from) throw new Error('the host gave another part');
			known.push((has = { from, bytes }));
		}
		return has.bytes.subarray(from - has.from, to - has.from);
	};
}
