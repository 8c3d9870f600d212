import type { IBinaryData, IExecuteSingleFunctions, IWorkflowSettings } from 'n8n-workflow';

import type { Settings } from '../checks/settings';
import {
	deletedTooSoon,
	linkNotServed,
	noLinksFromMemory,
	privateInstance,
} from '../errors/sourceProblems';
import { memoizePerRun } from '../n8n/run';
import type { OpenPurchase } from '../purchase/openPurchase';
import type { Client } from '../service/client';
import type { InputFile } from './inputFile';
import { isPrivateAddress } from './privateAddress';
import { probeFileLink } from './probeLink';

/**
 * As long as a submit may be repeated under its Idempotency-Key (API §1): until then a service
 * that took it late may ask for the video.
 */
const LINK_LIFE = '24h';

/** n8n keeps the files of a trigger under this name, and moves them when the execution ends. */
const MOVED_LATER = '/executions/temp/';

const MP4 = 'video/mp4';
const MOV = 'video/quicktime';
/** The brand that a MOV file gives itself in its first box. */
const MOV_BRAND = /^[^]{4}ftypqt {2}/;

/**
 * Gives the service an address for the video of a purchase: a link of this n8n that needs no login and
 * ends by itself. It still works when the execution is over.
 *
 * @param about whether the node waits for the edit, so that the execution goes on until then; and whether
 *   to probe the link
 * @throws {Problem} when this n8n cannot give such a link, or the service cannot fetch it as far as n8n can
 *   tell
 */
export async function signedUrl(
	client: Client,
	purchase: Pick<OpenPurchase, 'linkOf'>,
	file: InputFile,
	{ settings: { waits }, probes }: { settings: Pick<Settings, 'waits'>; probes: boolean },
): Promise<string> {
	const { context } = client;
	const makeIt = async () => await makeUrl(context, file, waits);
	const url = await purchase.linkOf(
		file.hash,
		async () => await memoizePerRun(context, `link ${file.hash} ${waits}`, makeIt),
	);
	if (!probes) return url;

	const { origin, host } = new URL(url);
	if (isPrivateAddress(url) && !isPrivateAddress(client.address)) throw privateInstance(origin);
	const { linkProblem } = await probeFileLink(client, url);
	if (linkProblem !== undefined) throw linkNotServed(host, linkProblem);
	return url;
}

async function makeUrl(
	context: IExecuteSingleFunctions,
	file: InputFile,
	waits: boolean,
): Promise<string> {
	if (!waits && isDeletedAtEnd(context)) throw deletedTooSoon();
	const { data } = file;
	const isLasting = data.id !== undefined && !data.id.includes(MOVED_LATER);
	const isLabelled = data.mimeType === MP4 || data.mimeType === MOV;
	const kept = isLasting && isLabelled ? data : await keptCopy(context, file);
	if (!kept.id) throw noLinksFromMemory(file.place);
	return context.helpers.createBinarySignedUrl(kept, LINK_LIFE);
}

/** Stores the file once more, with this execution and labelled as a video. */
async function keptCopy(
	{ helpers }: IExecuteSingleFunctions,
	{ field, data, beginning }: InputFile,
): Promise<IBinaryData> {
	const content = data.id
		? await helpers.getBinaryStream(data.id)
		: await helpers.getBinaryDataBuffer(field);
	const mimeType = MOV_BRAND.test(beginning) ? MOV : MP4;
	return await helpers.prepareBinaryData(content, data.fileName ?? 'video', mimeType);
}

/** Whether n8n may delete the execution, and with it its files, when it ends. */
const isDeletedAtEnd = (context: IExecuteSingleFunctions) =>
	context.getMode?.() !== 'manual' && isUnsaved(context.getWorkflowSettings());

const isUnsaved = ({ saveDataSuccessExecution, saveDataErrorExecution }: IWorkflowSettings) =>
	saveDataSuccessExecution === 'none' || saveDataErrorExecution === 'none';
