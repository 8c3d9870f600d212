/** Enough of a value to find it by eye. */
const LONGEST_SHOWN = 60;

/** The largest whole number that is written out: each digit more makes that slower. */
const LARGEST_SHOWN = 10n ** 30n;

/**
 * Any value of an expression, as text for a message. It takes no longer for a large value than for a small
 * one, and never throws, whatever the value does when it is looked at.
 */
export function inWords(value: unknown): string {
	try {
		const text = beginningOf(value);
		return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
	} catch {
		return 'an object that cannot be read';
	}
}

/** Like JSON, but not much more of it than is shown. */
function beginningOf(whole: unknown): string {
	let text = '';
	const isEnough = () => text.length > LONGEST_SHOWN;
	const list = (entries: Iterable<unknown>, add: (entry: unknown) => void) => {
		let separator = '';
		for (const entry of entries) {
			if (isEnough()) return;
			text += separator;
			separator = ',';
			add(entry);
		}
	};
	const add = (value: unknown): void => {
		if (Array.isArray(value)) {
			text += '[';
			list(value, add);
			text += ']';
		} else if (isPlainObject(value)) {
			text += '{';
			list(Object.keys(value), (key) => {
				text += `${quoted(key as string)}:`;
				add(value[key as string]);
			});
			text += '}';
		} else {
			text += simple(value);
		}
	};
	add(whole);
	return text;
}

function simple(value: unknown): string {
	switch (typeof value) {
		case 'string':
			return quoted(value);
		case 'bigint':
			return value < LARGEST_SHOWN && value > -LARGEST_SHOWN ? `${value}n` : 'a very large number';
		case 'symbol':
		case 'function':
			return `a ${typeof value}`;
		case 'object':
			return value === null ? 'null' : nameOf(value);
		default:
			return String(value);
	}
}

const quoted = (text: string) => JSON.stringify(text.slice(0, LONGEST_SHOWN));

function nameOf(value: object): string {
	if (value instanceof Date) {
		return Number.isNaN(value.getTime()) ? 'an invalid date' : quoted(value.toISOString());
	}
	const { name } = value.constructor;
	return typeof name === 'string' ? `an object (${name})` : 'an object';
}

/** What JSON calls an object: made of keys and values, and neither an array nor of a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
	const prototype: unknown = Object.getPrototypeOf(value);
	// The prototype of plain objects has none itself, also where another realm has made them.
	return prototype === null || Object.getPrototypeOf(prototype) === null;
}
