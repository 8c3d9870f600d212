import { parseUrl } from '../../../credentials/parseUrl';
import { entriesOf, SEPARATORS } from './lists';
import { noWebAddress } from './noWebAddress';
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

const BEGINS = /["'“‘«<`]?https?:\/\//.source;
/** A line break, also as some hand it on: as a backslash and a letter. */
const NEW_LINE = String.raw`[\r\n]|\\[rn](?=\\[rn]|\s|$|${BEGINS})`;

/** An address may hold a comma, a semicolon or a bar: it ends there only if another one begins. */
const BETWEEN_ADDRESSES = new RegExp(`${NEW_LINE}|[\\s${SEPARATORS}](?=${BEGINS})`, 'i');

/** In a list also if a space, an address of another kind, or nothing follows. */
const BETWEEN_ENTRIES = new RegExp(
	String.raw`${NEW_LINE}|[${SEPARATORS}](?=[\s${SEPARATORS}]|$|["'“‘«<\x60]?[a-z][a-z0-9+.-]*:\/\/|data:)|\s(?=${BEGINS})`,
	'i',
);

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

/** Characters that nobody sees. */
const WITHOUT_WIDTH =
	/[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\u2800\ufeff]/g;
/** These join letters of other scripts than Latin, and may be part of a name there. */
const JOINERS = /(?<![^\0-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\0-\x7f])/g;

/** As an address stands in the source of a web page. */
const AMPERSANDS = /&(amp|#38|#x26);/gi;

const BEHIND = new RegExp(`[\\s${SEPARATORS}]`);
const AROUND = ['""', "''", '“”', '„“', '‘’', '«»', '<>', '``', '()', '[]'];

function split(text: string, between: RegExp): string[] {
	const visible = text
		.replace(WITHOUT_WIDTH, '')
		.replace(JOINERS, '')
		.replace(AMPERSANDS, '&')
		.trim();
	// A list that is not quite JSON.
	const inner = /^\[[^]*\]$/.test(visible) ? visible.slice(1, -1) : visible;
	return inner.split(between).map(unwrapped);
}

/** Takes off what stands around an address, and behind it. By places: cutting long text often takes long. */
function unwrapped(piece: string): string {
	let [from, to] = [0, piece.length];
	for (;;) {
		while (from < to && /\s/.test(piece[from])) from++;
		while (from < to && BEHIND.test(piece[to - 1])) to--;
		if (to - from < 2 || !AROUND.includes(piece[from] + piece[to - 1]))
			return piece.slice(from, to);
		from++;
		to--;
	}
}

function address(field: string, entry: unknown): string {
	const text = typeof entry === 'string' ? entry : '';
	const url = /^https?:\/\//i.test(text) ? parseUrl(text) : undefined;
	if (!url) throw noWebAddress(field, entry);
	const whole = isHashInName(url) ? text.replaceAll('#', '%23') : text;
	return VISIBLE_ASCII_ONLY.test(whole) ? whole : new URL(whole).href;
}

const FILE_NAME = /[^#/]\.(mp4|m4v|mov|qt|jpe?g|png|webp|bmp)$/i;

/**
 * What follows a "#" is not sent to a host, unless the "#" is encoded: it may be part of a file's name. Behind
 * a query, or with nothing but an ending, it is a hint for programs.
 */
const isHashInName = ({ pathname, search, hash }: URL) =>
	search === '' && FILE_NAME.test(hash.split('?')[0]) && !FILE_NAME.test(pathname);
