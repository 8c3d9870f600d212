import { failureText, type Failure } from './failureTexts.mts';

/** Thrown while a task is worked on: the task fails for this reason (API §2). */
export class TaskFailure extends Error {
	readonly failure: Failure;

	constructor(failure: Failure) {
		super(failureText(failure, undefined));
		this.failure = failure;
	}
}
