import type { PricedResolution } from '../../../credentials/accountPrices';
import { SERVICES } from '../../../credentials/services';
import { LIST_PRICES } from '../service/listPrices';

/** What a second in this resolution costs where a list price is known. */
export const priceWords = (resolution: PricedResolution): string => {
	const prices = LIST_PRICES.map(({ address, usdPerSecond }) => {
		const service = SERVICES.find((one) => one.address === address);
		return `$${usdPerSecond[resolution]} at ${service?.name}`;
	});
	return `List price per second: about ${prices.join(', ')}`;
};
