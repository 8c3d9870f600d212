import { promptPrint } from './promptPrint';
import type { Purchase } from './record';
import type { SentEdit } from './sentEdit';

/** A submit whose answer was lost, until it is known what became of it. */
export interface LostSubmit {
	/** The print of its prompt. */
	prompt: string;
	/** When it was sent, in ms since 1970. */
	sentAtMs: number;
	/** When its answer was lost, as far as it is known, in ms since 1970. */
	lostAtMs: number;
	/** The task that it goes on with, as long as nobody knows whether it is its own. */
	taskId?: string;
}

/**
 * What is known of a submit, which a task makes superfluous. The last that was noted stands first: deleted in this order,
 * the purchase takes half the memory as long as its task is waited for.
 */
export const OF_A_SUBMIT = [
	'lostAtMs',
	'unansweredSinceMs',
	'sentTo',
	'sentKey',
	'sentEdit',
	'foreign',
	'isKeyUsedUp',
	'links',
] as const satisfies Array<keyof Purchase>;

/** What a purchase remembers of a submit whose answer was lost, at a service that lists its tasks. */
export class LostAnswer {
	constructor(private readonly purchase: Purchase) {}

	/** Whether a submit has got no answer, and no task is known that it may have bought. */
	get isLost(): boolean {
		return this.purchase.unansweredSinceMs !== undefined;
	}

	/** The submit whose task is not known for sure, if there is one. */
	get unsure(): LostSubmit | undefined {
		const { found, taskId, sentEdit } = this.purchase;
		const { unansweredSinceMs: sentAtMs, lostAtMs } = found ?? this.purchase;
		if (sentAtMs === undefined) return undefined;
		const prompt = sentEdit?.prompt ?? promptPrint();
		return { prompt, sentAtMs, lostAtMs: lostAtMs ?? sentAtMs, ...(found && { taskId }) };
	}

	/** The edit that was sent. */
	get edit(): SentEdit | undefined {
		return this.purchase.sentEdit;
	}

	/** Notes that the answer was lost just now. */
	note(): void {
		this.purchase.lostAtMs = Date.now();
	}

	/** Notes that no submit has bought anything. */
	noteNothingBought(): void {
		delete this.purchase.sentEdit;
		delete this.purchase.leftBy;
		delete this.purchase.stoppedBy;
		this.forgetSubmit();
	}

	/** Takes note of an edit that is being sent. */
	noteEdit(edit: SentEdit): void {
		this.purchase.sentEdit ??= edit;
	}

	/** Notes a task that is probably what the submit bought. */
	noteFound(taskId: string): void {
		const { unansweredSinceMs, sentTo, lostAtMs } = this.purchase;
		this.forgetSubmit();
		Object.assign(this.purchase, { taskId, found: { unansweredSinceMs, sentTo, lostAtMs } });
	}

	/** Whether it is not sure that the purchase's task is its own. */
	get isOnlyFound(): boolean {
		return this.purchase.found !== undefined;
	}

	/** Whether a task is known to be somebody else's. */
	isForeign(taskId: string): boolean {
		return this.purchase.foreign?.includes(taskId) ?? false;
	}

	/** Notes that the task that was found is the purchase's own, or somebody else's. */
	noteOwner(isOurs: boolean): void {
		const { purchase } = this;
		const { found, taskId } = purchase;
		delete purchase.found;
		if (isOurs) delete purchase.sentEdit;
		if (isOurs || taskId === undefined) return;
		delete purchase.taskId;
		Object.assign(purchase, { ...found, foreign: [...(purchase.foreign ?? []), taskId] });
	}

	private forgetSubmit(): void {
		const { purchase } = this;
		for (const key of ['unansweredSinceMs', 'sentKey', 'sentTo', 'lostAtMs'] as const) {
			delete purchase[key];
		}
	}
}
