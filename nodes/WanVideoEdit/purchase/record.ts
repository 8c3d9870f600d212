import type { IExecuteSingleFunctions } from 'n8n-workflow';

import type { SentEdit } from './sentEdit';

/**
 * What a node remembers of its purchases between the attempts of one execution, so that none buys what
 * an earlier one bought: nothing of a customer but a task ID and hashes, and until there is a task the
 * temporary links of its files and the key that was sent.
 */
export type PurchaseRecord = Record<string, Purchase>;

/**
 * One edit that is paid for at most once, however often it is tried. n8n stores it with a failed execution,
 * also across an update of the node: its keys keep their names.
 */
export interface Purchase {
	/** Hash of its identity (`Service.identityOf`). In another execution another one is another purchase. */
	request: string;
	/** The execution that went on with it last, if it has an ID. */
	execution?: string;
	/** The node's own `Idempotency-Key` for it (API §1); '' when the purchase was dropped. */
	key: string;
	/** The task that the service started for it. */
	taskId?: string;
	/** When a submit was sent that may have been accepted, in ms since 1970. */
	unansweredSinceMs?: number;
	/** The key that went with that submit, the user's or the node's: any other could buy the edit twice. */
	sentKey?: string;
	/** Who sent that submit. */
	sentTo?: Buyer;
	/** What it is known by, if its fate can be looked up in the service's list of tasks. */
	sentEdit?: SentEdit;
	/** When its answer was lost, in ms since 1970. */
	lostAtMs?: number;
	/**
	 * While it is not sure that `taskId`, found in that list, is this purchase's own: the submit of unknown fate.
	 */
	found?: Pick<Purchase, 'unansweredSinceMs' | 'sentTo' | 'lostAtMs'>;
	/** Tasks in that list that have turned out to be somebody else's. */
	foreign?: string[];
	/** Whether the service gives no other answer for this key, so that a person must choose another. */
	isKeyUsedUp?: boolean;
	/** The stopped execution that bought it, or may have, if another one goes on with it; '' when that had no ID. */
	leftBy?: string;
	/** The same, also if that execution went on by n8n's "Retry". */
	stoppedBy?: string;
	/** What is told of how the video is cut of which it is a piece. */
	cut?: string;
	/** How many purchases were dropped at this place before: each has a key of its own. */
	ended: number;
	/**
	 * Under which address a file of this purchase goes to the service, by the hash of its content; it works for
	 * some time since it was made, in ms since 1970, and perhaps only for the account that it was made for.
	 */
	links?: Record<string, { url: string; madeAtMs: number; account?: string }>;
}

/** A service knows an `Idempotency-Key` again only from the API key that it came with (API §1). */
export interface Buyer {
	/** The address of the service. */
	service: string;
	/** Hash of the address and the API key. */
	account: string;
	/** Whether the service has no such keys, but lists its tasks. */
	listsTasks?: boolean;
}

/** What an attempt is to buy. */
export interface Attempt {
	/** Hash of its identity. */
	request: string;
	/** The ID of the execution, if it has one. */
	execution?: string;
	buyer: Buyer;
	/** The user's own `Idempotency-Key`. */
	ownKey?: string;
	/** Makes the node's key of a new purchase. */
	newKey: (generation: number) => string;
	/** Gives what a stopped execution has bought of the same edit. */
	takeLeftOver?: () => Purchase | undefined;
}

/** n8n keeps a node's context through all attempts of an execution, and stores it with a failed one. */
export function recordOf(context: IExecuteSingleFunctions): PurchaseRecord {
	const remembered = context.getContext('node') as { purchases?: PurchaseRecord };
	return (remembered.purchases ??= {});
}

/**
 * Gives the purchase that an earlier attempt began at this place, or begins one.
 *
 * @param place which edit of the execution this is, e.g. the item of a run
 */
export function purchaseAt(record: PurchaseRecord, place: string, attempt: Attempt): Purchase {
	const { request, execution, newKey } = attempt;
	const known = record[place];
	if (known && isSamePurchase(known, attempt)) {
		known.execution = execution;
		return known;
	}
	const ended = known?.ended ?? 0;
	const before = takeFromAside(record, place, attempt) ?? goOnWithLeftOver(attempt, ended);
	// Whoever changes an option, and changes it back, is not to pay twice.
	if (known && isPerhapsBought(known)) record[aside(place, known.request)] = known;
	return (record[place] = before ?? { request, execution, key: newKey(ended), ended });
}

/** Where a purchase stands of which a retry wanted another edit. */
const aside = (place: string, request: string) => `${place}, aside ${request}`;

function takeFromAside(
	record: PurchaseRecord,
	place: string,
	attempt: Attempt,
): Purchase | undefined {
	const { request, execution } = attempt;
	const before = record[aside(place, request)];
	if (before === undefined || !isSamePurchase(before, attempt)) return undefined;
	delete record[aside(place, request)];
	return Object.assign(before, { execution });
}

function goOnWithLeftOver(
	{ execution, takeLeftOver }: Attempt,
	atLeastEnded: number,
): Purchase | undefined {
	const left = takeLeftOver?.();
	// Its place may have had more purchases, whose keys are used up.
	return left && Object.assign(left, { execution, ended: Math.max(left.ended, atLeastEnded) });
}

/**
 * A submit of unknown fate at another service is not forgotten for an edit there. Besides,
 * nobody can change a workflow within an execution: there another request comes from an expression such as
 * `$now`, which gives another value at every attempt.
 */
function isSamePurchase(known: Purchase, attempt: Attempt): boolean {
	const { request, execution, ownKey } = attempt;
	if (known.key === '') return false;
	if (isUncertainElsewhere(known, attempt.buyer)) return true;
	if (execution !== undefined && known.execution === execution) return true;
	const hasChosenKey = known.isKeyUsedUp && ownKey !== undefined && ownKey !== known.sentKey;
	return known.request === request && !hasChosenKey;
}

/** Whether a purchase is bought, or may be. */
export const isPerhapsBought = ({ taskId, unansweredSinceMs }: Partial<Purchase>): boolean =>
	taskId !== undefined || unansweredSinceMs !== undefined;

/** Drops a purchase, e.g. one whose task failed: the next attempt at this place buys again. */
export function dropPurchase(record: PurchaseRecord, place: string): void {
	const ended = (record[place]?.ended ?? 0) + 1;
	record[place] = { request: '', key: '', ended };
}

/** Whether a submit of unknown fate went to where its repetition would be another purchase. */
export const isUncertainElsewhere = (
	{ unansweredSinceMs, sentTo }: Purchase,
	{ account }: Buyer,
): boolean => unansweredSinceMs !== undefined && sentTo !== undefined && sentTo.account !== account;

/** How long a service knows an `Idempotency-Key` for sure: 24 h (API §1), and no clock is exact. */
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
 * The link of an earlier attempt for the file with this hash. A submit that may have arrived is repeated to
 * the letter, or the service does not know it again (API §3, `idempotency_key_reused`). What is uploaded belongs to an
 * account (Model Studio, temporary upload).
 */
export function knownLink(
	{ links, unansweredSinceMs }: Purchase,
	hash: string,
	nowMs: number,
	account?: string,
): string | undefined {
	const link = links?.[hash];
	if (link === undefined) return undefined;
	const { url, madeAtMs, account: madeFor = account } = link;
	const isYoung = unansweredSinceMs !== undefined || nowMs - madeAtMs < LINK_REUSE_MS;
	return isYoung && madeFor === account ? url : undefined;
}
