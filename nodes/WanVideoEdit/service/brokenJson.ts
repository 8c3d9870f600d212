import { parseJson } from './parseJson';

/** How deep an answer may be nested, as in {@link parseJson}. */
const DEEPEST = 100;

/** How often to go back: what was complete may be a name without its value. */
const TRIES = 3;

/** A place in a text up to which all values are complete, and what closes what is open there. */
interface End {
	at: number;
	closers: string;
}

/** Strings, of which the last may be cut, and the signs that make the structure. */
const PART = /"[^"\\]*(?:\\[^][^"\\]*)*("?)|[[\]{},]/g;

/** Parses what has arrived of JSON that broke off, without its last value if that may be cut; `undefined` when nothing can be. */
export function parseBroken(text: string): unknown {
	const ends = endsIn(text);
	for (const { at, closers } of ends.reverse()) {
		try {
			return parseJson(text.slice(0, at) + closers);
		} catch {
			continue;
		}
	}
	return undefined;
}

/** The last such places. */
function endsIn(text: string): End[] {
	const ends: End[] = [];
	let closers = '';
	for (const { 0: part, 1: quote, index } of text.matchAll(PART)) {
		if (part === '{' || part === '[') closers = (part === '{' ? '}' : ']') + closers;
		else if (part === '}' || part === ']') closers = closers.slice(1);
		if (closers.length > DEEPEST) return [];
		if (part.startsWith('"') && quote === '') break;
		const at = index + (part === ',' ? 0 : part.length);
		ends.push({ at, closers });
		if (ends.length > TRIES) ends.shift();
	}
	return ends;
}
