import { decode, plainText, unescape, type Decoded } from './unescape';

const CUT = '***';

/** A key of this length or more is cut out wherever it stands. */
const SURELY_A_KEY = 8;
/** A shorter one only where it stands alone and is neither a word nor a number, or ordinary text would suffer. */
const PERHAPS_A_KEY = 4;
const HAS_LETTER_AND_DIGIT = /^(?=.*[a-z])(?=.*\d)/i;
const IN_A_WORD = /\w/;

/** An escape may be escaped once more, e.g. a URL within JSON within a URL. */
const MOST_LAYERS = 3;

/**
 * A form of the key, and how many characters before and after it hold a part of the key, too. Hex is looked for in
 * small letters.
 */
interface Form {
	text: string;
	before: number;
	after: number;
	isHex?: boolean;
}

/**
 * Makes a function that cuts the API key out of text, and out of all text in an item, whoever put it there: as it is,
 * in the escapes of URLs, JSON and HTML, in base64 also with something before it, e.g. "Bearer", and in hex.
 */
export function keyCutter(key: string): <T>(value: T) => T {
	const forms = formsOf(key);
	const cutText = (text: string): string => {
		const layers = layersOf(text);
		if (!layers.some((layer) => forms.some((form) => searched(layer, form).includes(form.text))))
			return text;
		const spans: Array<[start: number, end: number]> = [];
		let decoded = plainText(text);
		for (let layer = 0; layer < layers.length; layer++) {
			for (const form of forms) spans.push(...find(form, decoded, key));
			decoded = decode(decoded);
		}
		return without(text, spans);
	};
	const cut = (value: unknown): unknown => {
		if (typeof value === 'string') return cutText(value);
		if (Array.isArray(value)) return value.map(cut);
		if (typeof value !== 'object' || value === null) return value;
		return Object.fromEntries(
			Object.entries(value).map(([name, inner]) => [cutText(name), cut(inner)]),
		);
	};
	return <T>(value: T) => cut(value) as T;
}

/** A text, and what it is with its escapes replaced, once, twice and so on. */
function layersOf(text: string): string[] {
	const layers = [text];
	while (layers.length <= MOST_LAYERS) {
		const next = unescape(layers[layers.length - 1]);
		if (next === layers[layers.length - 1]) break;
		layers.push(next);
	}
	return layers;
}

function formsOf(key: string): Form[] {
	const plain = { text: key, before: 0, after: 0 };
	if (key.length < SURELY_A_KEY) {
		return key.length >= PERHAPS_A_KEY && HAS_LETTER_AND_DIGIT.test(key) ? [plain] : [];
	}
	const hex = Buffer.from(key).toString('hex');
	const base64 = [0, 1, 2].flatMap((before) => inBase64(key, before));
	return [plain, ...base64, { text: hex, before: 0, after: 0, isHex: true }];
}

/** Not by toLowerCase, which makes two characters of some that are no ASCII. */
const searched = (text: string, { isHex }: Form) =>
	isHex ? text.replace(/[A-F]+/g, (digits) => digits.toLowerCase()) : text;

/** The part of a key's base64 that stays the same whatever follows, and with any text of this length modulo 3 before it. */
function inBase64(key: string, bytesBefore: number): Form[] {
	const bytes = Buffer.from(' '.repeat(bytesBefore) + key);
	const from = Math.ceil((bytesBefore * 8) / 6);
	const to = Math.floor((bytes.length * 8) / 6);
	return (['base64', 'base64url'] as const).map((encoding) => ({
		text: bytes.toString(encoding).slice(from, to),
		before: bytesBefore > 0 ? 1 : 0,
		after: (bytes.length * 8) % 6 > 0 ? 1 : 0,
	}));
}

/** Where a form of the key stands in the text that was decoded. */
function find(form: Form, decoded: Decoded, key: string): Array<[number, number]> {
	const spans: Array<[number, number]> = [];
	const { starts } = decoded;
	const text = searched(decoded.text, form);
	const length = form.text.length;
	for (let at = text.indexOf(form.text); at >= 0; at = text.indexOf(form.text, at + length)) {
		const isPartOfWord =
			IN_A_WORD.test(text.charAt(at - 1)) || IN_A_WORD.test(text.charAt(at + length));
		if (key.length < SURELY_A_KEY && isPartOfWord) continue;
		const [start, end] = [
			Math.max(0, at - form.before),
			Math.min(text.length, at + length + form.after),
		];
		spans.push([starts(start), starts(end)]);
	}
	return spans;
}

function without(text: string, spans: Array<[start: number, end: number]>): string {
	let rest = '';
	let at = 0;
	for (const [start, end] of spans.sort(([a], [b]) => a - b)) {
		if (start >= at) rest += text.slice(at, start) + CUT;
		at = Math.max(at, end);
	}
	return rest + text.slice(at);
}
