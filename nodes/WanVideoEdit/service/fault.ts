import type { Repeatable } from '../shared/retry';

/** What is wrong, in terms that all services share. The messages go by it. */
export type Cause =
	/** The key is wrong, or of another service. */
	| 'badKey'
	/** The balance is used up. */
	| 'noBalance'
	/** The key is known, but may not do this. */
	| 'notAllowed'
	/** The request is wrong, e.g. a parameter or a task ID. */
	| 'badRequest'
	/** There is no such path at the address, or no such task. */
	| 'notFound'
	/** The answer leads elsewhere. */
	| 'redirect'
	/** The body is larger than the service takes. */
	| 'tooLarge'
	/** The account sends too many requests. */
	| 'tooMany'
	/** The service has no room for another edit. */
	| 'noRoom'
	/** The service is still busy with an earlier submit under the same Idempotency-Key. */
	| 'keyInProgress'
	/** The Idempotency-Key went with another edit before. */
	| 'keyReused'
	/** The service cannot tell what became of an earlier submit under the same Idempotency-Key. */
	| 'keyIndeterminate'
	/** The service knows the Idempotency-Key, and says no more. */
	| 'keyKnown'
	/** The service says that it did not execute the request. */
	| 'notExecuted'
	/** The service failed, or a gateway in front of it. */
	| 'serviceFailed'
	/** An answer without an error, which does not hold what was asked for. */
	| 'noResult'
	/** No answer came. */
	| 'noAnswer';

/** Why a request did not bring what it was sent for. */
export interface Fault extends Repeatable {
	cause: Cause;
	/** What happened, with the service's own words. */
	reason: string;
	/** HTTP status; `undefined` when there was no answer. */
	status?: number;
	/** Whether the fault may be gone a little later. Otherwise the same request gets the same answer. */
	isTransient: boolean;
}

/** What a submit without a task means for the money. */
export interface SubmitFault extends Fault {
	/** Whether the edit may have been accepted anyway, so that it may be billed. */
	mayBeBilled: boolean;
}

/** A request that got no answer. */
export interface NetworkFault extends Fault {
	cause: 'noAnswer';
	/** Whether the request cannot have reached the service, so that nothing can have been started. */
	neverSent: boolean;
	/** Whether the service was not there at all, which may pass. */
	isUnreachable: boolean;
}
