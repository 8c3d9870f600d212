/**
 * Reads an address, which may be relative to another one, and gives `undefined` for what is none. Not with URL.canParse(): Node.js 20 comes to
 * refuse every address with an umlaut or the like once it has compiled that call.
 */
export function parseUrl(text: string, base?: string): URL | undefined {
	try {
		return new URL(text, base);
	} catch {
		return undefined;
	}
}
