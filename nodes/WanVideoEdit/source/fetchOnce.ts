import type { IN8nHttpFullResponse } from 'n8n-workflow';

import {
	LARGEST_LONG_SOURCE_BYTES,
	MUCH_TOO_LARGE_TO_CUT,
	notAVideo,
	tooLargeToCut,
} from '../checks/videoLimits';
import { Problem } from '../errors/problem';
import { noFileThere, unfitFile } from '../errors/sourceProblems';
import type { Client } from '../service/client';
import { retryAfterMs } from '../service/httpAnswer';
import { networkFault } from '../service/networkFault';
import { BEGINNING_BYTES, EMPTY, fileKind, isText, MP4_OR_MOV } from '../shared/files';
import { peek, withinLimits, type Chunks } from '../shared/incoming';
import { kindOfLabel } from '../shared/labels';
import { TIMEOUTS_MS } from '../shared/policies';
import type { Repeatable, Result } from '../shared/retry';
import { timeLimit } from '../shared/timeLimit';
import { aboutFile } from './fetchRange';
import { bodyOf, DeadLink, followLink, isCompressed } from './followLink';
import { problemOfStatus, WITH_ALL_OF_IT } from './linkProblem';
import { storeSource } from './storeSource';
import type { VideoFile } from './videoFile';

/** Why a fetch brought nothing. */
type FetchFault = Repeatable & { reason: string };

/**
 * Fetches a video into n8n's store with one request, and the redirects that it takes. What is no MP4 or MOV file by its
 * first bytes is not stored at all: a node cannot delete.
 *
 * @param stop ends it
 * @returns the stored file, or what may be otherwise with the next request
 * @throws {Problem} when there is no such file, or the next request would not change anything
 */
export async function fetchOnce(
	client: Client,
	url: string,
	place: string,
	stop = client.stop,
): Promise<Result<VideoFile, FetchFault>> {
	const { signal, end, lift } = timeLimit(TIMEOUTS_MS.fetchSource, stop);
	let limit: 'size' | 'stalled' | undefined;
	let arriving: Chunks | undefined;
	const limits = { mostBytes: LARGEST_LONG_SOURCE_BYTES, stalledMs: TIMEOUTS_MS.stalledFetch };
	const receive = async (): Promise<Result<VideoFile, FetchFault>> => {
		const answer = await followLink(client, url, {}, signal, TIMEOUTS_MS.stalledFetch);
		const body = bodyOf(answer);
		arriving = withinLimits(body, limits, (reached) => {
			limit = reached;
			end();
		});
		const { beginning, all } = await peek(arriving, BEGINNING_BYTES);
		const fault = assertVideo(answer, beginning, place);
		if (fault) return { fault };
		return { value: await storeSource(client, all, { url, place, beginning, like: body }) };
	};
	const explain = (error: unknown): { fault: FetchFault } => {
		if (error instanceof Problem) throw error;
		if (error instanceof DeadLink) throw noFileThere(place, error.message, 'node');
		if (limit === 'size') throw unfitFile(MUCH_TOO_LARGE_TO_CUT, place);
		if (limit === 'stalled') return { fault: STALLED };
		return { fault: signal.aborted ? TOO_SLOW : faultOf(error) };
	};
	try {
		return await receive().catch(explain);
	} finally {
		lift();
		// Of what was refused, nothing more is to come.
		end();
		arriving?.return().catch(() => {});
	}
}

const STALLED: FetchFault = {
	reason: `nothing arrived for ${TIMEOUTS_MS.stalledFetch / 1000} seconds`,
	isRepeatable: true,
};

/** It would be so again. After Stop nobody reads it. */
const TOO_SLOW: FetchFault = {
	reason: `it was not there after ${TIMEOUTS_MS.fetchSource / 60_000} minutes`,
	isRepeatable: false,
};

/** What is refused on this side, as a certificate is, will be so again. */
function faultOf(error: unknown): FetchFault {
	const { reason, neverSent, isUnreachable } = networkFault(error);
	return { reason, isRepeatable: !neverSent || isUnreachable };
}

/**
 * Looks at what a host has sent, before it is stored.
 *
 * @returns what may be otherwise with the next request
 * @throws {Problem} when it is no MP4 or MOV file, or too large
 */
function assertVideo(
	answer: IN8nHttpFullResponse,
	beginning: Buffer,
	place: string,
): FetchFault | undefined {
	const { statusCode, headers } = answer;
	const problem = problemOfStatus(statusCode, beginning);
	if (problem !== undefined) throw noFileThere(place, problem, 'node');
	if (!WITH_ALL_OF_IT.includes(statusCode)) {
		return {
			reason: `HTTP ${statusCode}`,
			isRepeatable: true,
			retryAfterMs: retryAfterMs(headers),
		};
	}
	if (isCompressed(answer)) {
		return {
			reason: `its host sends it as "${String(headers['content-encoding'])}"`,
			isRepeatable: false,
		};
	}
	const { contentType, fileBytes = 0 } = aboutFile(answer);
	const tooLarge = tooLargeToCut(fileBytes);
	const content = beginning.toString('latin1');
	const kind =
		fileKind(content) ?? kindOfLabel(contentType) ?? `not known as a video (${contentType})`;
	if (kind === EMPTY || isText(kind)) throw noFileThere(place, kind, 'node');
	if (kind !== MP4_OR_MOV) throw unfitFile(notAVideo(kind), place);
	if (tooLarge !== undefined) throw unfitFile(tooLarge, place);
	return undefined;
}
