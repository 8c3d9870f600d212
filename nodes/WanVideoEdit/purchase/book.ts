import type { Account } from '../service/account';
import type { LostSubmit } from './lostAnswer';
import type { OpenPurchase } from './openPurchase';

/** How long a task of an account can be listed. */
const DAY_MS = 24 * 3_600_000;

/**
 * The purchases of an account that this n8n process knows of, at a service that lists its tasks: without that, what one
 * item bought could be taken for what another one lost.
 */
export class Book {
	/** Tasks whose purchase is known, by their ID: its ID, and since when, in ms since 1970. */
	private readonly known = new Map<string, { purchaseId: string; sinceMs: number }>();
	/** The same tasks, by the ID of their purchase, as long as that holds. */
	private readonly bought = new Map<string, string>();
	/** Submits that have no answer yet, and what they are to buy. */
	private readonly onTheirWay = new Map<Promise<unknown>, string>();
	/** By the ID of their purchase. */
	private readonly lost = new Map<string, LostSubmit>();

	note(taskId: string, purchaseId: string): void {
		const nowMs = Date.now();
		this.bought.set(purchaseId, taskId);
		if (!this.known.has(taskId)) this.known.set(taskId, { purchaseId, sinceMs: nowMs });
		for (const [id, old] of this.known) {
			if (nowMs - old.sinceMs < DAY_MS) break;
			this.known.delete(id);
			this.noteDropped(old.purchaseId);
		}
	}

	/** Notes that a purchase is over, e.g. as its task failed: it may be made again. */
	noteDropped = (purchaseId: string): boolean => this.bought.delete(purchaseId);

	knows = (taskId: string): boolean => this.known.has(taskId);

	/** Whether another purchase has the task. */
	isOfAnother(taskId: string, purchaseId: string): boolean {
		const { purchaseId: owner = purchaseId } = this.known.get(taskId) ?? {};
		return owner !== purchaseId;
	}

	/**
	 * Tells a purchase of its task, if it is known: an execution may be retried more than once, and none of the retries
	 * knows of the others.
	 *
	 * @returns whether it is known
	 */
	tellTask(purchase: Pick<OpenPurchase, 'id' | 'noteBought'>): boolean {
		const taskId = this.bought.get(purchase.id);
		if (taskId !== undefined) purchase.noteBought(taskId);
		return taskId !== undefined;
	}

	/** Takes note of a submit until it is known what came of it. */
	noteOnItsWay(answer: Promise<unknown>, purchaseId: string): void {
		this.onTheirWay.set(answer, purchaseId);
		const forget = () => this.onTheirWay.delete(answer);
		void answer.then(forget, forget);
	}

	isOnItsWay = (purchaseId: string): boolean => [...this.onTheirWay.values()].includes(purchaseId);

	/**
	 * Notes a submit whose answer was lost: its task could be taken for another purchase's.
	 *
	 * @returns what is known of it, also what is noted later: an attempt before this one may still wait for the answer
	 */
	noteLost(purchaseId: string, lost: LostSubmit): LostSubmit {
		for (const [id, { sentAtMs }] of this.lost) {
			if (lost.sentAtMs - sentAtMs > DAY_MS) this.lost.delete(id);
		}
		const noted = this.lost.get(purchaseId) ?? { ...lost };
		const sentAtMs = Math.min(noted.sentAtMs, lost.sentAtMs);
		const lostAtMs = Math.max(noted.lostAtMs, lost.lostAtMs);
		Object.assign(noted, lost, { sentAtMs, lostAtMs });
		this.lost.set(purchaseId, noted);
		return noted;
	}

	/** The same of an earlier attempt's submit, which this process may have forgotten as n8n was restarted. */
	noteStillLost(purchaseId: string, lost: LostSubmit): void {
		const isKnown = this.bought.has(purchaseId) || this.lost.has(purchaseId);
		if (!isKnown && !this.isOnItsWay(purchaseId)) this.noteLost(purchaseId, lost);
	}

	noteNotLost = (purchaseId: string): boolean => this.lost.delete(purchaseId);

	/** The submits without an answer, other than that of this purchase. */
	othersLost = (purchaseId: string): LostSubmit[] =>
		[...this.lost].flatMap(([id, other]) => (id === purchaseId ? [] : [other]));

	/** Ends when all submits that are on their way now are answered: then their tasks are known. */
	async untilAnswered(): Promise<void> {
		await Promise.allSettled([...this.onTheirWay.keys()]);
	}
}

/** An account lives as long as the process, so its book does, too. */
const books = new WeakMap<Account, Book>();

/** What this n8n process knows of the purchases of an account. */
export function bookOf(account: Account): Book {
	const book = books.get(account) ?? new Book();
	books.set(account, book);
	return book;
}
