import type { Failure } from './failureTexts.mts';
import type { Outcome } from '../settings.mts';
import type { TaskState } from './task.mts';

/** How a task is to end. */
export interface PlannedEnd {
	state: Exclude<TaskState, 'running'>;
	/** The reason, for all ends but `completed`. */
	failure?: Failure;
}

/** The end a chosen outcome means; `failureMessage` "" takes the built-in text. */
export function plannedEnd(outcome: Outcome, failureMessage: string): PlannedEnd {
	switch (outcome) {
		case 'failed':
			return {
				state: 'failed',
				failure: failureMessage
					? { kind: 'custom', message: failureMessage }
					: { kind: 'taskFailed' },
			};
		case 'cancelled':
			return { state: 'cancelled', failure: { kind: 'cancelled' } };
		case 'expired':
			return { state: 'expired', failure: { kind: 'expired' } };
		default:
			return { state: 'completed' };
	}
}
