import type { IExecuteSingleFunctions } from 'n8n-workflow';

import { hashOf } from './idempotencyKey';
import { holderOf } from './lock';
import { isKeyForgotten, isPerhapsBought, type Purchase } from './record';
import { LIFE_MS, MOST, Shelf, type Noted } from './shelf';

/** What an execution has begun to buy. */
interface Execution {
	noted: Shelf;
	/** Stands for it where nothing else of it is to be kept. */
	token: object;
}

/**
 * By their signal of Stop, which all nodes, items and calls of an execution share, and which n8n forgets with the execution.
 * Nothing else leads to what an execution has noted but that signal's listener, so that an execution which ends without
 * Stop leaves nothing behind.
 */
const executions = new WeakMap<AbortSignal, Execution>();

/** What stopped executions have bought and no other has gone on with. */
const leftOver = new Shelf();

/** Which execution went on with a purchase last. */
const owners = new WeakMap<Purchase, object>();

/**
 * The same of what was left over, by the purchase's ID: n8n's "Retry" of the stopped execution has a copy, which is no longer
 * left over when another execution has gone on with it.
 */
const takers = new Map<string, object>();

/** The purchases whose tasks are just being cancelled, by their ID. */
const cancelling = new Map<string, Promise<unknown>>();

/**
 * What stopped executions have bought of an edit of a node. n8n throws all away that an execution brought before it was
 * stopped, by a person or by the time limit of its workflow, also what had ended well: this process remembers it for a
 * day, so that the same edit of the same node does not pay for it once more.
 */
export class LeftOver {
	/** The hash of an edit of the node. */
	private readonly editOf: (request: string) => string;
	private readonly edit: string;
	private readonly execution?: Execution;
	/** What this attempt has noted. */
	private noted?: Noted;

	/**
	 * @param request the hash of the edit's identity
	 * @param more what else makes it another one: e.g. the account, and the user's own key
	 */
	constructor(context: IExecuteSingleFunctions, request: string, ...more: unknown[]) {
		const { id, name } = context.getNode();
		const workflow = context.getWorkflow().id;
		this.editOf = (ofRequest) => hashOf([workflow, id, name, ofRequest, ...more]);
		this.edit = this.editOf(request);
		const stop = context.getExecutionCancelSignal();
		this.execution = stop && executionOf(stop);
	}

	/** What decides about the purchase that would be taken: it is being cancelled, or its submit is being answered. */
	get undecided(): Promise<unknown> | undefined {
		const { key } = leftOver.first(this.edit)?.purchase ?? {};
		return key === undefined ? undefined : (cancelling.get(key) ?? holderOf(key));
	}

	/** Gives a purchase to go on with, which no other edit then gets unless it is given back. */
	take(): Purchase | undefined {
		const { execution, edit } = this;
		if (execution === undefined) return undefined;
		for (let left = leftOver.first(edit); left; left = leftOver.first(edit)) {
			const { purchase, sinceMs } = left;
			leftOver.delete(purchase.key);
			const nowMs = Date.now();
			const isOld = nowMs - sinceMs >= LIFE_MS || isKeyForgotten(purchase, nowMs);
			if (isOld || !isPerhapsBought(purchase)) continue;
			execution.noted.add(left);
			noteTaker(purchase, execution);
			purchase.stoppedBy ??= purchase.execution ?? '';
			return Object.assign(purchase, { leftBy: purchase.stoppedBy });
		}
		return undefined;
	}

	/** Notes a purchase that this execution begins, or goes on with, in case that it is stopped. */
	note(purchase: Purchase): void {
		const { execution } = this;
		const { key } = purchase;
		const before = leftOver.get(key);
		leftOver.delete(key);
		if (execution === undefined) return;
		const taker = takers.get(key);
		if (before) {
			noteTaker(purchase, execution);
			// After n8n's "Retry" it is a copy.
			purchase.stoppedBy ??= before.purchase.stoppedBy ?? before.purchase.execution ?? '';
		} else if (taker !== undefined && taker !== execution.token) {
			return;
		}
		owners.set(purchase, execution.token);
		const { sinceMs } = execution.noted.get(key) ?? before ?? { sinceMs: Date.now() };
		// At a later attempt the request may be another one, and the purchase the same.
		this.noted = { purchase, edit: this.editOf(purchase.request), sinceMs };
		execution.noted.add(this.noted);
	}

	/** Whether another execution has gone on with the purchase. */
	isTakenOver(purchase: Purchase): boolean {
		return this.isAnothers(ownerOf(purchase));
	}

	/** The same of this very purchase: after n8n's "Retry" it is a copy, which goes on with it all the same. */
	isLost(purchase: Purchase): boolean {
		return this.isAnothers(owners.get(purchase));
	}

	/** Lets nobody go on with the purchase as long as its task is perhaps cancelled. */
	async whileCancelling<T>({ key }: Purchase, work: () => Promise<T>): Promise<T> {
		const running = work();
		cancelling.set(key, running);
		return await running.finally(() => cancelling.delete(key));
	}

	/**
	 * Gives back what this execution has taken, as the run of its node failed: n8n throws away what that brought, too, and
	 * whoever runs it again is not to pay. An attempt that goes on with it takes it once more; then one before it, which n8n
	 * has left behind, gives nothing back.
	 */
	giveBack(purchase: Purchase): void {
		const { noted, execution } = this;
		const isLast = noted !== undefined && execution?.noted.get(purchase.key) === noted;
		if (isLast && purchase.stoppedBy !== undefined && !this.isTakenOver(purchase)) {
			leftOver.add(noted);
		}
	}

	/** Forgets a purchase that nobody can go on with, e.g. as its task has failed, or was taken back. */
	forget(purchase: Purchase): void {
		this.execution?.noted.delete(purchase.key);
		leftOver.delete(purchase.key);
	}

	private isAnothers(owner?: object): boolean {
		return owner !== undefined && owner !== this.execution?.token;
	}
}

const ownerOf = (purchase: Purchase): object | undefined =>
	takers.get(purchase.key) ?? owners.get(purchase);

function executionOf(stop: AbortSignal): Execution {
	const known = executions.get(stop);
	if (known) return known;
	const execution: Execution = { noted: new Shelf(), token: {} };
	executions.set(stop, execution);
	stop.addEventListener('abort', () => leaveOver(execution), { once: true });
	return execution;
}

function leaveOver({ noted: all, token }: Execution): void {
	for (const noted of all.values()) {
		const isOurs = ownerOf(noted.purchase) === token;
		if (isOurs && isPerhapsBought(noted.purchase)) leftOver.add(noted);
	}
	all.clear();
}

function noteTaker(purchase: Purchase, { token }: Execution): void {
	owners.set(purchase, token);
	takers.delete(purchase.key);
	takers.set(purchase.key, token);
	if (takers.size <= MOST) return;
	const [oldest] = takers.keys();
	takers.delete(oldest);
}
