import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { accountPrice, type PricedResolution } from '../../../credentials/accountPrices';
import { oldDomainOf } from '../../../credentials/oldDomain';
import { serviceAddress } from '../../../credentials/serviceAddress';
import { LIST_PRICES } from './listPrices';

/** What a second of video costs. */
export interface Price {
	usdPerSecond: number;
	/** What that rests on: `credential`, or e.g. `list price, October 2026`. */
	basis: string;
}

/**
 * What the account of a credential pays for a second in this resolution: as the credential says, or else as the service
 * lists it.
 *
 * @returns `undefined` when nobody says it
 * @throws {UserError} when the credential's address or price cannot be used
 */
export function priceOf(
	credential: ICredentialDataDecryptedObject,
	resolution: PricedResolution,
): Price | undefined {
	const own = accountPrice(credential, resolution);
	if (own !== undefined) return { usdPerSecond: own, basis: 'credential' };
	// A workspace pays what its region does.
	const address = oldDomainOf(credential) ?? serviceAddress(credential);
	const listed = LIST_PRICES.find((one) => one.address === address);
	return (
		listed && { usdPerSecond: listed.usdPerSecond[resolution], basis: `list price, ${listed.date}` }
	);
}
