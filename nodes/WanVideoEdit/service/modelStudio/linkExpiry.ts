import { parseUrl } from '../../../../credentials/parseUrl';
import { amount, timeS } from '../readValue';

/** When a signed link ends, in Unix seconds: the moment is in its query (Model Studio, check). */
export function linkExpiresAtS(url: string): number | undefined {
	const query = parseUrl(url)?.searchParams;
	const expiresAtS = timeS(query?.get('Expires'));
	if (expiresAtS !== undefined) return expiresAtS;
	// The other way to sign a link: when it was signed, and for how many seconds.
	const signedAt = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(query?.get('x-oss-date') ?? '');
	const lengthS = amount(query?.get('x-oss-expires'));
	if (!signedAt || lengthS === undefined) return undefined;
	const [year, month, day, hour, minute, second] = signedAt.slice(1).map(Number);
	return timeS(Date.UTC(year, month - 1, day, hour, minute, second) / 1000 + lengthS);
}
