import type {
	DeclarativeRestApiSettings,
	IExecutePaginationFunctions,
	IExecuteSingleFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
} from 'n8n-workflow';

import type { ProbeResult } from '../checks/videoLimits';
import { submitFailed } from '../errors/submitProblems';
import { toEstimateItem } from '../item/toEstimateItem';
import { checkAccount } from '../service/checkAccount';
import type { Client } from '../service/client';
import type { Estimate } from '../service/estimate';
import type { Cause } from '../service/fault';
import { probeSources } from '../source/probeSources';
import { signedUrl } from '../source/signedUrl';
import { prepare, run } from './frame';
import { estimateOfItem, readItem } from './readItem';

interface Prepared {
	client: Client;
	probed?: ProbeResult;
	estimate: Estimate;
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
	const { client, sources, edit, video, images } = item;
	const { probes } = sources;
	const probed = probes ? await probeSources(client, edit, { video, images }) : undefined;
	if (probes && video && !client.service.uploads.takesVideo) {
		await signedUrl(client, NOTHING_KEPT, video, { settings: { waits: true }, probes });
	}
	return { client, probed, estimate: estimateOfItem(item, { probed }) };
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
	return await run<Prepared>(this, requestData, async ({ client, probed, estimate }) => {
		const { fault, balanceUsd } = await checkAccount(client);
		if (fault && REFUSALS.has(fault.cause)) throw submitFailed({ ...fault, mayBeBilled: false });
		return toEstimateItem(client, { estimate, probed, balanceUsd });
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
