import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { ProbeResult } from '../checks/videoLimits';
import type { Client } from '../service/client';
import type { Estimate } from '../service/estimate';

/**
 * The item of an estimate, for a sheet's row, an If or a person who decides. What is not known is left out.
 *
 * @param about the estimate, what is in the video if it was probed, the account's balance in USD, and which parts of the
 *   video are edited
 */
export function toEstimateItem(
	{ context, withoutKey }: Pick<Client, 'context' | 'withoutKey'>,
	about: { estimate: Estimate; probed?: ProbeResult; balanceUsd?: number; parts: IDataObject },
): INodeExecutionData {
	const { estimate, probed, balanceUsd, parts } = about;
	const [size] = typeof probed === 'object' ? probed.sizes : [];
	const item = {
		videoSeconds: estimate.videoSeconds,
		width: size?.[0],
		height: size?.[1],
		editSeconds: estimate.editSeconds,
		edits: estimate.edits,
		...parts,
		resolution: estimate.resolution,
		estimatedCost: estimate.costUsd,
		estimatedCostAtMost: estimate.costAtMostUsd,
		priceBasis: estimate.price?.basis,
		balance: balanceUsd,
	};
	return {
		json: withoutKey(
			Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined)),
		),
		pairedItem: { item: context.getItemIndex() },
	};
}
