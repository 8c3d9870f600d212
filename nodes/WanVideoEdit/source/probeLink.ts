import { imageTooLarge, notAnImage } from '../checks/imageLimits';
import type { ProbeResult } from '../checks/videoLimits';
import type { LinkProblem } from '../errors/sourceProblems';
import { memoizePerRun } from '../n8n/run';
import type { Client } from '../service/client';
import { FewAtATime } from '../shared/fewAtATime';
import { EMPTY, isText } from '../shared/files';
import { kindOfLabel } from '../shared/labels';
import { PROBES_AT_A_TIME, TIMEOUTS_MS } from '../shared/policies';
import { timeLimit } from '../shared/timeLimit';
import { fetchRange, type WebRange } from './fetchRange';
import { DeadLink } from './followLink';
import { problemOfBeginning } from './imageProblem';
import { problemOfStatus, WITH_ALL_OF_IT } from './linkProblem';
import { kindOf, probeVideo, RANGE_BYTES, type Fetch, type VideoProbe } from './probeVideo';

/** What the probe of a link found. Nothing at all: it found nothing out, and the edit goes ahead. */
interface LinkProbe extends VideoProbe {
	/** What is there instead of a file. */
	linkProblem?: LinkProblem;
}

type Read = (first: WebRange, fetch: Fetch) => LinkProbe | Promise<LinkProbe>;

/** A way to probe a link on behalf of a service, once for all items of a run. */
type Probe = (client: Client, url: string) => Promise<LinkProbe>;

const probeOf =
	(what: string, read: Read): Probe =>
	async (client, url) =>
		await memoizePerRun(
			client.context,
			`probe ${what} ${url}`,
			async () => await probe(client, url, read),
		);

/** Probes a link to a video, with a few requests for parts of it. */
export const probeVideoLink = probeOf('video', async (first, fetch) => {
	const found = await probeVideo(first, fetch);
	return first.isLengthSure ? found : { ...found, probed: withoutEnd(found.probed) };
});

/** Where the length of a file is not known for sure, nothing can be said to be missing at its end. */
function withoutEnd(probed: ProbeResult | undefined): ProbeResult | undefined {
	if (typeof probed === 'object') return { ...probed, isWhole: true };
	return probed === 'damaged' ? 'unknown' : probed;
}

/** Probes a link to a reference image. */
export const probeImageLink = probeOf('image', async ({ bytes, fileBytes, isLengthSure }) => ({
	unfit:
		notAnImage(kindOf(bytes)) ??
		(isLengthSure && fileBytes !== undefined ? imageTooLarge(fileBytes) : undefined) ??
		(await problemOfBeginning(bytes)),
}));

/** Probes whether a link leads to a file at all. */
export const probeFileLink = probeOf('file', () => ({}));

/** What a probe has in memory is a few megabytes; whoever fills a list may name any number of links. */
const few = new FewAtATime(PROBES_AT_A_TIME);

/**
 * Only what is certain is refused: a host that does not answer n8n, or not as expected, may well answer
 * the service.
 */
const probe = async (client: Client, url: string, read: Read): Promise<LinkProbe> =>
	(await few.run(async () => await probeNow(client, url, read), client.stop)) ?? {};

async function probeNow(client: Client, url: string, read: Read): Promise<LinkProbe> {
	const { signal, end, lift } = timeLimit(TIMEOUTS_MS.probe, client.stop);
	try {
		const first = await fetchRange(client, url, [0, RANGE_BYTES], signal);
		const fetch: Fetch = async (from, to) => {
			const part = await fetchRange(client, url, [from, to], signal);
			if (part.fileBytes !== first.fileBytes) throw new Error('the file has changed meanwhile');
			return part;
		};
		return probeFile(first) ?? (await read(first, fetch));
	} catch (error) {
		return error instanceof DeadLink ? { linkProblem: error.message } : {};
	} finally {
		lift();
		// Of what was not read, nothing more is to come.
		end();
	}
}

/** With these comes the file, or a part of it. */
const WITH_THE_FILE = [...WITH_ALL_OF_IT, 206];

/** @returns `undefined` when there is a file */
function probeFile(first: WebRange): LinkProbe | undefined {
	const { statusCode, contentType, fileBytes, bytes } = first;
	if (statusCode === 416 && fileBytes === 0) return { linkProblem: EMPTY };
	const linkProblem = problemOfStatus(statusCode, bytes);
	if (linkProblem !== undefined || statusCode < 200 || statusCode >= 300) return { linkProblem };
	// Hosts label files as they like: the label counts only for what is not known by its bytes.
	const kind = kindOf(bytes) ?? kindOfLabel(contentType);
	const hasFile = WITH_THE_FILE.includes(statusCode);
	if (isText(kind) || (kind === EMPTY && hasFile)) return { linkProblem: kind };
	return hasFile ? undefined : {};
}
