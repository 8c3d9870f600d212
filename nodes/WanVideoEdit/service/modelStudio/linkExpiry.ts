import { parseUrl } from '../../../../credentials/parseUrl';

/** When a signed link ends, in Unix seconds: the moment is in its query. */
export function linkExpiresAtS(url: string): number | undefined {
	const query = parseUrl(url)?.searchParams;
	const expires = Number(query?.get('Expires') ?? NaN);
	if (Number.isInteger(expires) && expires > 0) return expires;
	// The other way to sign a link: when it was signed, and for how many seconds.
	const signedAt = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(query?.get('x-oss-date') ?? '');
	const lengthS = Number(query?.get('x-oss-expires') ?? NaN);
	if (!signedAt || !Number.isInteger(lengthS)) return undefined;
	const [year, month, day, hour, minute, second] = signedAt.slice(1).map(Number);
	return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 + lengthS;
}
