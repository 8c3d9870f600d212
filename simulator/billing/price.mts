import { roundUsd } from './ledger.mts';
import type { Resolution, SimulatorSettings } from '../settings.mts';
import type { SubmitBody } from '../api/submitBody.mts';

/** Longest output the model makes, in seconds (model page). */
const LONGEST_OUTPUT_S = 10;

type Prices = Pick<SimulatorSettings, 'pricePerSecondUsd'>;

/** Price in USD of an output of `seconds` seconds (API §5). */
export function priceUsd(prices: Prices, resolution: Resolution, seconds: number): number {
	return roundUsd(prices.pricePerSecondUsd[resolution] * seconds);
}

/** Resolution of the output: 1080P unless asked otherwise (model page). */
export function resolutionOf(body: SubmitBody): Resolution {
	return body.resolution ?? '1080P';
}

/**
 * What a submit is charged on acceptance, in USD. With `duration` 0 the length of the output is
 * not known yet (the real length is billed later, says the model page), so the longest one is held back.
 */
export function estimateUsd(prices: Prices, body: SubmitBody): number {
	return priceUsd(prices, resolutionOf(body), body.duration || LONGEST_OUTPUT_S);
}

/** Credits shown beside the cost in USD: ten to the dollar in recorded answers (API §2). */
export function creditsOf(usd: number): number {
	return roundUsd(usd * 10);
}
