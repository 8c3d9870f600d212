import { stoppedBeforeSubmit } from '../errors/submitProblems';
import { privateLink, sourceNotFetched } from '../errors/sourceProblems';
import { memoizePerRun } from '../n8n/run';
import { networkFault } from '../service/networkFault';
import type { Client } from '../service/client';
import { FewAtATime } from '../shared/fewAtATime';
import { POLICIES, SOURCES_FETCHED_AT_A_TIME } from '../shared/policies';
import { retry } from '../shared/retry';
import { timeLimit, type Deadline } from '../shared/timeLimit';
import { fetchOnce } from './fetchOnce';
import { isPrivateAddress } from './privateAddress';
import type { VideoFile } from './videoFile';

const few = new FewAtATime(SOURCES_FETCHED_AT_A_TIME);

/**
 * Fetches a video on the web into n8n's binary store, to be cut there: once for all items of a run, with flat memory.
 *
 * @param url of the file itself
 * @param place the field it came from, for messages
 * @param deadline it is not waited for beyond that
 * @returns the file, with its hash and what is in it, as if an earlier node had brought it along
 * @throws {Problem} when there is no MP4 or MOV file, it is too large or cannot be fetched, or Stop was pressed
 */
export const fetchSource = async (
	client: Client,
	url: string,
	place: string,
	deadline?: Deadline,
): Promise<VideoFile> => {
	if (isPrivateAddress(url) && !isPrivateAddress(client.address)) {
		throw privateLink(place, new URL(url).host, 'node');
	}
	const fetchIt = async () => await fetchInTurn(client, url, place, deadline);
	return await memoizePerRun(client.context, `fetch ${place} ${url}`, fetchIt);
};

async function fetchInTurn(
	client: Client,
	url: string,
	place: string,
	deadline?: Deadline,
): Promise<VideoFile> {
	const { stop } = client;
	const limit = deadline && timeLimit(Math.max(0, deadline.leftMs), stop);
	// Executions take turns by their Stop signals.
	const signal = limit?.signal ?? stop;
	const stopped = { fault: networkFault(new Error('stopped')) };
	const fetchNow = async () => await fetchOnce(client, url, place, signal);
	const { value, fault, tries } = await retry(
		POLICIES.fetchSource,
		async () => (await few.run(fetchNow, signal)) ?? stopped,
		{ stop: signal, deadline },
	).finally(limit?.lift);
	// What was stored before Stop is of no use any more.
	if (stop?.aborted) throw stoppedBeforeSubmit();
	if (value) return value;
	const isLate = signal?.aborted;
	throw sourceNotFetched(place, tries, isLate ? 'the Timeout is over' : fault.reason);
}
