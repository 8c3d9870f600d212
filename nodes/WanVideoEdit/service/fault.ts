import type { Repeatable } from '../shared/retry';

/** What is wrong, in terms that all services share. The messages go by it. */
export type Cause =
	| 'badKey'
	| 'noBalance'
	/** A bill of the account is not paid, or it has no way to pay. */
	| 'billDue'
	/** What the account may use is used up, whatever its balance. */
	| 'quotaUsedUp'
	/** The account has to activate the model first. */
	| 'notActivated'
	/** The address has no such model or workspace: those of another region do. */
	| 'wrongRegion'
	/** The key is right, but may not do this. */
	| 'notAllowed'
	| 'badRequest'
	/** No such path at the address, or no such task. */
	| 'notFound'
	| 'redirect'
	/** An error and a task in one answer. */
	| 'contradiction'
	| 'tooLarge'
	| 'tooManyRequests'
	| 'noRoom'
	/** Of the Idempotency-Key: an earlier submit with it is on its way; went with another edit; nobody knows. */
	| 'keyInProgress'
	| 'keyReused'
	| 'keyIndeterminate'
	/** The Idempotency-Key is known; the service says no more. */
	| 'keyKnown'
	/** The service says that it did not execute the request. */
	| 'notExecuted'
	/** The service failed, or a gateway in front of it. */
	| 'serviceFailed'
	/** No error, but not what was asked for. */
	| 'noResult'
	| 'noAnswer';

/**
 * Why a task failed or an edit was refused, by what helps: the service could not fetch the video or an image; its moderation refused
 * something; the video or an image is not what the model takes; the service itself failed; somebody cancelled it; the
 * service does not say.
 */
export type FailureKind =
	| 'sourceNotFetched'
	| 'moderated'
	| 'sourceLimit'
	| 'serviceTrouble'
	| 'cancelled'
	| 'unexplained';

/** Why a request did not bring what it was sent for. */
export interface Fault extends Repeatable {
	cause: Cause;
	/** What happened, with the service's own words. */
	reason: string;
	/** What kind of refusal it is, where the service says so. */
	kind?: FailureKind;
	/** HTTP status; `undefined` when there was no answer. */
	status?: number;
	/** Whether the fault may be gone a little later. Otherwise the same request gets the same answer. */
	isTransient: boolean;
	/**
	 * For a permanent one, why it may be a passing fault of a gateway all the same: it is a web page, not the service's
	 * own words; or a status that says that there is no such task; or, if the service has named the task before, its
	 * words.
	 */
	doubt?: 'page' | 'status' | 'words';
}

/** What a submit without a task means for the money. */
export interface SubmitFault extends Fault {
	/** Whether the edit may have been accepted anyway, so that it may be billed. */
	mayBeBilled: boolean;
	/** Of one without an answer: whether the request cannot have reached the service. */
	neverSent?: boolean;
}

/** A request that got no answer. */
export interface NetworkFault extends Fault {
	/** Whether the request cannot have reached the service, so that nothing can have been started. */
	neverSent: boolean;
	/** Whether the service was not there at all, which may pass. */
	isUnreachable: boolean;
}
