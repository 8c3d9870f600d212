import { inWords } from './inWords';

/**
 * What a value must be like. Each rule gives the checked value, or `undefined` for "not set", and
 * throws {@link BrokenRule} otherwise. n8n enforces none of this: an expression can yield anything,
 * so "7" counts as 7 and "TRUE" as true, and everything else is refused by name.
 */
export type Rule<T> = (field: string, value: unknown) => T | undefined;

/** A value that breaks a rule of the model or of the node. The message names field, rule and value. */
export class BrokenRule extends Error {
	/** @param next what to do next, where that is more than to correct the field */
	constructor(
		field: string,
		rule: string,
		value?: unknown,
		readonly next?: string,
	) {
		super(
			value === undefined ? `${field} ${rule}` : `${field} ${rule}, but it is ${inWords(value)}`,
		);
	}
}

/** Characters without width or ink, which copied cells hold. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}\u2800]/gu;
/** Also what only looks empty. */
const EMPTY = /^[\s\p{Default_Ignorable_Code_Point}\p{Cf}\u2800]*$/u;
/** These may not be seen at the end of an emoji, of which they are a part. */
const AROUND_TEXT = /^[\s\p{Cf}\u2800\u3164]$/u;

/** Text without what nobody sees around it. */
export function trimmed(text: string): string {
	let [from, to] = [0, text.length];
	while (from < to && AROUND_TEXT.test(text[from])) from++;
	while (from < to && AROUND_TEXT.test(text[to - 1])) to--;
	return text.slice(from, to);
}

/** Whether a field counts as not set. */
export const isEmpty = (value: unknown): boolean =>
	value === undefined || value === null || (typeof value === 'string' && EMPTY.test(value));

/** Turns "empty" into an error for the fields that must be filled in. */
export const required =
	<T>(rule: Rule<T>) =>
	(field: string, value: unknown): T => {
		const checked = rule(field, value);
		if (checked === undefined) throw new BrokenRule(field, 'is required, but it is empty');
		return checked;
	};

/** What sheets show where a formula fails, in several languages. */
const SHEET_ERROR = /^#(N\/A|N\/D|NV|GETTING_DATA|¡?[\p{Lu}/0¿]+[!?])$/u;

/** Text of at most `longest` characters (code points, as the service counts them). */
export const text =
	(longest: number): Rule<string> =>
	(field, value) => {
		if (isEmpty(value)) return undefined;
		if (typeof value !== 'string' && typeof value !== 'bigint' && !Number.isFinite(value)) {
			throw new BrokenRule(field, 'must be text', value);
		}
		const entered = String(value);
		// No character takes more than two places, and counting them takes long in very long text.
		if (entered.length > 4 * longest) {
			throw new BrokenRule(
				field,
				`takes at most ${longest} characters, but it has more than twice as many`,
			);
		}
		const length = [...entered].length;
		if (length > longest) {
			throw new BrokenRule(field, `takes at most ${longest} characters, but it has ${length}`);
		}
		const word = wordOf(entered);
		if (SHEET_ERROR.test(word)) {
			throw new BrokenRule(field, `must be text, but it is an error of a sheet: ${word}`);
		}
		return entered;
	};

/** The name of something: text around which nothing counts that nobody sees. */
export const nameOf =
	(longest: number): Rule<string> =>
	(field, value) => {
		const entered = text(longest)(field, value);
		return entered === undefined ? undefined : trimmed(entered);
	};

/** A number, or text that reads as one, for which `isAllowed` holds. */
export const number =
	(rule: string, isAllowed: (value: number) => boolean): Rule<number> =>
	(field, value) => {
		if (isEmpty(value)) return undefined;
		const parsed = readNumber(value);
		if (!Number.isFinite(parsed) || !isAllowed(parsed)) {
			throw new BrokenRule(field, `must be ${rule}`, value);
		}
		return parsed;
	};

/** Longer text is neither a number nor a word that a rule knows. */
const LONGEST_WORD = 40;

/** The text of a cell that holds one word or number, or '' for everything else. */
function wordOf(value: unknown): string {
	const isWord = typeof value === 'string' || typeof value === 'number';
	const word =
		isWord || typeof value === 'boolean' ? String(value).replace(INVISIBLE, '').trim() : '';
	return word.length > LONGEST_WORD ? '' : word;
}

const BETWEEN_THOUSANDS = /(?<=\d)[\s'’](?=\d{3}(?!\d))/g;
/** What stands behind it is no group of three digits, which may be thousands. */
const DECIMAL_COMMA = /^([+-]?\d+),(?!\d{3}$)(\d+)$/;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Also of "2,5" and "1 000", but not of "1,000", which is a thousand to some and one to others. */
function readNumber(value: unknown): number {
	if (typeof value === 'bigint') return Number(value);
	if (typeof value === 'boolean') return NaN;
	const word = wordOf(value).replace(BETWEEN_THOUSANDS, '').replace(DECIMAL_COMMA, '$1.$2');
	return DECIMAL.test(word) ? Number(word) : NaN;
}

/** How sheets, forms and people write a switch. */
const ON = ['true', 'yes', 'on', '1'];
const OFF = ['false', 'no', 'off', '0'];

export const trueOrFalse: Rule<boolean> = (field, value) => {
	if (isEmpty(value)) return undefined;
	const word = wordOf(value).toLowerCase();
	if (ON.includes(word)) return true;
	if (OFF.includes(word)) return false;
	throw new BrokenRule(field, 'must be true or false', value);
};

/** One of a few words, however they are written: case and spaces do not count. */
export const oneOf =
	<T extends string>(...words: T[]): Rule<T> =>
	(field, value) => {
		if (isEmpty(value)) return undefined;
		const entered = simplified(wordOf(value));
		const word = words.find((one) => simplified(one) === entered);
		if (word === undefined) throw new BrokenRule(field, `must be ${listed(words)}`, value);
		return word;
	};

/** A ratio, or the time of day that a sheet takes it for: 16:09:00. */
const RATIO = /^0?(\d+)[:：/x×]0?(\d+)(:00)?$/;

const simplified = (word: string) =>
	word
		.toLowerCase()
		.replace(/[\s_-]/g, '')
		.replace(RATIO, '$1:$2')
		.replace(/^(720|1080)$/, '$1p');

const listed = (words: string[]) => `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

export const VISIBLE_ASCII_ONLY = /^[\x21-\x7e]+$/;

/** Text that an HTTP header may carry: visible ASCII, at most `longest` characters. */
export const headerText =
	(longest: number): Rule<string> =>
	(field, value) => {
		const checked = nameOf(longest)(field, value);
		if (checked !== undefined && !VISIBLE_ASCII_ONLY.test(checked)) {
			throw new BrokenRule(field, 'takes letters, digits and signs without spaces', value);
		}
		return checked;
	};
