import type { SimulatorState } from '../state.mts';
import { roundUsd } from './ledger.mts';

/** Money left, in USD; never below zero (API §5). */
export function remainingUsd(state: SimulatorState): number {
	return Math.max(0, roundUsd(state.settings.balanceUsd - state.ledger.billedUsd));
}

/** Whether the balance covers an edit that costs so much, in USD (API §5). */
export function covers(state: SimulatorState, neededUsd: number): boolean {
	const leftUsd = remainingUsd(state);
	return state.settings.unlimitedQuota || (leftUsd > 0 && leftUsd >= neededUsd);
}
