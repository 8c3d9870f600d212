/**
 * The codes of system errors for which n8n swaps the whole message of an error, wherever they stand in it, also within a
 * longer word (`NodeError`, n8n 2.41), and what they mean.
 */
export const CODES: Record<string, string> = {
	ECONNREFUSED: 'connection refused',
	ECONNRESET: 'connection closed',
	ENOTFOUND: 'host unknown',
	ETIMEDOUT: 'timed out',
	ERRADDRINUSE: 'port in use',
	EADDRNOTAVAIL: 'address not available',
	ECONNABORTED: 'connection broken off',
	EHOSTUNREACH: 'host out of reach',
	EAI_AGAIN: 'host not looked up',
	ENOENT: 'no such file',
	EISDIR: 'a folder',
	ENOTDIR: 'no folder',
	EACCES: 'no access',
	EEXIST: 'there already',
	EPERM: 'not permitted',
	GETADDRINFO: 'name lookup:',
};

const ANY_CODE = new RegExp(Object.keys(CODES).join('|'), 'gi');
const LETTER = /\p{L}/u;

/** Whether n8n would swap the message. */
export const holdsCode = (text: string): boolean => text.search(ANY_CODE) >= 0;

/**
 * Puts plain words in the place of such codes, whoever has written them: a service, a file's name, n8n itself. Within a
 * longer word, e.g. "ResourceNotFound", it is none, and a space is enough.
 *
 * @param intact what must stay as it is, such as a task ID, whatever it holds
 */
export function withoutCodes(text: string, intact: string[] = []): string {
	const [kept, ...rest] = intact.filter((one) => one !== '' && holdsCode(one));
	if (kept !== undefined) {
		return text
			.split(kept)
			.map((part) => withoutCodes(part, rest))
			.join(kept);
	}
	return text.replace(ANY_CODE, (code, at: number) => {
		const isWord = ![text[at - 1], text[at + code.length]].some((one) => LETTER.test(one ?? ''));
		return isWord ? CODES[code.toUpperCase()] : `${code[0]} ${code.slice(1)}`;
	});
}
