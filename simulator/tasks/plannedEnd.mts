import type { Outcome } from '../settings.mts';
import type { PlannedEnd } from './task.mts';

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
