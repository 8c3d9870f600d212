import type { Result } from '../../shared/retry';
import type { Cause, Fault, SubmitFault } from '../fault';
import type { Answer, HttpAnswer, Task } from '../service';
import { noResult, quote, readTaskObject } from './readAnswer';
import { idOf, readTask } from './readTask';

/** After these it is known that nothing was started (API §3). */
const NOTHING_STARTED = new Set<Cause>([
	...(['badKey', 'noBalance', 'notAllowed', 'badRequest', 'notFound', 'redirect'] as const),
	...(['tooLarge', 'tooManyRequests', 'noRoom', 'keyReused', 'notExecuted'] as const),
]);

/** After these the same submit, with the same key, cannot buy anything twice (API §3). */
const MAY_BE_SENT_AGAIN = new Set<Cause>(['tooManyRequests', 'notExecuted', 'keyInProgress']);

/** The task that a submit has started, or why the answer names none (API §1, §3). */
export function readSubmit(answer: Answer): Result<Task, SubmitFault> {
	if (answer.fault) {
		const { isUnreachable, neverSent } = answer.fault;
		return { fault: { ...answer.fault, isRepeatable: isUnreachable, mayBeBilled: !neverSent } };
	}
	const { value: task, fault } = readTaskObject(salvage(answer.value));
	if (fault) return { fault: ofSubmit(fault) };
	const id = idOf(task);
	if (id !== undefined) return { value: readTask(id, task) };
	const reason = `an answer without a task ID: ${quote(task)}`;
	return { fault: ofSubmit(noResult(reason, answer.value.statusCode)) };
}

const ofSubmit = (fault: Fault): SubmitFault => ({
	...fault,
	isRepeatable: MAY_BE_SENT_AGAIN.has(fault.cause),
	mayBeBilled: !NOTHING_STARTED.has(fault.cause),
});

/** The ID of a task in the text of an answer that broke off behind it, in both shapes of API §1. */
const TASK_ID_IN_TEXT = /"task_id"\s*:\s*"([^"\\]+)"/;
const ID_IN_TEXT = /"data"\s*:\s*\[?\s*\{[^{}]*?"id"\s*:\s*"([^"\\]+)"/;

/** Saves what can be saved of a broken answer: the task that may be paid for. */
function salvage(answer: HttpAnswer): HttpAnswer {
	const { statusCode, body, broken } = answer;
	if (broken === undefined || statusCode >= 300 || typeof body !== 'string') return answer;
	if (body.includes('"error"')) return answer;
	const id = (TASK_ID_IN_TEXT.exec(body) ?? ID_IN_TEXT.exec(body))?.[1];
	if (id === undefined) return answer;
	return { ...answer, body: { task_id: id, status: 'submitted' }, broken: undefined };
}
