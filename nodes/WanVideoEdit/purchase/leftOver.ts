import type { IExecuteSingleFunctions } from 'n8n-workflow';

import { orStopped } from '../shared/pause';
import { hashOf } from './idempotencyKey';
import { isKeyForgotten, isPerhapsBought, type Purchase } from './record';

/** How long what a stopped execution has bought is remembered: for as long some services know a task. */
const LIFE_MS = 24 * 3_600_000;

/** How many purchases are remembered at most, of all stopped executions as of one that is running. */
const MOST = 10_000;

interface Noted {
	purchase: Purchase;
	/** Tells the edit of a node from all others. */
	edit: string;
	/** When it was begun, in ms since 1970. */
	sinceMs: number;
}

/** What an execution has begun to buy. */
interface Execution {
	/** By the purchase's ID, the oldest first. */
	noted: Map<string, Noted>;
	isStopped: boolean;
}

/**
 * By their signal of Stop, which all nodes, items and calls of an execution share, and which n8n forgets with the execution.
 * Nothing else leads to what an execution has noted but that signal's listener, so that an execution which ends without
 * Stop leaves nothing behind.
 */
const executions = new WeakMap<AbortSignal, Execution>();

/** What stopped executions have bought and no other has gone on with, by the purchase's ID, the oldest first. */
const leftOver = new Map<string, Noted>();

/** Which execution went on with a purchase last, and since when it is known. */
const owners = new WeakMap<Purchase, { execution: Execution; sinceMs: number }>();

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
	private readonly stop?: AbortSignal;
	private readonly execution?: Execution;

	/**
	 * @param request the hash of the edit's identity
	 * @param more what else makes it another one: the account, and the user's own key
	 */
	constructor(context: IExecuteSingleFunctions, request: string, ...more: unknown[]) {
		const { id, name } = context.getNode();
		const workflow = context.getWorkflow().id;
		this.editOf = (ofRequest) => hashOf([workflow, id, name, ofRequest, ...more]);
		this.edit = this.editOf(request);
		this.stop = context.getExecutionCancelSignal();
		this.execution = this.stop && executionOf(this.stop);
	}

	/** Ends when no task is being cancelled any more that could be gone on with. */
	async untilCancelled(): Promise<void> {
		while (!this.stop?.aborted) {
			const running = [...cancelling].flatMap(([id, ends]) =>
				leftOver.get(id)?.edit === this.edit ? ends : [],
			);
			if (running.length === 0) return;
			await orStopped(Promise.allSettled(running).then(), this.stop);
		}
	}

	/** Gives a purchase to go on with, which no other edit then gets unless it is given back. */
	take(): Purchase | undefined {
		if (this.execution === undefined || this.execution.isStopped) return undefined;
		for (const [id, { edit, purchase, sinceMs }] of leftOver) {
			if (edit !== this.edit) continue;
			leftOver.delete(id);
			const nowMs = Date.now();
			const isOld = nowMs - sinceMs >= LIFE_MS || isKeyForgotten(purchase, nowMs);
			if (isOld || !isPerhapsBought(purchase)) continue;
			return Object.assign(purchase, { leftBy: purchase.leftBy ?? purchase.execution ?? '' });
		}
		return undefined;
	}

	/** Notes a purchase that this execution begins, or goes on with, in case that it is stopped. */
	note(purchase: Purchase): void {
		const { execution } = this;
		// At a later attempt the request may be another one, and the purchase the same.
		const edit = this.editOf(purchase.request);
		// After n8n's "Retry" it is a copy.
		const before = leftOver.get(purchase.key);
		leftOver.delete(purchase.key);
		if (execution === undefined) return;
		const { sinceMs } = owners.get(purchase) ?? before ?? { sinceMs: Date.now() };
		owners.set(purchase, { execution, sinceMs });
		add(execution.noted, { purchase, edit, sinceMs });
		if (execution.isStopped) leaveOver(execution);
	}

	/** Whether another execution has gone on with the purchase. */
	isTakenOver = (purchase: Purchase): boolean => owners.get(purchase)?.execution !== this.execution;

	/** Lets nobody go on with the purchase as long as its task is perhaps cancelled. */
	async whileCancelling<T>({ key }: Purchase, work: () => Promise<T>): Promise<T> {
		const running = work();
		cancelling.set(key, running);
		return await running.finally(() => cancelling.delete(key));
	}

	/**
	 * Gives back what this execution has taken, as the run of its node failed: n8n throws away what that brought, too, and
	 * whoever runs it again is not to pay. An attempt that goes on with it takes it once more.
	 */
	giveBack(purchase: Purchase): void {
		const noted = this.execution?.noted.get(purchase.key);
		if (noted && purchase.leftBy !== undefined && !this.isTakenOver(purchase)) add(leftOver, noted);
	}

	/** Forgets a purchase that nobody can go on with, e.g. as its task has failed, or was taken back. */
	forget(purchase: Purchase): void {
		this.execution?.noted.delete(purchase.key);
		leftOver.delete(purchase.key);
	}
}

function executionOf(stop: AbortSignal): Execution {
	const known = executions.get(stop);
	if (known) return known;
	const execution: Execution = { noted: new Map(), isStopped: stop.aborted };
	executions.set(stop, execution);
	stop.addEventListener('abort', () => leaveOver(execution), { once: true });
	return execution;
}

function leaveOver(execution: Execution): void {
	execution.isStopped = true;
	for (const noted of execution.noted.values()) {
		const isTakenOver = owners.get(noted.purchase)?.execution !== execution;
		if (!isTakenOver && isPerhapsBought(noted.purchase)) add(leftOver, noted);
	}
	execution.noted.clear();
}

/** Adds the newest, and removes what is too much or too old. */
function add(all: Map<string, Noted>, noted: Noted): void {
	const { key } = noted.purchase;
	all.delete(key);
	all.set(key, noted);
	for (const [id, { sinceMs }] of all) {
		if (all.size <= MOST && Date.now() - sinceMs < LIFE_MS) break;
		all.delete(id);
	}
}
