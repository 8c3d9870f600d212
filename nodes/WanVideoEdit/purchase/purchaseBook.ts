/**
 * What a node remembers of its purchases between the tries of one execution, so that no try buys what
 * an earlier one bought: nothing of a customer but a task ID and hashes, and until there is a task the
 * temporary links of its files.
 */
export type PurchaseBook = Record<string, Purchase>;

/** One edit that is paid for at most once, however often it is tried. */
export interface Purchase {
	/** Hash of the exact request. Another request is another purchase. */
	request: string;
	/** The `Idempotency-Key` that every submit of this purchase carries (API contract §1). */
	key: string;
	/** The task that the service started for it. */
	taskId?: string;
	/** When a submit was sent whose fate is unknown, in ms since 1970. */
	unansweredSinceMs?: number;
	/** How many purchases have ended at this place before. */
	ended: number;
	/** Under which address a file of this purchase goes to the service, by the hash of its content. */
	links?: Record<string, Link>;
}

/** An address that the service can fetch a file from for some time. */
export interface Link {
	url: string;
	/** In ms since 1970. */
	madeAtMs: number;
}

/** Makes the key of a new purchase. */
type KeyMaker = (ended: number) => string;

/**
 * Gives the purchase that an earlier try of the same request began at this place, or begins one.
 *
 * @param place which edit of the execution this is, e.g. the item of a run
 */
export function openPurchase(
	book: PurchaseBook,
	place: string,
	request: string,
	newKey: KeyMaker,
): Purchase {
	const known = book[place];
	if (known?.request === request) return known;
	const ended = known?.ended ?? 0;
	return (book[place] = { request, key: newKey(ended), ended });
}

/** Forgets a purchase, e.g. one whose task failed: the next try at this place buys anew. */
export function endPurchase(book: PurchaseBook, place: string): void {
	const ended = (book[place]?.ended ?? 0) + 1;
	book[place] = { request: '', key: '', ended };
}

/** How long a service knows an `Idempotency-Key` for sure: 24 h (API contract §1), and no clock is exact. */
const KEY_LIFE_MS = 23 * 3_600_000;

/**
 * Whether a submit of unknown fate is so old that the service may have forgotten its key, so that
 * a repetition could buy the same edit again.
 */
export const isKeyForgotten = ({ unansweredSinceMs }: Purchase, nowMs: number): boolean =>
	unansweredSinceMs !== undefined && nowMs - unansweredSinceMs > KEY_LIFE_MS;

/** A link of this age still works for long enough: n8n's own for 24 h, an uploaded image for 72 h. */
const LINK_REUSE_MS = 12 * 3_600_000;

/**
 * The link of an earlier try for the file with this hash. A submit that may have arrived is repeated to
 * the letter, or the service does not know it again (API contract §3, `idempotency_key_reused`).
 */
export function knownLink({ links, unansweredSinceMs }: Purchase, hash: string, nowMs: number) {
	const link = links?.[hash];
	const isUsable =
		link !== undefined &&
		(unansweredSinceMs !== undefined || nowMs - link.madeAtMs < LINK_REUSE_MS);
	return isUsable ? link.url : undefined;
}
