import type { Account } from '../service/account';

/** How long a task of an account can be listed. */
const DAY_MS = 24 * 3_600_000;

/** A submit whose answer was lost, until it is known what became of it. */
export interface LostSubmit {
	prompt?: string;
	/** When it was sent, in ms since 1970. */
	sinceMs: number;
	/** The task that it goes on with, as long as nobody knows whether it is its own. */
	taskId?: string;
}

/**
 * What this n8n process knows of the purchases of an account, at a service that lists its tasks: without that, what one
 * item bought could be taken for what another one lost.
 */
export class Book {
	/** IDs of tasks whose purchase is known, and since when, in ms since 1970. */
	private readonly known = new Map<string, number>();
	/** Submits that have no answer yet. */
	private readonly onTheirWay = new Set<Promise<unknown>>();
	/** By the key of their purchase. */
	readonly lost = new Map<string, LostSubmit>();

	note(taskId: string): void {
		const nowMs = Date.now();
		this.known.delete(taskId);
		this.known.set(taskId, nowMs);
		for (const [id, sinceMs] of this.known) {
			if (nowMs - sinceMs < DAY_MS) break;
			this.known.delete(id);
		}
	}

	knows = (taskId: string): boolean => this.known.has(taskId);

	/** Takes note of a submit until it is answered. */
	async whileOnItsWay<T>(answer: Promise<T>): Promise<T> {
		this.onTheirWay.add(answer);
		try {
			return await answer;
		} finally {
			this.onTheirWay.delete(answer);
		}
	}

	/** Ends when all submits that are on their way now are answered: then their tasks are known. */
	async untilAnswered(): Promise<void> {
		await Promise.allSettled([...this.onTheirWay]);
	}
}

/** An account lives as long as the process, so its book does, too. */
const books = new WeakMap<Account, Book>();

export function bookOf(account: Account): Book {
	const book = books.get(account) ?? new Book();
	books.set(account, book);
	return book;
}
