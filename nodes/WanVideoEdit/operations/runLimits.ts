import type { IExecuteSingleFunctions } from 'n8n-workflow';

import type { Limits, Settings } from '../checks/settings';
import { balanceTooLow } from '../errors/limitProblems';
import { batchingOf, itemsBegun, memoizePerRun, sharedByRun } from '../n8n/run';
import { isToolCall } from '../n8n/toolCall';
import { editsOfLaterItems } from '../purchase/laterItems';
import type { OpenPurchase } from '../purchase/openPurchase';
import { assertWithinLimits, isMore, spentBy, type Planned } from '../purchase/spending';
import { checkAccount } from '../service/checkAccount';
import type { Client } from '../service/client';
import type { Estimate } from '../service/estimate';
import type { Checked } from './waitForAllChecks';

/** What the limits need to know of an item that is checked. */
interface Buyer {
	client: Client;
	settings: Settings;
	/** One edit, or one for each piece of a video. */
	edits: Array<{ estimate: Estimate; purchase: OpenPurchase }>;
	/** Whether the item has ended: unless it has bought something by then, it buys nothing. */
	hasEnded?: boolean;
}

/**
 * Refuses a run that would buy more than the node may buy in an execution, or than the balance covers, before its first
 * edit is bought. What is bought already counts once.
 *
 * @param own the item that asks; it is refused only if it would buy something, or all of the run fails with it
 * @param checked what came of the items that n8n has begun with
 * @throws {Problem} that says what would have been bought
 */
export async function assertRunWithinLimits(
	context: IExecuteSingleFunctions,
	own: Buyer | undefined,
	checked: Array<Checked<Buyer>>,
): Promise<void> {
	if (own === undefined || (context.continueOnFail() && newOf(own).length === 0)) return;
	const assert = async () => await assertAllWithinLimits(context, checked);
	if (isToolCall(context)) return await assert();
	await memoizePerRun(context, `limits of ${checked.length} checks`, assert);
}

async function assertAllWithinLimits(
	context: IExecuteSingleFunctions,
	checked: Array<Checked<Buyer>>,
): Promise<void> {
	const buyers = checked.flatMap(({ value }) =>
		value && newOf(value).length > 0 && !value.hasEnded ? [value] : [],
	);
	if (buyers.length === 0) return;
	const planned = sumOf(
		buyers.flatMap(newOf).map(({ purchase, estimate }) => purchase.spending.planned(estimate)),
	);
	const later = isToolCall(context) ? 0 : editsOfLater(context, buyers);
	assertWithinLimits(spentBy(context), planned, tightestOf(buyers), later);
	await assertBalanceCovers(buyers, planned);
}

/** The edits that are still to be bought. */
const newOf = ({ edits }: Buyer) => edits.filter(({ purchase }) => purchase.isNew);

/**
 * With a pause between batches, n8n begins with the others when the first are bought, or while they are still being checked.
 * What the others cost is not known yet.
 */
function editsOfLater(context: IExecuteSingleFunctions, buyers: Buyer[]): number {
	const { batchSize, pauseMs } = sharedByRun(context, 'batching', () => batchingOf(context));
	const begun = buyers.map(({ client }) => itemsBegun(client.context, batchSize));
	return pauseMs > 0 ? editsOfLaterItems(context, Math.max(...begun)) : 0;
}

const sumOf = (all: Planned[]): Planned =>
	all.reduce((sum, one) => ({
		edits: sum.edits + one.edits,
		usd: sum.usd === undefined || one.usd === undefined ? undefined : sum.usd + one.usd,
		// Of two prices, the message names the one that is less sure.
		basis: sum.basis === 'credential' ? one.basis : sum.basis,
	}));

/** An expression may give each item other limits. */
const tightestOf = (buyers: Buyer[]): Limits => ({
	edits: Math.min(...buyers.map(({ settings }) => settings.limits.edits)),
	costUsd: Math.min(...buyers.map(({ settings }) => settings.limits.costUsd)),
});

/** One edit alone is refused by the service itself, and nothing is half done. */
async function assertBalanceCovers(buyers: Buyer[], { edits, basis }: Planned): Promise<void> {
	const [{ client }] = buyers;
	const estimates = buyers.flatMap(newOf).map(({ estimate }) => estimate);
	const usd = estimates.reduce((sum, { costUsd = 0 }) => sum + costUsd, 0);
	const tellsBalance = client.service.credentialCheck.readBalance !== undefined;
	if (edits < 2 || usd === 0 || !tellsBalance) return;
	const { balanceUsd } = await checkAccount(client);
	if (balanceUsd === undefined || !isMore(usd, balanceUsd)) return;
	const isPart = estimates.some(({ costUsd }) => costUsd === undefined);
	throw balanceTooLow({ edits, usd, basis, isPart }, balanceUsd);
}
