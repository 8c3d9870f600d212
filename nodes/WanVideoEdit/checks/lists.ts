/** Nobody nests lists deeper by accident. */
const MOST_LEVELS = 5;

/** Between the entries of a list in text; people of many countries write lists. */
export const SEPARATORS = ',;|，；、｜';

/** The entries of a list, of JSON text of one, or of one around it; anything else is one entry. */
export function entriesOf(value: unknown): unknown[] {
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
