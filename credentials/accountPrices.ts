import { UserError, type ICredentialDataDecryptedObject } from 'n8n-workflow';

/** The fields with what this account pays for a second of video, by resolution, as the editor shows them. */
export const PRICE_FIELDS = {
	'720P': { name: 'price720p', displayName: 'Price per Second 720P (USD)' },
	'1080P': { name: 'price1080p', displayName: 'Price per Second 1080P (USD)' },
} as const;

/** A resolution that has a price of its own. */
export type PricedResolution = keyof typeof PRICE_FIELDS;

/**
 * What the account of a credential pays for a second of video in this resolution, in US dollars.
 *
 * @returns `undefined` when the credential does not say it
 * @throws {UserError} when it says something that is no price
 */
export function accountPrice(
	credential: ICredentialDataDecryptedObject,
	resolution: PricedResolution,
): number | undefined {
	const { name, displayName } = PRICE_FIELDS[resolution];
	const entered = credential[name] ?? 0;
	const price = typeof entered === 'string' ? Number(entered.trim()) : entered;
	if (typeof price !== 'number' || !Number.isFinite(price) || price < 0) {
		throw new UserError(`${displayName} of the credential must be a number from 0`, {
			description:
				'Open the Wan Video Edit API credential and enter what this account pays for a second, e.g. 0.15, or 0 if you do not know it.',
		});
	}
	return price === 0 ? undefined : price;
}
