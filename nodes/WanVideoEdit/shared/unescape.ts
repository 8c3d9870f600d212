/** A text whose escapes were replaced, and where each of its characters stood in the text that it came from. */
export interface Decoded {
	text: string;
	/** Where a character begins in the first text; for the length of `text`, where that one ends. */
	starts: (at: number) => number;
}

/** A text as it is. */
export const plainText = (text: string): Decoded => ({ text, starts: (at) => at });

/** The escapes of URLs, JSON, JavaScript and HTML that stand for one character each. */
const ESCAPE =
	/%[0-9a-f]{2}|\\u[0-9a-f]{4}|\\u\{0{0,4}[0-9a-f]{1,4}\}|\\x[0-9a-f]{2}|\\[0-3][0-7]{2}|&#x0{0,4}[0-9a-f]{1,4};|&#0{0,4}\d{1,5};|&(?:amp|lt|gt|quot|apos|sol|plus|equals);|\\["\\/]/gi;

const NAMED: Record<string, string> = {
	...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", sol: '/', plus: '+', equals: '=' },
};

/** The character that an escape stands for. Written for speed: a text may consist of nothing else. */
function unescaped(escape: string): string {
	const kind = escape[1].toLowerCase();
	if (escape[0] === '%') return fromCode(escape.slice(1), 16);
	if (escape[0] === '\\') {
		if (kind === 'u' || kind === 'x') return fromCode(escape.slice(2).replace('{', ''), 16);
		return kind >= '0' && kind <= '3' ? fromCode(escape.slice(1), 8) : kind;
	}
	if (kind !== '#') return NAMED[escape.slice(1, -1).toLowerCase()];
	const isHex = escape[2].toLowerCase() === 'x';
	return isHex ? fromCode(escape.slice(3), 16) : fromCode(escape.slice(2), 10);
}

const fromCode = (digits: string, base: number) => String.fromCharCode(parseInt(digits, base));

/** Replaces the escapes of a text, once. */
export const unescape = (text: string): string =>
	/[%\\&]/.test(text) ? text.replace(ESCAPE, unescaped) : text;

/** The same, but keeps where each character comes from. */
export function decode({ text, starts }: Decoded): Decoded {
	let decoded = '';
	const from: number[] = [];
	let at = 0;
	const copyTo = (end: number) => {
		decoded += text.slice(at, end);
		for (; at < end; at++) from.push(starts(at));
	};
	for (const match of text.matchAll(ESCAPE)) {
		copyTo(match.index);
		decoded += unescaped(match[0]);
		from.push(starts(at));
		at += match[0].length;
	}
	copyTo(text.length);
	from.push(starts(text.length));
	return { text: decoded, starts: (position) => from[position] };
}
