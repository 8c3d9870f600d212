import { parseUrl } from '../../../credentials/parseUrl';
import { BrokenRule, isEmpty, VISIBLE_ASCII_ONLY, type Rule } from './rules';

/**
 * One http(s) URL, also as the only entry of a list. Spaces and other characters that a URL must not hold are
 * encoded, and what a copied address brings along is left out: quotes, brackets, characters without width.
 */
export const webUrl: Rule<string> = (field, value) => {
	const urls = [...new Set(addresses(field, value, BETWEEN_ADDRESSES))];
	if (urls.length > 1) {
		throw new BrokenRule(field, `takes one web address, but there are ${urls.length}`);
	}
	return urls[0];
};

/** Several http(s) URLs: an array, also as JSON text, or text in which signs or line breaks part them. */
export const webUrls =
	(most: number, things: string): Rule<string[]> =>
	(field, value) => {
		const urls = addresses(field, value, BETWEEN_ENTRIES);
		if (urls.length > most) {
			throw new BrokenRule(field, `takes at most ${most} ${things}, but there are ${urls.length}`);
		}
		return urls.length > 0 ? urls : undefined;
	};

/** An address may hold a comma, a semicolon or a bar: it ends there only if another one begins. */
const BETWEEN_ADDRESSES = /[\r\n]|[\s,;|](?=["'“‘«<`]?https?:\/\/)/i;

/** In a list also if a space, an address of another kind, or nothing follows. */
const BETWEEN_ENTRIES =
	/[\r\n]|[,;|](?=[\s,;|]|$|["'“‘«<`]?[a-z][a-z0-9+.-]*:\/\/|data:)|\s(?=["'“‘«<`]?https?:\/\/)/i;

/** What is longer is no list of addresses, and takes long to look at. */
const MOST_ENTRIES = 1_000;

function addresses(field: string, value: unknown, between: RegExp): string[] {
	const entries = entriesOf(value)
		.flatMap((entry) => (typeof entry === 'string' ? split(entry, between) : [entry]))
		.filter((entry) => !isEmpty(entry));
	if (entries.length > MOST_ENTRIES) {
		throw new BrokenRule(field, `takes fewer web addresses than ${entries.length}`);
	}
	return entries.map((entry) => address(field, entry));
}

/** Nobody nests lists deeper by accident. */
const MOST_LEVELS = 5;

/** The entries of a list, or of one around it. */
function entriesOf(value: unknown): unknown[] {
	let entries: unknown[] = [value];
	for (let level = 0; level < MOST_LEVELS && entries.length === 1; level++) {
		const list = listIn(entries[0]);
		if (list === undefined) break;
		entries = list;
	}
	return entries;
}

function listIn(value: unknown): unknown[] | undefined {
	try {
		const text = typeof value === 'string' ? value.trim() : '';
		const list: unknown = text.startsWith('[') ? JSON.parse(text) : value;
		return Array.isArray(list) ? Array.from(list as unknown[]) : undefined;
	} catch {
		return undefined;
	}
}

/** Characters that nobody sees. */
const WITHOUT_WIDTH = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;
/** These join letters of other scripts than Latin, and may be part of a name there. */
const JOINERS = /(?<![^\0-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\0-\x7f])/g;

const AROUND = ['""', "''", '“”', '„“', '‘’', '«»', '<>', '``', '()', '[]'];

function split(text: string, between: RegExp): string[] {
	const visible = text.replace(WITHOUT_WIDTH, '').replace(JOINERS, '').trim();
	// A list that is not quite JSON.
	const inner = /^\[[^]*\]$/.test(visible) ? visible.slice(1, -1) : visible;
	return inner.split(between).map(unwrapped);
}

/** Takes off what stands around an address, and behind it. By places: cutting long text often takes long. */
function unwrapped(piece: string): string {
	let [from, to] = [0, piece.length];
	for (;;) {
		while (from < to && /\s/.test(piece[from])) from++;
		while (from < to && /[\s,;|]/.test(piece[to - 1])) to--;
		if (to - from < 2 || !AROUND.includes(piece[from] + piece[to - 1]))
			return piece.slice(from, to);
		from++;
		to--;
	}
}

function address(field: string, entry: unknown): string {
	const text = typeof entry === 'string' ? entry : '';
	const url = /^https?:\/\//i.test(text) ? parseUrl(text) : undefined;
	if (!url) {
		throw new BrokenRule(
			field,
			'must be a web address that starts with http:// or https://',
			entry,
		);
	}
	const whole = isHashInName(url) ? text.replaceAll('#', '%23') : text;
	return VISIBLE_ASCII_ONLY.test(whole) ? whole : new URL(whole).href;
}

const FILE_NAME = /\.(mp4|m4v|mov|qt|jpe?g|png|webp|bmp)$/i;

/** What follows a "#" is not sent to a host, unless the "#" is encoded: it may be part of a file's name. */
const isHashInName = ({ pathname, hash }: URL) =>
	FILE_NAME.test(hash.split('?')[0]) && !FILE_NAME.test(pathname);
