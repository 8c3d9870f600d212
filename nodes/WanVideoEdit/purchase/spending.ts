import type { IExecuteSingleFunctions } from 'n8n-workflow';

import type { Limits } from '../checks/settings';
import { overCostLimit, overEditLimit, priceUnknown } from '../errors/limitProblems';
import { costOf, type Estimate } from '../service/estimate';
import type { Task } from '../service/service';
import { isPerhapsBought, type Purchase } from './record';

/** What a node has bought in an execution: in all passes of a loop, all attempts, and before n8n's "Retry". */
interface Spent {
	edits: number;
	usd: number;
	/**
	 * What each purchase counts for in that, in USD, and how many seconds are billed at most; by its ID, as long as the
	 * purchase is kept.
	 */
	costs: Record<string, { usd: number; atMostS: number; isTakenBack?: boolean }>;
}

/** What an edit, or those of a run, would add. */
export interface Planned {
	edits: number;
	/** At most; `undefined` when the price is not known. */
	usd?: number;
	/** What the price rests on. */
	basis?: string;
}

/** Beside the purchases, and for as long: n8n keeps a node's context, and stores it with a failed execution. */
export function spentBy(context: IExecuteSingleFunctions): Spent {
	const remembered = context.getContext('node') as { spent?: Spent };
	return (remembered.spent ??= { edits: 0, usd: 0, costs: {} });
}

/** Sums of binary fractions are off by less. */
const DUST_USD = 1e-6;

/** Whether an amount of money, put together of many, is more than another. */
export const isMore = (usd: number, than: number): boolean => usd > than + DUST_USD;

/**
 * Refuses what is more than the node may buy in an execution.
 *
 * @param later how many edits of the run are to follow whose cost is not known yet
 * @throws {Problem} that says what would have been bought, and what the limit is
 */
export function assertWithinLimits(
	spent: Spent,
	planned: Planned,
	limits: Limits,
	later = 0,
): void {
	if (planned.edits === 0) return;
	const edits = planned.edits + later;
	if (spent.edits + edits > limits.edits) throw overEditLimit(edits, spent.edits, limits.edits);
	if (limits.costUsd === Infinity) return;
	if (planned.usd === undefined) throw priceUnknown(spent.edits);
	if (isMore(spent.usd + planned.usd, limits.costUsd)) {
		throw overCostLimit({ ...planned, usd: planned.usd, later }, spent, limits.costUsd);
	}
}

/** What a purchase counts for. Each edit that the service accepts counts once, whatever becomes of it. */
export class Spending {
	constructor(
		private readonly spent: Spent,
		private readonly purchase: Purchase,
	) {}

	/** What the purchase would add, if nothing is bought for it yet. */
	planned(estimate: Estimate): Planned {
		if (isPerhapsBought(this.purchase)) return { edits: 0 };
		const { price } = estimate;
		return { edits: 1, usd: costOf(this.atMostS(estimate), price), basis: price?.basis };
	}

	/**
	 * Counts the purchase, unless it is bought already, or may be.
	 *
	 * @returns takes that back: nothing was bought
	 * @throws {Problem} when that is more than the node may buy
	 */
	count(estimate: Estimate, limits: Limits): () => void {
		const { spent, purchase } = this;
		const planned = this.planned(estimate);
		if (planned.edits === 0) return () => {};
		assertWithinLimits(spent, planned, limits);
		spent.edits += 1;
		spent.usd += planned.usd ?? 0;
		spent.costs[purchase.key] = { usd: planned.usd ?? 0, atMostS: this.atMostS(estimate) };
		return () => this.takeBack();
	}

	/** Notes that nothing was bought after all. What an earlier version of the node has bought was never counted. */
	takeBack(): void {
		const { spent, purchase } = this;
		const counted = spent.costs[purchase.key];
		if (counted === undefined || counted.isTakenBack) return;
		spent.edits -= 1;
		spent.usd = Math.max(0, spent.usd - counted.usd);
		counted.isTakenBack = true;
	}

	/** Puts what the task has cost in the place of the estimate, as far as the service tells it. */
	settle({ costUsd, billedS, isNotBilled, state }: Task, { price }: Pick<Estimate, 'price'>): void {
		const { spent, purchase } = this;
		const counted = spent.costs[purchase.key];
		if (state === 'running' || counted === undefined || counted.isTakenBack) return;
		// A finished edit that costs nothing, as some relays say, would take the limit away.
		const toldUsd = state === 'completed' ? costUsd || undefined : costUsd;
		const usd = isNotBilled ? 0 : (toldUsd ?? costOf(billedS, price));
		if (usd === undefined) return;
		spent.usd += usd - counted.usd;
		counted.usd = usd;
	}

	/** Forgets what the purchase counts for by itself, as it is dropped. */
	forget(): void {
		delete this.spent.costs[this.purchase.key];
	}

	/** An attempt that does not probe the video knows less than the one before. */
	private atMostS({ videoSeconds, billedAtMostS }: Estimate): number {
		const before = this.spent.costs[this.purchase.key]?.atMostS;
		return videoSeconds === undefined ? (before ?? billedAtMostS) : billedAtMostS;
	}
}
