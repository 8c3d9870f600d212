import type { Purchase } from './record';

/** How long what a stopped execution has bought is remembered: for as long some services know a task. */
export const LIFE_MS = 24 * 3_600_000;

/** How many purchases are remembered at most, of all stopped executions as of one that is running. */
export const MOST = 10_000;

/** A purchase that an execution has begun. */
export interface Noted {
	purchase: Purchase;
	/** Tells the edit of a node from all others. */
	edit: string;
	/** When it was begun, in ms since 1970. */
	sinceMs: number;
}

/** Purchases by their ID, the oldest first, and by their edit: of thousands, none is looked for by going through all. */
export class Shelf {
	private readonly all = new Map<string, Noted>();
	private readonly ofEdits = new Map<string, Set<Noted>>();

	get = (key: string): Noted | undefined => this.all.get(key);

	/** The oldest one of an edit. */
	first(edit: string): Noted | undefined {
		for (const noted of this.ofEdits.get(edit) ?? []) return noted;
		return undefined;
	}

	values = (): IterableIterator<Noted> => this.all.values();

	/** Adds the newest, and removes what is too much or too old. */
	add(noted: Noted): void {
		const { edit, purchase } = noted;
		this.delete(purchase.key);
		this.all.set(purchase.key, noted);
		const ofEdit = this.ofEdits.get(edit) ?? new Set();
		this.ofEdits.set(edit, ofEdit.add(noted));
		for (const [key, { sinceMs }] of this.all) {
			if (this.all.size <= MOST && Date.now() - sinceMs < LIFE_MS) break;
			this.delete(key);
		}
	}

	delete(key: string): void {
		const noted = this.all.get(key);
		if (noted === undefined) return;
		this.all.delete(key);
		const ofEdit = this.ofEdits.get(noted.edit);
		ofEdit?.delete(noted);
		if (ofEdit?.size === 0) this.ofEdits.delete(noted.edit);
	}

	clear(): void {
		this.all.clear();
		this.ofEdits.clear();
	}
}
