import { messageOf } from '../modelStudio/errorRows.mts';
import type { Outcome } from '../settings.mts';
import type { Failure } from './failureTexts.mts';
import type { PlannedEnd } from './task.mts';

/**
 * The end a chosen outcome means.
 *
 * @param failureMessage "" takes the text that goes with the code, or the built-in one
 * @param failureCode what Model Studio calls it; "" takes the usual one
 */
export function plannedEnd(
	outcome: Outcome,
	failureMessage: string,
	failureCode: string,
): PlannedEnd {
	switch (outcome) {
		case 'failed':
			return { state: 'failed', failure: chosenFailure(failureMessage, failureCode) };
		case 'cancelled':
			return { state: 'cancelled', failure: { kind: 'cancelled' } };
		case 'expired':
			return { state: 'expired', failure: { kind: 'expired' } };
		default:
			return { state: 'completed' };
	}
}

function chosenFailure(message: string, code: string): Failure {
	if (code !== '') return { kind: 'custom', message: message || messageOf(code), code };
	return message === '' ? { kind: 'taskFailed' } : { kind: 'custom', message };
}
