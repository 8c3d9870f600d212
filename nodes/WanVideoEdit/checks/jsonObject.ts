import { inWords, isPlainObject } from './inWords';
import { BrokenRule, isEmpty, trimmed, type Rule } from './rules';

/** Additional parameters are a handful of switches. What is larger, or nested deeper, is a mistake. */
const LONGEST_JSON = 100_000;
const MOST_VALUES = 1_000;
const MOST_LEVELS = 20;

/** A JSON object, or text that holds one. An empty object counts as not set. */
export const jsonObject: Rule<Record<string, unknown>> = (field, value) => {
	if (isEmpty(value)) return undefined;
	if (typeof value === 'string' && value.length > LONGEST_JSON) {
		throw new BrokenRule(
			field,
			`takes at most ${LONGEST_JSON} characters, but it has ${value.length}`,
		);
	}
	const parsed = typeof value === 'string' ? parse(trimmed(value)) : value;
	if (!isObject(parsed)) {
		throw new BrokenRule(field, 'must be a JSON object, e.g. {"key": "value"}', value);
	}
	const { copy, problem } = copyOf(parsed);
	if (copy === undefined) throw new BrokenRule(field, problem);
	return Object.keys(copy).length > 0 ? copy : undefined;
};

function parse(json: string): unknown {
	try {
		return JSON.parse(json);
	} catch {
		return undefined;
	}
}

/** The same for an object that does not let itself be looked at. */
function isObject(value: unknown): value is Record<string, unknown> {
	try {
		return isPlainObject(value);
	} catch {
		return false;
	}
}

type Copied =
	| { copy: Record<string, unknown>; problem?: undefined }
	| { copy?: undefined; problem: string };

/** Copies what JSON can hold. `problem` says what else there is. */
function copyOf(whole: Record<string, unknown>): Copied {
	let values = 0;
	let problem = 'cannot be read';
	const refuse = (reason: string): never => {
		problem = reason;
		throw new Error(reason);
	};
	const copy = (value: unknown, path: string, level: number): unknown => {
		if (++values > MOST_VALUES) refuse(`takes at most ${MOST_VALUES} values`);
		if (level > MOST_LEVELS)
			refuse(`takes at most ${MOST_LEVELS} levels of nesting; an object must not hold itself`);
		if (value === null || ['string', 'boolean'].includes(typeof value)) return value;
		if (Number.isFinite(value)) return value;
		if (Array.isArray(value)) {
			return value.map((entry, index) => copy(entry, `${path}[${index}]`, level + 1));
		}
		if (isPlainObject(value)) {
			const entries = Object.keys(value).map((key) => [key, value[key]] as const);
			// Like JSON, which knows no undefined.
			const set = entries.filter(([, entry]) => entry !== undefined);
			const inner = (key: string) => (path === '' ? key : `${path}.${key}`);
			return Object.fromEntries(
				set.map(([key, entry]) => [key, copy(entry, inner(key), level + 1)]),
			);
		}
		return refuse(
			`must hold only text, numbers, true, false, lists and objects, but ${inWords(path)} is ${inWords(value)}`,
		);
	};
	try {
		return { copy: copy(whole, '', 0) as Record<string, unknown> };
	} catch {
		return { problem };
	}
}
