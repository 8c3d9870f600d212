import type {
	DeclarativeRestApiSettings,
	IDataObject,
	IExecutePaginationFunctions,
	IExecuteSingleFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
} from 'n8n-workflow';

import type { ProbeResult } from '../checks/videoLimits';
import { submitFailed } from '../errors/submitProblems';
import { partOf } from '../item/toPiecesItem';
import { toEstimateItem } from '../item/toEstimateItem';
import { checkAccount } from '../service/checkAccount';
import type { Client } from '../service/client';
import { sumOfEstimates, type Estimate } from '../service/estimate';
import type { Cause } from '../service/fault';
import { probeSources } from '../source/probeSources';
import { signedUrl } from '../source/signedUrl';
import { prepare, run } from './frame';
import { editsOf, estimateOfEdit } from './itemEdits';
import { readItem, type Item } from './readItem';

interface Prepared {
	client: Client;
	probed?: ProbeResult;
	estimate: Estimate;
	/** Which parts of the video are edited. */
	parts: IDataObject;
}

/** Called before n8n's request (its "preSend"): the same checks as those of Submit Edit. */
export async function prepareEstimateEdit(
	this: IExecuteSingleFunctions,
	request: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	return await prepare(this, request, async () => await prepareItem(this, request));
}

/** Credential and parameters → files → probe → whether the service could fetch a file. */
async function prepareItem(
	context: IExecuteSingleFunctions,
	request: IHttpRequestOptions,
): Promise<Prepared> {
	const item = await readItem(context, request);
	const { client, sources, edit, video, images, cut } = item;
	const { probes } = sources;
	const isCut = cut !== undefined;
	const probed = probes ? await probeSources(client, edit, { video, images, isCut }) : undefined;
	if (probes && video && !client.service.uploads.takesVideo) {
		await signedUrl(client, NOTHING_KEPT, video, { settings: { waits: true }, probes });
	}
	const estimates = editsOf(item).map((one) => estimateOfEdit(client, one, { probed }));
	const estimate = cut ? sumOfEstimates(estimates, cut.seconds) : estimates[0];
	return { client, probed: probed ?? cut?.file.probed, estimate, parts: partsOf(item) };
}

/** Which parts of the video are edited, where that was left open. */
function partsOf({ cut, onlyPiece }: Item): IDataObject {
	if (cut?.isInPieces) return { pieces: cut.parts.map(partOf) };
	if (cut) return { ...partOf(cut.parts[0]) };
	return onlyPiece ? { pieces: [partOf(onlyPiece)] } : {};
}

/** An estimate opens no purchase that could remember the link of a file. */
const NOTHING_KEPT = {
	linkOf: async (_fileHash: string, makeLink: () => Promise<string>) => await makeLink(),
};

/** Called instead of n8n's request (its "pagination"): asks for the account, and buys nothing. */
export async function runEstimateEdit(
	this: IExecutePaginationFunctions,
	requestData: DeclarativeRestApiSettings.ResultOptions,
): Promise<INodeExecutionData[]> {
	return await run<Prepared>(this, requestData, async ({ client, probed, estimate, parts }) => {
		const { fault, balanceUsd } = await checkAccount(client);
		if (fault && REFUSALS.has(fault.cause)) throw submitFailed({ ...fault, mayBeBilled: false });
		return toEstimateItem(client, { estimate, probed, balanceUsd, parts });
	});
}

/** With these, the service would refuse the edit, too. A balance that is used up is told as such. */
const REFUSALS = new Set<Cause>([
	'badKey',
	'billDue',
	'quotaUsedUp',
	'notActivated',
	'wrongRegion',
	'notAllowed',
]);
