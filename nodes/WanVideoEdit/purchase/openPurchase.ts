import type { IExecuteSingleFunctions } from 'n8n-workflow';

import type { PurchaseState } from '../errors/billing';
import { keyForgotten, stoppedBeforeSubmit, submittedElsewhere } from '../errors/submitProblems';
import { isToolCall } from '../n8n/toolCall';
import type { LeftOver } from './leftOver';
import { exclusively } from './lock';
import { LostAnswer, OF_A_SUBMIT } from './lostAnswer';
import { leavePlace } from './place';
import {
	dropPurchase,
	isKeyForgotten,
	isPerhapsBought,
	isUncertainElsewhere,
	knownLink,
	type Buyer,
	type Purchase,
	type PurchaseRecord,
} from './record';
import { Spending, spentBy } from './spending';
import { stateOf } from './state';

/** The purchase of an item, as one attempt sees it. */
export class OpenPurchase {
	readonly lostAnswer: LostAnswer;
	readonly spending: Spending;
	private isDropped = false;

	/** By {@link findPurchase}. */
	constructor(
		private readonly context: IExecuteSingleFunctions,
		private readonly record: PurchaseRecord,
		private readonly place: string,
		private readonly purchase: Purchase,
		private readonly buyer: Buyer,
		private readonly leftOver: LeftOver,
		/** The user's own Idempotency Key. */
		private readonly ownKey?: string,
		/** Which piece of the item's video it edits, from 1; `undefined` when it edits all that is edited of it. */
		readonly piece?: number,
	) {
		this.lostAnswer = new LostAnswer(purchase);
		this.spending = new Spending(spentBy(context), purchase);
	}

	/** Tells this purchase from all others. */
	get id(): string {
		return this.purchase.key;
	}

	/** What is bought, or may be, now or at an earlier attempt. */
	get state(): PurchaseState {
		return stateOf(this.purchase);
	}

	/** The same without what is over: a task that has failed, or was taken back. */
	get stateNow(): PurchaseState {
		return this.isDropped ? {} : this.state;
	}

	/** Whether nothing is bought for it yet, nor may be. */
	get isNew(): boolean {
		return !isPerhapsBought(this.purchase);
	}

	/** The task, once the service has started it. */
	get taskId(): string | undefined {
		return this.purchase.taskId;
	}

	/** The stopped execution that bought it, if another one goes on with it; '' when that had no ID. */
	get leftBy(): string | undefined {
		return this.purchase.leftBy;
	}

	/** Whether another execution goes on with it, as this one was stopped. */
	get isTakenOver(): boolean {
		return this.leftOver.isTakenOver(this.purchase);
	}

	/** Does what perhaps takes its task back: until then no other execution goes on with it. */
	async whileCancelling<T>(work: () => Promise<T>): Promise<T> {
		return await this.leftOver.whileCancelling(this.purchase, work);
	}

	/** The `Idempotency-Key` to send: the one of a submit that may have been accepted, the user's, or the node's. */
	get key(): string {
		return this.purchase.sentKey ?? this.ownKey ?? this.purchase.key;
	}

	/**
	 * Whether the service may know this key from a different edit: only a user can give one key to two. With
	 * files nobody can tell, and it counts as not reused: each execution gives them other addresses, so that the
	 * same edit looks different.
	 */
	get isKeyPerhapsReused(): boolean {
		return this.key !== this.purchase.key && this.purchase.links === undefined;
	}

	/** @throws {Problem} when a repetition of an uncertain submit could buy the edit twice by now */
	assertServiceKnowsKey(): void {
		const { sentTo } = this.purchase;
		if (isUncertainElsewhere(this.purchase, this.buyer)) throw submittedElsewhere(sentTo!.service);
		if (isKeyForgotten(this.purchase, Date.now())) throw keyForgotten();
	}

	/**
	 * Buys, unless there is a task already, or another attempt has bought it meanwhile.
	 *
	 * @throws {Problem} when Stop was pressed while another attempt was at it; and whatever `buy` throws
	 */
	async unlessBought<T>(buy: () => Promise<T>): Promise<T | undefined> {
		const stop = this.context.getExecutionCancelSignal();
		const once = async () => ({
			bought: this.taskId === undefined ? await buy() : undefined,
		});
		const done = await exclusively(this.id, once, stop);
		if (!done) throw stoppedBeforeSubmit();
		return done.bought;
	}

	/**
	 * Notes that a submit is on its way.
	 *
	 * @returns takes the note back: that submit has bought nothing
	 */
	markSubmitting(): () => void {
		const { unansweredSinceMs, sentKey, sentTo, sentEdit, lostAtMs } = this.purchase;
		this.purchase.sentKey = this.key;
		this.purchase.sentTo = this.buyer;
		this.purchase.unansweredSinceMs ??= Date.now();
		const before = { unansweredSinceMs, sentKey, sentTo, sentEdit, lostAtMs };
		return () => Object.assign(this.purchase, before);
	}

	noteKeyUsedUp(): void {
		this.purchase.isKeyUsedUp = true;
	}

	/** Notes the task: from now on it is never bought again. */
	noteBought(taskId: string): void {
		for (const field of OF_A_SUBMIT) delete this.purchase[field];
		this.purchase.taskId = taskId;
	}

	/** Gives the address under which a file goes to the service: made once per purchase and account. */
	async linkOf(fileHash: string, makeLink: () => Promise<string>): Promise<string> {
		const { account } = this.buyer;
		const known = knownLink(this.purchase, fileHash, Date.now(), account);
		if (known !== undefined) return known;
		const url = await makeLink();
		(this.purchase.links ??= {})[fileHash] = { url, madeAtMs: Date.now(), account };
		return url;
	}

	/** Forgets the addresses of files: the service could not fetch one. A submit that may have arrived keeps them. */
	forgetLinks(): void {
		if (this.purchase.unansweredSinceMs === undefined) delete this.purchase.links;
	}

	/** Gives back what was taken of a stopped execution: nobody has got its video. */
	giveBack(): void {
		this.leftOver.giveBack(this.purchase);
	}

	/** Notes that no other execution can go on with it. */
	noteHopeless(): void {
		this.leftOver.forget(this.purchase);
	}

	/** Drops the purchase: the next attempt buys again, under a key of its own. */
	drop(): void {
		this.noteHopeless();
		this.letGo();
	}

	private letGo(): void {
		this.isDropped = true;
		this.spending.forget();
		// n8n may leave an attempt behind that ends when a later one has begun another purchase.
		if (this.record[this.place] === this.purchase) dropPurchase(this.record, this.place);
	}

	/**
	 * Ends an agent's call of the node as its tool. What was handed on is done: the same call once more
	 * is another edit. What was not is there for the next attempt, n8n's or the agent's.
	 */
	endToolCall(isHandedOn: boolean): void {
		if (!isToolCall(this.context)) return;
		if (isHandedOn) this.letGo();
		leavePlace(this.record, this.place);
	}
}
