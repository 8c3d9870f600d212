/** How deep an answer may be nested. Whoever walks through a deeper one would run out of stack. */
const DEEPEST = 100;

/**
 * Parses JSON as JSON.parse does, but whole numbers that JavaScript cannot hold become text: a task ID keeps
 * all its digits.
 *
 * @throws {SyntaxError} when the text is no JSON, or nested too deeply
 */
export function parseJson(text: string): unknown {
	const { json, deepest } = scan(text);
	if (deepest > DEEPEST) throw new SyntaxError('nested too deeply');
	return JSON.parse(json) as unknown;
}

const NUMBER = /-?[\d.eE+-]+/y;
const WHOLE_NUMBER = /^-?\d+$/;

/** Walks through a text once: puts long whole numbers into quotes, and counts how deep it is nested. */
function scan(text: string): { json: string; deepest: number } {
	let json = '';
	let copiedTo = 0;
	let depth = 0;
	let deepest = 0;
	for (let at = 0; at < text.length; at++) {
		const sign = text[at];
		if (sign === '"') at = endOfString(text, at);
		else if (sign === '{' || sign === '[') deepest = Math.max(deepest, ++depth);
		else if (sign === '}' || sign === ']') depth--;
		else if (sign === '-' || (sign >= '0' && sign <= '9')) {
			NUMBER.lastIndex = at;
			const number = NUMBER.exec(text)?.[0] ?? sign;
			if (WHOLE_NUMBER.test(number) && !Number.isSafeInteger(Number(number))) {
				json += `${text.slice(copiedTo, at)}"${number}"`;
				copiedTo = at + number.length;
			}
			at += number.length - 1;
		}
	}
	return { json: json + text.slice(copiedTo), deepest };
}

/** The closing quotation mark of a string that begins at `start`. */
function endOfString(text: string, start: number): number {
	for (let at = start + 1; at < text.length; at++) {
		if (text[at] === '\\') at++;
		else if (text[at] === '"') return at;
	}
	return text.length;
}
