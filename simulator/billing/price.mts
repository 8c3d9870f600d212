import { roundUsd } from './ledger.mts';
import type { SimulatorSettings } from '../settings.mts';
import type { Resolution } from '../resolution.mts';
import type { SubmitBody } from '../api/submitBody.mts';
import type { ServiceName } from '../tasks/task.mts';

/** Longest source and longest output of the model, in seconds (model page). */
const LONGEST_S = 10;

type Billing = Pick<
	SimulatorSettings,
	'pricePerSecondUsd' | 'modelStudioPricePerSecondUsd' | 'billsSourceSeconds'
>;

/** Resolution of the output: 1080P unless asked otherwise (model page). */
export function resolutionOf(body: SubmitBody): Resolution {
	return body.resolution ?? '1080P';
}

/**
 * What an edit costs, in USD. Model Studio bills the seconds of the source, too, and the first API does so if the
 * settings say it (API §5; Model Studio, check).
 */
export function costUsd(
	billing: Billing,
	service: ServiceName,
	body: SubmitBody,
	sourceSeconds: number,
	outputSeconds: number,
): number {
	const [prices, billsSource] =
		service === 'modelStudio'
			? [billing.modelStudioPricePerSecondUsd, true]
			: [billing.pricePerSecondUsd, billing.billsSourceSeconds];
	const billedSeconds = outputSeconds + (billsSource ? sourceSeconds : 0);
	return roundUsd(prices[resolutionOf(body)] * billedSeconds);
}

/**
 * What a submit is charged on acceptance, in USD. Lengths that are not known yet (the real length
 * is billed later, says the model page) count as the longest one.
 */
export function estimateUsd(billing: Billing, service: ServiceName, body: SubmitBody): number {
	return costUsd(billing, service, body, LONGEST_S, body.duration || LONGEST_S);
}

/** Credits shown beside the cost in USD: ten to the dollar in recorded answers (API §2). */
export function creditsOf(usd: number): number {
	return roundUsd(usd * 10);
}
