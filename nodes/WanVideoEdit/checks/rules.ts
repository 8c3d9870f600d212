import { parseUrl } from '../../../credentials/parseUrl';

/**
 * What a value must be like. Each rule gives the checked value, or `undefined` for "not set", and
 * throws {@link BrokenRule} otherwise. n8n enforces none of this: an expression can yield anything,
 * so "7" counts as 7 and "true" as true, and everything else is refused by name.
 */
export type Rule<T> = (field: string, value: unknown) => T | undefined;

/** A value that breaks a rule of the model or of the node. The message names field, rule and value. */
export class BrokenRule extends Error {
	constructor(field: string, rule: string, value?: unknown) {
		super(value === undefined ? `${field} ${rule}` : `${field} ${rule}, but it is ${shown(value)}`);
	}
}

const LONGEST_SHOWN_VALUE = 60;

function shown(value: unknown): string {
	const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
	return text.length > LONGEST_SHOWN_VALUE ? `${text.slice(0, LONGEST_SHOWN_VALUE)}…` : text;
}

const isEmpty = (value: unknown) =>
	value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

/** Turns "empty" into an error for the fields that must be filled in. */
export const required =
	<T>(rule: Rule<T>) =>
	(field: string, value: unknown): T => {
		const checked = rule(field, value);
		if (checked === undefined) throw new BrokenRule(field, 'is required, but it is empty');
		return checked;
	};

/** Text of at most `longest` characters (code points, as the service counts them). */
export const text =
	(longest: number): Rule<string> =>
	(field, value) => {
		if (isEmpty(value)) return undefined;
		if (typeof value !== 'string' && !Number.isFinite(value)) {
			throw new BrokenRule(field, 'must be text', value);
		}
		const length = [...String(value)].length;
		if (length > longest) {
			throw new BrokenRule(field, `takes at most ${longest} characters, but it has ${length}`);
		}
		return String(value);
	};

/** A number, or text that reads as one, for which `isAllowed` holds. */
export const number =
	(rule: string, isAllowed: (value: number) => boolean): Rule<number> =>
	(field, value) => {
		if (isEmpty(value)) return undefined;
		const parsed = typeof value === 'string' ? Number(value) : value;
		if (typeof parsed !== 'number' || !Number.isFinite(parsed) || !isAllowed(parsed)) {
			throw new BrokenRule(field, `must be ${rule}`, value);
		}
		return parsed;
	};

export const trueOrFalse: Rule<boolean> = (field, value) => {
	if (isEmpty(value)) return undefined;
	if (value === true || value === 'true') return true;
	if (value === false || value === 'false') return false;
	throw new BrokenRule(field, 'must be true or false', value);
};

/** One of a few words, in whatever case they were written. */
export const oneOf =
	<T extends string>(...words: T[]): Rule<T> =>
	(field, value) => {
		if (isEmpty(value)) return undefined;
		const word = words.find((one) => one.toLowerCase() === String(value).trim().toLowerCase());
		if (word === undefined) throw new BrokenRule(field, `must be ${listed(words)}`, value);
		return word;
	};

const listed = (words: string[]) => `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

const VISIBLE_ASCII_ONLY = /^[\x21-\x7e]+$/;

/** An http(s) URL. Spaces and other characters that a URL must not hold are encoded. */
export const webUrl: Rule<string> = (field, value) => {
	if (isEmpty(value)) return undefined;
	const entered = typeof value === 'string' ? value.trim() : '';
	if (!/^https?:\/\//i.test(entered) || !parseUrl(entered)) {
		throw new BrokenRule(
			field,
			'must be a web address that starts with http:// or https://',
			value,
		);
	}
	return VISIBLE_ASCII_ONLY.test(entered) ? entered : new URL(entered).href;
};

/** Text that an HTTP header may carry: visible ASCII, at most `longest` characters. */
export const headerText =
	(longest: number): Rule<string> =>
	(field, value) => {
		const checked = text(longest)(field, value)?.trim();
		if (checked !== undefined && !VISIBLE_ASCII_ONLY.test(checked)) {
			throw new BrokenRule(field, 'takes letters, digits and signs without spaces', value);
		}
		return checked;
	};

/**
 * A line break, a space before another address, or a comma that a space, another address or nothing
 * follows: URLs may hold commas.
 */
const BETWEEN_URLS = /\r?\n|,(?=\s|,|$|[a-z][a-z0-9+.-]*:\/\/|data:)|\s+(?=https?:\/\/)/i;

/** Several http(s) URLs: an array, or text in which commas or line breaks separate them. */
export const webUrls =
	(most: number, things: string): Rule<string[]> =>
	(field, value) => {
		const entries = Array.isArray(value)
			? (value as unknown[])
			: isEmpty(value)
				? []
				: split(value);
		const urls = entries.flatMap((entry) => webUrl(field, entry) ?? []);
		if (urls.length > most) {
			throw new BrokenRule(field, `takes at most ${most} ${things}, but there are ${urls.length}`);
		}
		return urls.length > 0 ? urls : undefined;
	};

const split = (value: unknown) =>
	typeof value === 'string' ? value.split(BETWEEN_URLS).map((part) => part.trim()) : [value];

/** A JSON object, or text that holds one. An empty object counts as not set. */
export const jsonObject: Rule<Record<string, unknown>> = (field, value) => {
	if (isEmpty(value)) return undefined;
	const parsed = typeof value === 'string' ? parse(value) : value;
	if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
		throw new BrokenRule(field, 'must be a JSON object, e.g. {"key": "value"}', value);
	}
	return Object.keys(parsed).length > 0 ? { ...parsed } : undefined;
};

function parse(json: string): unknown {
	try {
		return JSON.parse(json);
	} catch {
		return undefined;
	}
}
