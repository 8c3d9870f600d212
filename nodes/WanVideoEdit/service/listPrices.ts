import type { PricedResolution } from '../../../credentials/accountPrices';

/** What a service says that a second of video costs. Accounts may pay less, and lists change. */
interface ListPrice {
	/** The address of the service. */
	address: string;
	usdPerSecond: Record<PricedResolution, number>;
	/** The month in which it was read. */
	date: string;
	/** Where it was read. */
	source: string;
}

/**
 * The list prices that are known, in US dollars. There is none of GCCAI; Model Studio in Beijing bills in yuan (0.6 and 1
 * a second), and no rate holds for long.
 */
export const LIST_PRICES: ListPrice[] = [
	{
		address: 'https://api.apimart.ai',
		usdPerSecond: { '720P': 0.0664, '1080P': 0.11 },
		date: 'October 2026',
		source: 'one source, which says "from" of 720P and "about" of 1080P (API §5)',
	},
	{
		address: 'https://dashscope-intl.aliyuncs.com',
		usdPerSecond: { '720P': 0.1, '1080P': 0.15 },
		date: 'November 2026',
		source: 'about so much, and not confirmed (Model Studio, check)',
	},
];
